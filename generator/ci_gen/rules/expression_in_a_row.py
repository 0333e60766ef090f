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
from ci_gen.config import matrix
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each expression in a row of an image of which pull requests build fewer platforms."""
    for image, text in chain(matrix.of_builds(config), matrix.of_runners(config)):
        if image.pull_request.platforms and expressions.has_expression(text.value):
            message = f'"{text.value}" cannot stand in a row of the matrix here'
            yield Finding(route=text.route, message=message)


RULE = Rule(
    code="CG318",
    severity=Severity.ERROR,
    remedy="give each platform and variant the same, or let pull requests build all platforms",
    check=check,
)
