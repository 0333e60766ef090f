"""A default of the schema is a value, and leaving the key out means the same."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ci_gen.config.resolve import resolve
from ci_gen.diagnostics import Route
from ci_gen.record import Record
from ci_gen.spec import schema

SPEC = schema.load()
VALIDATOR = Draft202012Validator(SPEC)
# What goes with a key that means nothing alone.
BESIDE: dict[str, Any] = {
    "strategy": {"type": "split"},
    "environment": {"name": "production"},
    "test": {"command": ["true"]},
    "ghcr.io": {"username": "u", "password": "${{ secrets.P }}"},
    "variants": {"slim": {}},
    "pins": {"mode": "commit", "overrides": {}},
}
# What ends a route where any name may be.
NAMES = {"registries": "ghcr.io", "variants": "slim"}
TARGETS = (["amd64"], ["amd64", "arm64"], ["raspberry-pi-zero-w", "linux/amd64"])


def _keys(part: dict[str, Any], route: Route = ()) -> Iterator[tuple[Route, dict[str, Any]]]:
    """Yield each key that may be in a spec, and its schema."""
    if part.get("$ref") == "#/$defs/options":
        # GitHub's own words, to any depth.
        return
    if "$ref" in part:
        yield from _keys(schema.resolve(part["$ref"], SPEC), route)
    for key, inner in part.get("properties", {}).items():
        yield (*route, key), inner
        yield from _keys(inner, (*route, key))
    for inner in part.get("anyOf", ()):
        yield from _keys(inner, route)
    if isinstance(part.get("items"), dict):
        yield from _keys(part["items"], (*route, 0))
    if isinstance(part.get("additionalProperties"), dict):
        name = NAMES.get(str(route[-1]), "name")
        yield from _keys(part["additionalProperties"], (*route, name))


def _described(part: dict[str, Any]) -> dict[str, Any]:
    named = schema.resolve(part["$ref"], SPEC) if "$ref" in part else {}
    return {**(_described(named) if "$ref" in named else named), **part}


def _word(route: Route) -> str:
    return ".".join(map(str, route))


KEYS = {_word(route): (route, _described(part)) for route, part in _keys(SPEC)}
WITH_DEFAULT = [name for name, (_, part) in KEYS.items() if "default" in part]


def _base(route: Route, targets: list[str]) -> dict[str, Any]:
    """Return a spec without the key of *route*, in which it would mean something."""
    image = {"image": "ghcr.io/acme/sensor"}
    own = {"images": [image]} if route[0] == "images" else image
    data = {"version": 1, "targets": targets, **copy.deepcopy(own)}
    for depth, step in enumerate(route[:-1], 1):
        beside = {k: v for k, v in BESIDE.get(str(step), {}).items() if k != route[-1]}
        data = _with(data, route[:depth], beside) if beside else data
    return data


def _with(data: dict[str, Any], route: Route, value: Any) -> dict[str, Any]:
    changed: Any = copy.deepcopy(data)
    inner = changed
    for step, below in itertools.pairwise(route):
        if isinstance(inner, dict) and step not in inner:
            inner[step] = [] if isinstance(below, int) else {}
        inner = inner[step]
    inner[route[-1]] = value
    return dict(changed)


def _resolved(data: dict[str, Any]) -> Any:
    """Return what *data* asks for, without the copy that rules get of what it says."""
    return _without_given(resolve(data))


def _without_given(value: Any) -> Any:
    match value:
        case Record():
            names = (name for name in value.fields if name != "given")
            return {name: _without_given(getattr(value, name)) for name in names}
        case tuple():
            return [_without_given(item) for item in value]
        case _:
            return value


@pytest.mark.parametrize("name", WITH_DEFAULT)
def test_default_is_accepted_by_its_own_key(name: str) -> None:
    part = KEYS[name][1]

    assert VALIDATOR.evolve(schema=part).is_valid(part["default"])
    assert schema.accepts(part, part["default"], SPEC)


@pytest.mark.parametrize("targets", TARGETS, ids=" ".join)
@pytest.mark.parametrize("name", WITH_DEFAULT)
def test_default_means_the_same_as_no_key(name: str, targets: list[str]) -> None:
    route, part = KEYS[name]
    base = _base(route, targets)
    spelt = _with(base, route, part["default"])

    assert schema.is_valid(spelt)
    assert _resolved(spelt) == _resolved(base)


@pytest.mark.parametrize("name", sorted({*WITH_DEFAULT} - {"version"}))
def test_another_value_than_the_default_means_something_else(name: str) -> None:
    """Else the test above would pass for a key that nobody reads."""
    route, part = KEYS[name]
    base = _base(route, TARGETS[1])
    others = [*part["examples"], *part.get("enum", ())]

    assert any(_resolved(_with(base, route, value)) != _resolved(base) for value in others)
