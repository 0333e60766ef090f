"""Two variants whose tags are the same.

Why

Variants of an image go by its names, and only what their tags end in tells them apart. With the
same suffix the one that is published last takes the tags of the other.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    variants: {debian: {suffix: ""}, alpine: {suffix: ""}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    variants: {debian: {suffix: ""}, alpine: {}}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each variant whose tags end like those of an earlier one."""
    seen: dict[tuple[Route, str], str] = {}
    for image in config.images:
        if image.variant is None:
            continue
        first = seen.setdefault((image.given.home, image.suffix), image.variant)
        if first != image.variant:
            message = f'the tags of {image.variant} and {first} end alike: "{image.suffix}"'
            yield Finding(route=image.given.suffix.route, message=message)


RULE = Rule(
    code="CG410",
    severity=Severity.ERROR,
    remedy="give one of them another suffix",
    check=check,
)
