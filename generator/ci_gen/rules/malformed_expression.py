"""An expression that is not closed, or empty.

Why

GitHub refuses the whole workflow for one broken expression, and says so only after the push.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {args: {VERSION: "${{ github.ref_name"}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {args: {VERSION: "${{ github.ref_name }}"}}
"""

from collections.abc import Iterator
from typing import Any

from ci_gen import expressions
from ci_gen.config.view import View
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each text of the spec whose expression GitHub could not read."""
    yield from _walk(view.data, ())


def _walk(value: Any, route: Route) -> Iterator[Finding]:
    if isinstance(value, str):
        if not expressions.is_well_formed(value):
            yield Finding(route=route, message="the expression is empty or not closed")
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _walk(item, (*route, key))
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _walk(item, (*route, i))


RULE = Rule(
    code="CG116",
    severity=Severity.ERROR,
    remedy="write ${{ EXPRESSION }}",
    check=check,
)
