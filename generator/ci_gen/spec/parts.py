"""Parts of a schema: what it says of the value at a route."""

from collections.abc import Iterator
from typing import Any

from ci_gen.diagnostics import Route
from ci_gen.spec.schema import resolve


def along(schema: dict[str, Any], route: Route) -> Iterator[list[dict[str, Any]]]:
    """Yield what *schema* says of the whole, then of each step of *route*, the last one included.

    Each is a list: a definition that is referred to, and alternatives, are parts like others.
    """
    found = list(_flat(schema, schema))
    yield found
    for step in route:
        below = [part for parent in found for part in _below(parent, step)]
        found = [flat for part in below for flat in _flat(part, schema)]
        yield found


def _flat(part: dict[str, Any], root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield part
    if "$ref" in part:
        yield from _flat(resolve(part["$ref"], root), root)
    for branch in part.get("anyOf", ()):
        yield from _flat(branch, root)


def _below(part: dict[str, Any], step: str | int) -> Iterator[dict[str, Any]]:
    if isinstance(step, int) and "items" in part:
        yield part["items"]
    elif isinstance(step, str) and step in part.get("properties", {}):
        yield part["properties"][step]
    elif isinstance(step, str) and isinstance(part.get("additionalProperties"), dict):
        yield part["additionalProperties"]
