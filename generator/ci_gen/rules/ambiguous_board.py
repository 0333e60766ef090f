"""A name that several boards go by.

Why

A Pi Zero runs linux/arm/v6, a Pi 2 linux/arm/v7 and a Pi 5 linux/arm64. An image for the wrong
one ends with "exec format error" or "Illegal instruction" on the board.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [rpi]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.config.targets import MissKind
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each target of this kind."""
    for route, miss in config.misses(MissKind.AMBIGUOUS):
        yield Finding(route=route, message=miss.message, remedy=miss.remedy)


RULE = Rule(
    code="CG202",
    severity=Severity.ERROR,
    remedy="name a board or a platform",
    check=check,
)
