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

from ci_gen import expression_text
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each cache whose reference is no name of its own."""
    for image in config.images:
        cache, name = image.given.cache, image.given.names.value[0]
        kind, ref = cache.type.value, cache.ref.value
        if kind in {"registry", "inline"} and expression_text.has_expression(name.text) and not ref:
            message = f"the {kind} cache needs a name, and the image's is an expression"
            yield Finding(route=cache.type.route, message=message)
        elif ref and kind != "inline" and _tag(ref) in {"", "latest"}:
            message = f'"{ref}" would be replaced by the cache: it is what people pull'
            yield Finding(
                route=cache.ref.route,
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
