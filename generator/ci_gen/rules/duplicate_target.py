"""The same target given twice.

Why

linux/arm64 and linux/arm64/v8 are one platform, and so are linux/arm and linux/arm/v7. One of the
two lines says nothing.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [linux/arm64, linux/arm64/v8]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [linux/arm64]
"""

from collections.abc import Iterator

from ci_gen.config import targets
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each board or platform that an earlier target already names."""
    for image in config.images:
        seen: dict[tuple[str, str | None], str] = {}
        for target in image.given.targets.value:
            for hit in targets.hits(target.found):
                key = (hit.platform, hit.board.id if hit.board else hit.group)
                if key in seen:
                    message = f'"{target.text}" is the same target as "{seen[key]}"'
                    yield Finding(route=target.route, message=f"{message} ({hit.platform})")
                seen.setdefault(key, target.text)


RULE = Rule(
    code="CG303",
    severity=Severity.WARNING,
    remedy="remove one of them",
    check=check,
)
