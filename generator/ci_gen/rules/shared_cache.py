"""A cache that several images share.

Why

The last build that writes a scope or a reference replaces what the others wrote, so each image
finds the layers of another: no error, and no cache.

Before

    version: 1
    targets: [amd64]
    cache: {scope: layers}
    images:
      - image: ghcr.io/acme/api
      - image: ghcr.io/acme/worker

After

    version: 1
    targets: [amd64]
    cache: gha
    images:
      - image: ghcr.io/acme/api
      - image: ghcr.io/acme/worker
"""

from collections.abc import Iterator

from ci_gen.config.model import Config, Image
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each scope or reference of a cache that two images would write."""
    seen: dict[tuple[str, str], str] = {}
    found: dict[Route, Finding] = {}
    for image in config.images:
        for value in (image.given.cache.scope, image.given.cache.ref):
            if value.value is None:
                continue
            first = seen.setdefault((value.key, value.value), image.family)
            if first != image.family:
                message = f"the images {first} and {image.family} write the same cache"
                finding = Finding(route=value.route, message=f'{message} "{value.value}"')
                found.setdefault(value.route, finding)
    yield from found.values()
    for image in config.images:
        yield from _shared_by_platforms(image)


def _shared_by_platforms(image: Image) -> Iterator[Finding]:
    exports = image.given.cache.exports
    is_split = image.strategy.type == "split" and len(image.platforms) > 1
    for i, line in enumerate(exports.value if is_split else ()):
        if "matrix.slug" not in line and "type=inline" not in line:
            message = "all platforms write this cache, and the last one is left"
            remedy = "put ${{ matrix.slug }} into its name, in `from` as well"
            yield Finding(route=exports.at(i), message=message, remedy=remedy)


RULE = Rule(
    code="CG407",
    severity=Severity.WARNING,
    remedy="leave it out, so that each image has its own, or give each image one",
    check=check,
)
