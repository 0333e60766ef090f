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

from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_PATHS = (
    ("build", "provenance"),
    ("build", "sbom"),
    ("build", "annotations"),
    ("attest", "provenance"),
    ("attest", "sbom"),
)


def check(view: View) -> Iterator[Finding]:
    """Yield each attestation and annotation that the docker driver is asked for."""
    for entry in view.entries:
        for path in _PATHS if entry.get("builder", "driver") == "docker" else ():
            if entry.get(*path) not in (None, False, "off"):
                message = f"the docker driver cannot store {path[-1]}"
                yield Finding(route=entry.at(*path), message=message)


RULE = Rule(
    code="CG310",
    severity=Severity.ERROR,
    remedy="use the driver docker-container, or remove it",
    check=check,
)
