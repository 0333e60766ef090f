"""An expression in the build or runner of a platform, where pull requests build fewer.

Why

Which rows a pull request runs is decided by an expression that holds all rows as text. GitHub's
expressions cannot be inside of one another.

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

from ci_gen import expression_text
from ci_gen.config import matrix
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each expression in a row of an image of which pull requests build fewer platforms."""
    for images in filter(matrix.runs_fewer, matrix.groups(config)):
        for _, text in matrix.columns(images):
            if expression_text.has_expression(text.value):
                message = f'"{text.value}" cannot be in a row of the matrix here'
                yield Finding(route=text.route, message=message)


RULE = Rule(
    code="CG318",
    severity=Severity.ERROR,
    remedy="give each platform the same, or let pull requests build all platforms",
    check=check,
)
