"""A board that is not released.

Why

Nobody knows which platform a board needs before it exists. ci-gen does not guess from press
reports.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-6]

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
    for route, miss in config.misses(MissKind.NOT_RELEASED):
        yield Finding(route=route, message=miss.message, remedy=miss.remedy)


RULE = Rule(
    code="CG204",
    severity=Severity.ERROR,
    remedy="name a board or a platform",
    check=check,
)
