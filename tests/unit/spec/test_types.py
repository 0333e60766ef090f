"""Any type of value at any key: a finding or a workflow, and never a traceback."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ci_gen import pipeline
from ci_gen.diagnostics import Diagnostic, Route, Severity
from ci_gen.outcome import Refused
from ci_gen.spec import schema
from ci_gen.yaml.document import parse
from conftest import TESTS

pytestmark = pytest.mark.slow

_DEEP: Any = "x"
for _ in range(45):
    _DEEP = [_DEEP]
VALUES = {
    "null": None, "true": True, "7": 7, "1.0": 1.0, "empty text": "", "surrogate": "\ud800",
    "empty list": [], "empty mapping": {}, "deep list": _DEEP, "list of a mapping": [{"a": None}],
}  # fmt: skip
_SPECS = sorted(path.parent.name for path in (TESTS / "cases" / "golden").glob("*/ci-gen.yml"))
_SMALL: dict[str, Any] = {"version": 1, "image": "ghcr.io/acme/sensor", "targets": ["amd64"]}


@cache
def _golden(name: str) -> Any:
    found = parse(
        (TESTS / "cases" / "golden" / name / "ci-gen.yml").read_text(encoding="utf-8"), name
    )
    assert not isinstance(found, Diagnostic)
    # Numbers that remember how they were written are numbers of JSON too.
    return json.loads(json.dumps(found.data))


def _routes(value: Any, route: Route = ()) -> Iterator[Route]:
    """Yield the routes to all values below *value*."""
    if not isinstance(value, dict | list):
        return
    for step, part in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*route, step)
        yield from _routes(part, (*route, step))


def _keys(part: Any, seen: set[str]) -> Iterator[Route]:
    """Yield a route for each key that *part* of the schema names, each definition once."""
    if isinstance(part, list):
        for item in part:
            yield from _keys(item, seen)
    if not isinstance(part, dict):
        return
    name = str(part.get("$ref", "")).removeprefix("#/$defs/")
    if name and name not in seen:
        yield from _keys(schema.load()["$defs"][name], {*seen, name})
    for key, item in part.get("properties", {}).items():
        yield (key,)
        yield from ((key, *route) for route in _keys(item, seen))
    for step, word in ((0, "items"), ("acme", "additionalProperties")):
        yield from ((step, *route) for route in _keys(part.get(word), seen))
    for word in ("anyOf", "oneOf"):
        yield from _keys(part.get(word), seen)


def _replaced(data: Any, route: Route, value: Any) -> Any:
    """Return *data* with *value* at *route*, in lists and mappings that are made where missing."""
    if not route:
        return value
    step, rest = route[0], route[1:]
    if isinstance(step, int):
        items = list(data) if isinstance(data, list) else [None]
        items[step] = _replaced(items[step], rest, value)
        return items
    pairs = dict(data) if isinstance(data, dict) else {}
    pairs[step] = _replaced(pairs.get(step), rest, value)
    return pairs


def _run(data: Any) -> None:
    """Do what `lint` and `render` do of the spec *data*."""
    found = parse(json.dumps(data), "ci-gen.yml")
    outcome = None if isinstance(found, Diagnostic) else pipeline.check(found)
    if outcome is None:
        return
    made = outcome if isinstance(outcome, Refused) else pipeline.rendered(outcome, Path())
    if isinstance(made, Refused):
        assert any(found.severity is Severity.ERROR for found in made.diagnostics)
    else:
        assert made.text


@pytest.mark.parametrize("value", VALUES.values(), ids=list(VALUES))
def test_value_of_another_type_at_any_key_of_the_schema_is_a_finding_or_fine(value: Any) -> None:
    routes = dict.fromkeys(_keys(schema.load(), set()))

    assert len(routes) > len(schema.load()["properties"])
    for route in routes:
        _run(_replaced(_SMALL, route, value))


@pytest.mark.parametrize("name", _SPECS)
def test_value_of_another_type_in_a_whole_spec_is_a_finding_or_fine(name: str) -> None:
    spec = _golden(name)
    routes = list(_routes(spec))
    values = list(VALUES.values())

    for i, route in enumerate(routes):
        _run(_replaced(spec, route, values[i % len(values)]))
