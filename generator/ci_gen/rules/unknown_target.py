"""A target that is neither a board nor a platform.

Why

ci-gen derives the platforms to build from the machines that a spec names. A name that it does not
know would leave a machine without an image.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [rasberry-pi-5]

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
    for route, miss in config.misses(MissKind.UNKNOWN):
        yield Finding(route=route, message=miss.message, remedy=miss.remedy)


RULE = Rule(
    code="CG201",
    severity=Severity.ERROR,
    remedy="name a board or a platform",
    check=check,
)
