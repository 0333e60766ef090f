"""Filters of a trigger that GitHub refuses, or that never match.

Why

GitHub takes a filter or its -ignore form for the same thing, not both. A list of patterns that
only leaves out matches nothing, so the workflow never runs.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    on: {push: {branches: [main], branches-ignore: [wip]}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    on: {push: {branches: [main, '!wip']}}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each pair of filters that exclude each other, and each that only leaves out."""
    for trigger in config.triggers.given:
        for filters in (trigger.branches, trigger.tags, trigger.paths):
            kind, patterns = filters.kind, filters.patterns.value
            if patterns and filters.ignored.value:
                message = f"{trigger.event} has both {kind} and {kind}-ignore"
                yield Finding(route=filters.ignored.route, message=message)
            if patterns and all(pattern.startswith("!") for pattern in patterns):
                message = f"{kind} only says what to leave out, so nothing matches"
                yield Finding(
                    route=filters.patterns.route,
                    message=message,
                    remedy=f"use {kind}-ignore, or add '**'",
                )


RULE = Rule(
    code="CG118",
    severity=Severity.ERROR,
    remedy="write what to leave out with ! in front, below what to include",
    check=check,
)
