"""A test with the docker driver.

Why

The runner's own Docker cannot push what has no tag, so there is nothing that could be tested before
it gets one.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    builder: docker
    test: [sensor, --version]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    test: [sensor, --version]
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield the test of each image that the docker driver builds."""
    for image in config.images:
        if image.given.uses_docker_driver and image.test is not None:
            message = "the docker driver tags before anything is tested"
            yield Finding(route=image.given.test.route, message=message)


RULE = Rule(
    code="CG320",
    severity=Severity.ERROR,
    remedy="use the driver docker-container, or remove the test",
    check=check,
)
