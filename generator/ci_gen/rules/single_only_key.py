"""A key that only means something in one job for all platforms.

Why

A platform with a job of its own is pushed by its digest, which the runner's own Docker cannot do,
and is loaded where nothing is pushed.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: split
    build: {load: true}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: split
"""

from collections.abc import Iterator

from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each such key of an image whose platforms are split."""
    for entry in view.entries:
        if entry.strategy != "split":
            continue
        if entry.get("build", "load"):
            yield Finding(
                route=entry.at("build", "load"), message="load has no place in a split build"
            )
        if entry.get("builder", "driver") == "docker":
            yield Finding(
                route=entry.at("builder", "driver"),
                message="the docker driver cannot push by digest",
            )


RULE = Rule(
    code="CG312",
    severity=Severity.ERROR,
    remedy="remove it, or use strategy: single",
    check=check,
)
