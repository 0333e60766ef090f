"""A platform in a spelling that only looks right.

Why

containerd lets linux/armv7, linux/arm64v8 or linux/x64 pass and fails later, or finds no base
image. ci-gen builds the platform that was meant and says so.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [linux/armv7]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [linux/arm/v7]
"""

from collections.abc import Iterator

from ci_gen.config import targets
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each platform that was read as another spelling of itself."""
    for image in config.images:
        for target in image.given.targets.value:
            for hit in targets.hits(target.found):
                if hit.corrected:
                    message = f'"{target.text}" is no platform, and was read as {hit.platform}'
                    yield Finding(
                        route=target.route, message=message, remedy=f"write {hit.platform}"
                    )


RULE = Rule(
    code="CG302",
    severity=Severity.WARNING,
    remedy="write the platform as Docker does",
    check=check,
)
