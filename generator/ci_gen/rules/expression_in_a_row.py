"""An expression in the build of a platform or variant, where pull requests build fewer.

Why

Which rows a pull request runs is decided by an expression that holds all rows as text. GitHub's
expressions cannot stand inside of one another.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, {platform: linux/amd64, build: {args: {REF: "${{ github.sha }}"}}}]
    pull-request: {platforms: [linux/amd64]}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, {platform: linux/amd64, build: {args: {KIND: small}}}]
    build: {args: {REF: "${{ github.sha }}"}}
    pull-request: {platforms: [linux/amd64]}
"""

from collections.abc import Iterator
from typing import Any

from ci_gen import expressions
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule
from ci_gen.view import Entry, View


def check(view: View) -> Iterator[Finding]:
    """Yield each expression in what a target or a variant of such an image builds."""
    for entry in view.entries:
        if entry.strategy != "split" or not entry.get("pull-request", "platforms"):
            continue
        for route, own in _builds(entry):
            for place, text in _texts(own, route):
                if expressions.has_expression(text):
                    yield Finding(place, f'"{text}" cannot stand in a row of the matrix here')


def _builds(entry: Entry) -> Iterator[tuple[Route, Any]]:
    yield from ((route, own) for _, route, own in entry.own_builds)
    if entry.variant:
        route, own = entry.layers[0]
        yield (*route, "build"), own.get("build", {})


def _texts(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*route, key))
    elif isinstance(value, str):
        yield route, value


RULE = Rule(
    code="CG318",
    severity=Severity.ERROR,
    remedy="put it into the build of the image, or let pull requests build all platforms",
    check=check,
)
