"""A board that does not run Linux.

Why

The Raspberry Pi Pico family are microcontrollers. They run no containers, so there is nothing to
build for them.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, pico]

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
    for route, miss in config.misses(MissKind.NOT_LINUX):
        yield Finding(route=route, message=miss.message, remedy=miss.remedy)


RULE = Rule(
    code="CG203",
    severity=Severity.ERROR,
    remedy="name a board or a platform",
    check=check,
)
