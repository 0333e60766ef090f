"""A 64-bit OS on a board that cannot run one.

Why

ARMv6 and the first ARMv7 boards have 32-bit processors. An arm64 image would never start on them.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [{board: raspberry-pi-zero-w, os: 64-bit}]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-zero-w]
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.config.targets import MissKind
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each target of this kind."""
    for route, miss in config.misses(MissKind.OS):
        yield Finding(route=route, message=miss.message, remedy=miss.remedy)


RULE = Rule(
    code="CG205",
    severity=Severity.ERROR,
    remedy="name a board or a platform",
    check=check,
)
