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

from ci_gen.config.triggers import as_list
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.yaml.document import scalar_text


def check(view: View) -> Iterator[Finding]:
    """Yield each pair of filters that exclude each other, and each that only leaves out."""
    for event, filters in view.triggers.events.items():
        for kind in ("branches", "tags", "paths") if isinstance(filters, dict) else ():
            patterns = [scalar_text(item) for item in as_list(filters.get(kind))]
            if patterns and f"{kind}-ignore" in filters:
                message = f"{event} has both {kind} and {kind}-ignore"
                yield Finding(route=("on", event, f"{kind}-ignore"), message=message)
            if patterns and all(pattern.startswith("!") for pattern in patterns):
                message = f"{kind} only says what to leave out, so nothing matches"
                yield Finding(
                    route=("on", event, kind),
                    message=message,
                    remedy=f"use {kind}-ignore, or add '**'",
                )


RULE = Rule(
    code="CG118",
    severity=Severity.ERROR,
    remedy="write what to leave out with ! in front, below what to include",
    check=check,
)
