"""A platform that is to be built in two ways.

Why

A platform is built once, however many boards need it. What one of its targets says about the build
holds for all of them, so two targets must not say different things.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets:
      - {board: raspberry-pi-5, build: {target: large}}
      - {board: raspberry-pi-4b, build: {target: small}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets:
      - {board: raspberry-pi-5, build: {target: large}}
      - raspberry-pi-4b
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each build of a platform that differs from what an earlier target said."""
    for image in config.images:
        seen: dict[str, dict[tuple[str, str], str]] = {}
        for platform, own in image.given.own_builds:
            if seen.setdefault(platform, own.plain) != own.plain:
                message = f"another target builds {platform} in another way"
                yield Finding(route=own.route, message=message)


RULE = Rule(
    code="CG317",
    severity=Severity.ERROR,
    remedy="say it once for each platform, or make another image of it",
    check=check,
)
