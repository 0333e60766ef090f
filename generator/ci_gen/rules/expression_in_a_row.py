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
from itertools import chain

from ci_gen import expressions
from ci_gen.config import matrix as matrix_texts
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each expression in a row of an image of which pull requests build fewer platforms."""
    for entry, route, text in chain(matrix_texts.of_builds(view), matrix_texts.of_runners(view)):
        if entry.get("pull-request", "platforms") and expressions.has_expression(text):
            yield Finding(route=route, message=f'"{text}" cannot stand in a row of the matrix here')


RULE = Rule(
    code="CG318",
    severity=Severity.ERROR,
    remedy="give each platform and variant the same, or let pull requests build all platforms",
    check=check,
)
