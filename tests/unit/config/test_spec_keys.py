"""Below `resolve` nobody looks a key of the spec up: rules, plan and the rest read the Config."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

import ci_gen
from ci_gen.spec import schema

_PACKAGE: Final = Path(ci_gen.__file__).parent
_MODULES: Final = {path.relative_to(_PACKAGE).as_posix(): path for path in _PACKAGE.rglob("*.py")}
# Those who make a Config of a text, explain why it is none, or change the text.
_READERS: Final = ("config/", "spec/", "yaml/")
# Facts, workflows and templates have keys of their own, some of them called like those of a spec.
_OTHER_KEYS: Final = (
    "catalog/",
    "custom_templates/copies.py",
    "init/discover.py",
    "lint/",
    "plan/strategies/",
    "render/",
    "workflow/",
)
# Those who have a Config at hand.
_BELOW: Final = ("batch.py", "outcome.py", "pins/", "plan/", "review/", "rules/")


def _properties(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        yield from node.get("properties", ())
        for value in node.values():
            yield from _properties(value)
    elif isinstance(node, list):
        for item in node:
            yield from _properties(item)


_KEYS: Final = frozenset(_properties(schema.load()))


def _lookups(text: str) -> list[str]:
    """Return each key of a spec that the module *text* looks up or has as a step of a route."""
    lines = []
    for node in ast.walk(ast.parse(text)):
        keys = [key for key in _texts(node) if key in _KEYS]
        lines += [f'line {getattr(node, "lineno", 0)}: "{key}"' for key in keys]
    return lines


def _texts(node: ast.AST) -> Iterator[str]:
    match node:
        case (
            ast.Subscript(slice=ast.Constant(value=str(key)))
            | ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(key)), *_])
            | ast.Compare(left=ast.Constant(value=str(key)), ops=[ast.In() | ast.NotIn()])
        ):
            yield key
        case (
            ast.keyword(arg="route", value=ast.Tuple() as route)
            | ast.Call(func=ast.Attribute(attr="locate"), args=[ast.Tuple() as route])
        ):
            yield from (step for part in ast.walk(route) for step in _constant(part))
        case _:
            pass


def _constant(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value


@pytest.mark.parametrize(
    "name", [name for name in _MODULES if not name.startswith((*_READERS, *_OTHER_KEYS))]
)
def test_module_below_resolve_reads_no_key_of_a_spec(name: str) -> None:
    found = _lookups(_MODULES[name].read_text())

    assert not found, f"{name} reads keys of a spec: take the value from the Config instead"


@pytest.mark.parametrize("name", [name for name in _MODULES if name.startswith(_BELOW)])
def test_module_below_resolve_has_no_data_of_a_spec(name: str) -> None:
    tree = ast.parse(_MODULES[name].read_text())
    lines = [n.lineno for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr == "data"]

    assert not lines, f"{name} takes the data of a spec: take values from the Config instead"


@pytest.mark.parametrize("name", [name for name in _MODULES if name.startswith("rules/")])
def test_rule_reads_typed_values_only(name: str) -> None:
    assert "Any" not in _MODULES[name].read_text().replace("Anywhere", "").split('"""')[2]


@pytest.mark.parametrize(
    "text",
    [
        'data["targets"]',
        'data.get("pins", {})',
        '"templates" in data',
        'Finding(route=("on", event))',
        'spec.locate(("pins", "overrides", name))',
    ],
)
def test_lookup_of_a_key_is_seen(text: str) -> None:
    assert _lookups(text)


@pytest.mark.parametrize("text", ['row["jobs"]', "config.given.pins", 'kind in {"inline"}'])
def test_what_is_no_lookup_of_a_key_is_left_alone(text: str) -> None:
    assert not _lookups(text)
