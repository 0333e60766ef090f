"""Examples of a schema, as remedies for what it refuses."""

import json
from collections.abc import Iterator
from typing import Any

from ci_gen.diagnostics import Route
from ci_gen.spec.schema import resolve


def remedy(schema: dict[str, Any], route: Route) -> str:
    """Return words that show the example of *schema* nearest to *route*."""
    examples: list[Any] = []
    parts = [schema]
    for step in (*route, None):
        parts = [flat for part in parts for flat in _flatten(part, schema)]
        examples = next((part["examples"] for part in parts if "examples" in part), examples)
        parts = [below for part in parts for below in _below(part, step)]
    return f"for example: {json.dumps(examples[0])}" if examples else "see `ci-gen schema`"


def _flatten(schema: dict[str, Any], root: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    if "$ref" in schema:
        yield from _flatten(resolve(schema["$ref"], root), root)
    for branch in schema.get("anyOf", ()):
        yield from _flatten(branch, root)


def _below(schema: dict[str, Any], step: str | int | None) -> Iterator[dict[str, Any]]:
    if isinstance(step, int) and "items" in schema:
        yield schema["items"]
    elif isinstance(step, str) and step in schema.get("properties", {}):
        yield schema["properties"][step]
    elif isinstance(step, str) and isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]
