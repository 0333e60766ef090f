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

from ci_gen.config import targets
from ci_gen.config.triggers import as_list
from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule

_PATHS = (
    ("emulation", "platforms"),
    ("test", "platforms"),
    ("strategy", "allow-failure"),
    ("pull-request", "platforms"),
)


def check(view: View) -> Iterator[Finding]:
    """Yield each platform to emulate, test, do without or build that the image is not built for.

    What the top level says for several images has to be meant for one of them only.
    """
    built: dict[Route, set[str]] = {}
    for entry in view.entries:
        for home in {entry.home, ()}:
            built.setdefault(home, set()).update(entry.platforms)
    for entry in view.entries:
        for path in _PATHS:
            for i, text in enumerate(as_list(entry.get(*path))):
                route = entry.at(*path)
                home = entry.home if route[: len(entry.home)] == entry.home else ()
                if text != "all" and targets.normalise(text) not in built[home]:
                    message = f'no target needs the platform "{text}"'
                    yield Finding(route=(*route, i), message=message)
        yield from _left_over(entry, built[entry.home])


def _left_over(entry: Entry, built: set[str]) -> Iterator[Finding]:
    """Yield the platforms of pull requests if none of them is one of the image."""
    wanted = {targets.normalise(text) for text in as_list(entry.get("pull-request", "platforms"))}
    if wanted and not wanted & built:
        message = f"pull requests would build no platform of {entry.family}"
        yield Finding(route=entry.at("pull-request", "platforms"), message=message)


RULE = Rule(
    code="CG307",
    severity=Severity.ERROR,
    remedy="add it to the targets, or remove it here",
    check=check,
)
