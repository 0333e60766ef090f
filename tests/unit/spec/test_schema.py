from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ci_gen.spec import schema

SPEC = schema.load()
VALIDATOR = Draft202012Validator(SPEC)
# The keywords that `schema.accepts` knows; the others only explain.
KEYWORDS = {
    "$ref", "type", "const", "enum", "anyOf", "oneOf", "not", "minLength", "maxLength", "pattern",
    "minItems", "items", "minimum", "maximum", "minProperties", "required", "propertyNames",
    "properties", "additionalProperties",
}  # fmt: skip
NOTES = {"$schema", "$id", "$defs", "title", "description", "default", "examples", "x-planned"}


def _schemas(part: dict[str, Any], name: str = "spec") -> Iterator[tuple[str, dict[str, Any]]]:
    yield name, part
    for key in ("properties", "$defs"):
        for child, inner in part.get(key, {}).items():
            yield from _schemas(inner, f"{name}.{child}")
    for key in ("items", "additionalProperties", "propertyNames", "not"):
        if isinstance(part.get(key), dict):
            yield from _schemas(part[key], f"{name}/{key}")
    for key in ("anyOf", "oneOf"):
        for i, inner in enumerate(part.get(key, ())):
            yield from _schemas(inner, f"{name}/{i}")


ALL = dict(_schemas(SPEC))
KEYS = {
    f"{name}.{key}": inner
    for name, part in ALL.items()
    for key, inner in part.get("properties", {}).items()
}


def _described(part: dict[str, Any]) -> dict[str, Any]:
    """Return *part* with what its definition says where it says nothing itself."""
    named = schema.resolve(part["$ref"], SPEC) if "$ref" in part else {}
    return {**(_described(named) if "$ref" in named else named), **part}


def test_schemas_are_valid_json_schema() -> None:
    for name in ("spec", "report"):
        Draft202012Validator.check_schema(schema.load(name))


@pytest.mark.parametrize("name", KEYS)
def test_every_key_explains_itself(name: str) -> None:
    key = _described(KEYS[name])

    assert {"title", "description", "examples"} <= set(key)
    assert key["description"].endswith(".")
    assert not key["title"].endswith(".")


@pytest.mark.parametrize("name", KEYS)
def test_examples_are_accepted(name: str) -> None:
    validator = VALIDATOR.evolve(schema=KEYS[name])

    for example in _described(KEYS[name])["examples"]:
        assert validator.is_valid(example)
        assert schema.accepts(KEYS[name], example, SPEC)


@pytest.mark.parametrize("name", ALL)
def test_only_keywords_that_the_quick_check_knows_are_used(name: str) -> None:
    assert set(ALL[name]) <= KEYWORDS | NOTES


def test_planned_keys_are_no_keys_yet() -> None:
    assert not set(SPEC["x-planned"]) & set(SPEC["properties"])


_SCALARS = (
    st.none() | st.booleans() | st.integers(-2, 5000) | st.floats()
    | st.sampled_from(["gha", "docker", "amd64", "push", "${{ x }}", " a", "a b", "", "a\nb"])
    | st.text(max_size=4)
)  # fmt: skip
_NAMES = st.sampled_from(sorted({key.rsplit(".", 1)[-1] for key in KEYS})) | st.text(max_size=3)
_DATA = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=10,
)


@given(part=st.sampled_from(sorted(KEYS)), value=_DATA)
def test_quick_check_agrees_with_jsonschema_on_any_data(part: str, value: Any) -> None:
    expected = VALIDATOR.evolve(schema=KEYS[part]).is_valid(value)

    assert schema.accepts(KEYS[part], value, SPEC) == expected


@given(rest=st.dictionaries(_NAMES, _DATA, max_size=3))
def test_quick_check_agrees_with_jsonschema_on_whole_specs(rest: dict[str, Any]) -> None:
    data = {"version": 1, "image": "ghcr.io/acme/sensor", "targets": ["amd64"], **rest}

    assert schema.is_valid(data) == VALIDATOR.is_valid(data)
