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

from ci_gen import expression_text
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each text of the spec whose expression GitHub could not read."""
    for text in config.given.texts:
        if not expression_text.is_well_formed(text.value):
            yield Finding(route=text.route, message="the expression is empty or not closed")


RULE = Rule(
    code="CG116",
    severity=Severity.ERROR,
    remedy="write ${{ EXPRESSION }}",
    check=check,
)
