"""A cache kept beside an image without a name of its own.

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
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each cache whose reference is no name of its own."""
    for entry in view.entries:
        kind, ref = entry.get("cache", "type"), entry.get("cache", "ref")
        named = expressions.has_expression(entry.names[0][1])
        if kind in {"registry", "inline"} and named and not ref:
            message = f"the {kind} cache needs a name, and the image's is an expression"
            yield Finding(route=entry.at("cache", "type"), message=message)
        elif ref and kind != "inline" and _tag(str(ref)) in {"", "latest"}:
            message = f'"{ref}" would be replaced by the cache: it is what people pull'
            yield Finding(
                route=entry.at("cache", "ref"),
                message=message,
                remedy="add a tag of its own: :buildcache",
            )


def _tag(ref: str) -> str:
    return ref.rsplit("/", 1)[-1].partition(":")[2]


RULE = Rule(
    code="CG405",
    severity=Severity.ERROR,
    remedy="add ref: HOST/OWNER/NAME:TAG to cache",
    check=check,
)
