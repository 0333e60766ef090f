"""A platform that no target names.

Why

A platform that is configured but not built is a mistake in one of the two places.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    emulation: {platforms: [linux/arm/v6]}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, raspberry-pi-zero-w]
    emulation: {platforms: [linux/arm/v6]}
"""

from collections.abc import Iterator

from ci_gen import targets
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule
from ci_gen.view import View, as_list

_PATHS = (
    ("emulation", "platforms"),
    ("test", "platforms"),
    ("strategy", "allow-failure"),
    ("pull-request", "platforms"),
)


def check(view: View) -> Iterator[Finding]:
    """Yield each platform to emulate, test, do without or build that the image is not built for."""
    built: dict[Route, set[str]] = {}
    for entry in view.entries:
        built.setdefault(entry.home, set()).update(entry.platforms)
    for entry in view.entries:
        for path in _PATHS:
            for i, text in enumerate(as_list(entry.get(*path))):
                if text != "all" and targets.normalise(text) not in built[entry.home]:
                    message = f'no target needs the platform "{text}"'
                    yield Finding((*entry.at(*path), i), message)


RULE = Rule(
    code="CG307",
    severity=Severity.ERROR,
    remedy="add it to the targets, or remove it here",
    check=check,
)
