"""Attestations or annotations in an image with Docker's own media types.

Why

Attestations are entries of an OCI index: BuildKit writes OCI's media types as soon as there is one,
whatever it is asked for. Annotations are dropped without a word.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {oci-mediatypes: false, sbom: true}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {oci-mediatypes: false}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each attestation and annotation of an image that is to have Docker's media types."""
    for image in config.images:
        for asked in image.given.attached if image.build.has_old_media_types else ():
            message = f"an image with Docker's media types cannot hold {asked.key}"
            yield Finding(route=asked.route, message=message)


RULE = Rule(
    code="CG319",
    severity=Severity.ERROR,
    remedy="remove it, or leave oci-mediatypes out",
    check=check,
)
