"""A key that only means something when each platform has a job of its own.

Why

In one job for all platforms there is one runner and one build. Ignoring the key would build
something else than what was asked for.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: {type: single, max-parallel: 2}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: {type: split, max-parallel: 2}
"""

from collections.abc import Iterator

from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_KEYS = ("fail-fast", "max-parallel", "allow-failure", "split")


def check(view: View) -> Iterator[Finding]:
    """Yield each such key of an image that is built in one job."""
    for entry in view.entries:
        if entry.strategy != "single" or entry.get("strategy", "type") in {None, "auto"}:
            continue
        # What stands beside another strategy's name further up is not meant for this image.
        meant = {entry.at("strategy", "type")[:-1], (*entry.home, "strategy")}
        paths: list[tuple[str, ...]] = [
            ("strategy", key) for key in _KEYS if entry.at("strategy", key)[:-1] in meant
        ]
        if isinstance(entry.get("runners"), dict) and _wants_several(entry):
            paths.append(("runners",))
        for path in paths:
            if entry.get(*path) is not None:
                yield Finding(route=entry.at(*path), message=_message(path[-1]))
        for _, route, _ in entry.own_builds:
            yield Finding(route=route, message=_message("build"))


def _message(key: str) -> str:
    return f'"{key}" needs a job for each platform, and there is one for all'


def _wants_several(entry: Entry) -> bool:
    return len({entry.labels_for(platform) for platform in entry.platforms}) > 1


RULE = Rule(
    code="CG311",
    severity=Severity.ERROR,
    remedy="use strategy: split, or remove it",
    check=check,
)
