"""Several platforms with the docker driver.

Why

The runner's own Docker builds for one platform at a time: "Multi-platform build is not supported
for the docker driver".

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    builder: docker

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    builder: docker-container
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each image that the docker driver cannot build at once."""
    for image in config.images:
        if image.given.uses_docker_driver and len(image.platforms) > 1:
            platforms = ", ".join(image.platforms)
            message = f"the docker driver builds one platform at a time, not {platforms}"
            yield Finding(route=image.given.builder.driver.route, message=message)


RULE = Rule(
    code="CG305",
    severity=Severity.ERROR,
    remedy="use the driver docker-container",
    check=check,
)
