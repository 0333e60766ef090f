"""A platform whose operating system is not Linux.

Why

Containers on a Mac run Linux in a virtual machine: Apple silicon runs linux/arm64 images. A
darwin platform only makes sense for binaries that are exported, not for images.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [darwin/arm64]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [linux/arm64]
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.config.targets import MissKind
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each target of this kind."""
    for route, miss in config.misses(MissKind.FOREIGN_OS):
        yield Finding(route=route, message=miss.message, remedy=miss.remedy)


RULE = Rule(
    code="CG304",
    severity=Severity.ERROR,
    remedy="name a board or a platform",
    check=check,
)
