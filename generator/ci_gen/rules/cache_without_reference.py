"""A cache kept beside an image whose name is an expression.

Why

A registry or inline cache is an image of its own, and its name must be in lower case. What an
expression gives may not be: github.repository keeps the case of the owner.

Before

    version: 1
    image: "ghcr.io/${{ github.repository }}"
    targets: [raspberry-pi-5]
    cache: registry

After

    version: 1
    image: "ghcr.io/${{ github.repository }}"
    targets: [raspberry-pi-5]
    cache: {type: registry, ref: ghcr.io/acme/sensor:buildcache}
"""

from collections.abc import Iterator

from ci_gen import expressions
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.view import View


def check(view: View) -> Iterator[Finding]:
    """Yield each cache whose reference would be made of an expression."""
    for entry in view.entries:
        kind = entry.get("cache", "type")
        named = expressions.has_expression(entry.names[0][1])
        if kind in {"registry", "inline"} and named and not entry.get("cache", "ref"):
            message = f"the {kind} cache needs a name, and the image's is an expression"
            yield Finding(entry.at("cache", "type"), message)


RULE = Rule(
    code="CG405",
    severity=Severity.ERROR,
    remedy="add ref: HOST/OWNER/NAME:TAG to cache",
    check=check,
)
