"""An image all of whose platforms may fail.

Why

An image is published without the platforms that may fail. If all of them may, there may be nothing
to publish, and a run that built nothing would look like one that did.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, linux/386]
    strategy: {allow-failure: [linux/arm64, linux/386]}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, linux/386]
    strategy: {allow-failure: [linux/386]}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield what may fail of each image that has no other platform."""
    for image in config.images:
        if image.platforms and set(image.platforms) <= set(image.strategy.allow_failure):
            route = image.given.strategy.allow_failure.route
            yield Finding(route=route, message=f"nothing of {image.id} has to succeed")


RULE = Rule(
    code="CG324",
    severity=Severity.ERROR,
    remedy="leave out the platforms that must be there",
    check=check,
)
