"""Attestations or annotations with the docker driver.

Why

The runner's own Docker cannot store attestations: "Attestation is not supported for the docker
driver".

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    builder: docker
    build: {sbom: true}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {sbom: true}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each attestation and annotation that the docker driver is asked for."""
    for image in config.images:
        for asked in image.given.attached if image.given.uses_docker_driver else ():
            yield Finding(route=asked.route, message=f"the docker driver cannot store {asked.key}")


RULE = Rule(
    code="CG310",
    severity=Severity.ERROR,
    remedy="use the driver docker-container, or remove it",
    check=check,
)
