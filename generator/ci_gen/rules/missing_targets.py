"""An image without targets.

Why

Without a target there is no platform to build for.

Before

    version: 1
    image: ghcr.io/acme/sensor

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each image that has no targets and inherits none."""
    for image in config.images:
        if not image.given.targets.value:
            message = f"no targets are given for {image.given.names.value[0].text}"
            yield Finding(route=image.given.route, message=message)


RULE = Rule(
    code="CG308",
    severity=Severity.ERROR,
    remedy="add targets: [raspberry-pi-5, linux/amd64], or what must run it",
    check=check,
)
