"""Several platforms loaded into Docker.

Why

The runner's Docker holds images of one platform: "docker exporter does not currently support
exporting manifest lists".

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    build: {load: true}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [amd64]
    build: {load: true}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each image for several platforms that is to be loaded."""
    for image in config.images:
        if image.build.load and len(image.platforms) > 1:
            message = f"an image for {len(image.platforms)} platforms cannot be loaded into Docker"
            yield Finding(route=image.given.build.load.route, message=message)


RULE = Rule(
    code="CG306",
    severity=Severity.ERROR,
    remedy="remove load, or build for one platform",
    check=check,
)
