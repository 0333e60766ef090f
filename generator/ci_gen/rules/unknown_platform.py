"""A platform that BuildKit does not build.

Why

containerd takes any text with a slash for a platform, so a wrong one only fails late in the
build: "no match for platform in manifest".

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [linux/arm/v8]

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
    for route, miss in config.misses(MissKind.PLATFORM):
        yield Finding(route=route, message=miss.message, remedy=miss.remedy)


RULE = Rule(
    code="CG301",
    severity=Severity.ERROR,
    remedy="name a board or a platform",
    check=check,
)
