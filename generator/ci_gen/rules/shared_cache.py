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
from typing import Any

from ci_gen.config.triggers import as_list
from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each scope or reference of a cache that two images would write."""
    seen: dict[tuple[str, object], str] = {}
    found: dict[Route, Finding] = {}
    for entry in view.entries:
        for key in ("scope", "ref"):
            value = entry.get("cache", key)
            own = entry.family
            first = seen.setdefault((key, value), own) if value else own
            if first != own:
                route = entry.at("cache", key)
                message = f'the images {first} and {own} write the same cache "{value}"'
                found.setdefault(route, Finding(route=route, message=message))
    yield from found.values()
    for entry in view.entries:
        for i, line in enumerate(as_list(entry.get("cache", "to"))):
            is_split = entry.strategy == "split" and len(entry.platforms) > 1
            if is_split and "matrix.slug" not in line and "type=inline" not in line:
                message = "all platforms write this cache, and the last one is left"
                route = entry.at("cache", "to")
                remedy = "put ${{ matrix.slug }} into its name, in `from` as well"
                place = (*route, i) if isinstance(_given(entry), list) else route
                yield Finding(route=place, message=message, remedy=remedy)


def _given(entry: Entry) -> Any:
    return entry.get("cache", "to")


RULE = Rule(
    code="CG407",
    severity=Severity.WARNING,
    remedy="leave it out, so that each image has its own, or give each image one",
    check=check,
)
