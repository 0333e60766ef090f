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

from collections.abc import Iterator, Mapping

from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each variant whose tags end like those of an earlier one."""
    seen: dict[tuple[Route, str], str] = {}
    for entry in view.entries:
        if entry.variant is None:
            continue
        first = seen.setdefault((entry.home, entry.suffix), entry.variant)
        if first != entry.variant:
            message = f'the tags of {entry.variant} and {first} end alike: "{entry.suffix}"'
            yield Finding(
                route=entry.at("suffix") if "suffix" in _own(entry) else entry.route,
                message=message,
            )


def _own(entry: Entry) -> Mapping[str, object]:
    return entry.layers[0][1]


RULE = Rule(
    code="CG410",
    severity=Severity.ERROR,
    remedy="give one of them another suffix",
    check=check,
)
