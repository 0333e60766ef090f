"""A key that only means something when each platform has a job of its own.

Why

In one job for all platforms there is one runner, and nothing has a digest before it has a tag.
Ignoring the key would leave out a test that somebody relies on.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    test: [sensor, --version]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    test: [sensor, --version]
    strategy: split
"""

from collections.abc import Iterator

from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.view import Entry, View

_KEYS = ("fallback", "fail-fast", "max-parallel", "allow-failure")


def check(view: View) -> Iterator[Finding]:
    """Yield each such key of an image that is built in one job."""
    for entry in view.entries:
        if entry.strategy != "single":
            continue
        # What stands beside another strategy's name further up is not meant for this image.
        here = entry.at("strategy", "type")[:-1]
        paths: list[tuple[str, ...]] = [
            ("strategy", key) for key in _KEYS if entry.at("strategy", key)[:-1] == here
        ]
        if entry.get("test") is not None:
            paths.append(("test",))
        if isinstance(entry.get("runners"), dict) and _wants_several(entry):
            paths.append(("runners",))
        for path in paths:
            if entry.get(*path) is not None:
                message = f'"{path[-1]}" needs a job for each platform, and there is one for all'
                yield Finding(entry.at(*path), message)


def _wants_several(entry: Entry) -> bool:
    return len({entry.labels_for(platform) for platform in entry.platforms}) > 1


RULE = Rule(
    code="CG311",
    severity=Severity.ERROR,
    remedy="add strategy: split, or remove it",
    check=check,
)
