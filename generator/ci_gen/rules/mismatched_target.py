"""A platform in place of a board, a board in place of a platform, or an OS for no board.

Why

A platform already says how wide the system is, and a group stands for boards of both widths. `os`
would be ignored, and the image built for another machine than was meant.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [{platform: linux/arm64, os: 32-bit}]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [{platform: linux/arm/v7}]
"""

from collections.abc import Iterator

from ci_gen.config import targets
from ci_gen.config.model import Config
from ci_gen.config.targets import Hit
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each target whose keys do not fit what it names."""
    for image in config.images:
        for target in image.given.targets.value:
            hits = targets.hits(target.found)
            if target.said_to_be is None or not hits:
                continue
            if (target.said_to_be == "platform") != _is_platform(hits[0]):
                kind = "a platform" if _is_platform(hits[0]) else "no platform"
                yield Finding(route=target.route, message=f'"{target.text}" is {kind}')
            elif target.os.value is not None and hits[0].board is None:
                message = f'"{target.text}" is no board, so it has no OS to choose'
                yield Finding(route=target.os.route, message=message)


def _is_platform(hit: Hit) -> bool:
    return hit.board is None and hit.group is None


RULE = Rule(
    code="CG210",
    severity=Severity.ERROR,
    remedy="write {board: NAME, os: WIDTH}, {platform: NAME}, or the name alone",
    check=check,
)
