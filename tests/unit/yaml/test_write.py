import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ci_gen.yaml import write as yaml_text

# What one of the two versions of YAML reads as something else than text.
TRAPS = [
    "yes", "No", "ON", "off", "y", "N", "true", "False", "null", "~", "", "1", "1.0", "0x1F", "0o7",
    "1e3", "1_000", ".5", "-1", "+1", ".inf", "-.INF", ".nan", "12:30:45", "190:20:30",
    "2026-11-23", "2026-11-23T10:00:00Z", "<<", "=", "- a", "? a", ": a", "a: b", "a:", "a #b",
    "#a", "&a", "*a", "!a", "!!str a", "|", ">", "'a'", '"a"', "%a", "@a", "`a", "[a]", "{a}", ",a",
    " a", "a ", "a\nb", "a\tb", "\x85", "\u2028", "${{ a }}", "é", "🙂", "---", "...",
]  # fmt: skip
_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


def _load(text: str, version: tuple[int, int] = (1, 2)) -> Any:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(text)


@pytest.mark.parametrize("version", [(1, 1), (1, 2)])
@pytest.mark.parametrize("text", TRAPS)
def test_trap_reads_back_as_text(text: str, version: tuple[int, int]) -> None:
    assert _load(f"a: {yaml_text.scalar(text)}\n", version) == {"a": text}
    assert _load(f"a: [{yaml_text.scalar(text, in_flow=True)}, b]\n", version) == {"a": [text, "b"]}


@given(_TEXT)
def test_text_reads_back_as_itself(text: str) -> None:
    assert _load(f"a: {yaml_text.scalar(text)}\nb: c\n") == {"a": text, "b": "c"}


@given(st.lists(_TEXT, min_size=1, max_size=4))
def test_lines_read_back_as_one_text(texts: list[str]) -> None:
    read = _load(f"a: {yaml_text.lines(tuple(texts), 2)}\nb: c\n")

    assert read["a"].removesuffix("\n") == "\n".join(texts).removesuffix("\n")
    assert read["b"] == "c"


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | _TEXT,
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple) | st.dictionaries(_TEXT, inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(_TEXT, _VALUES, min_size=1, max_size=3))
def test_nested_values_read_back_as_themselves(value: dict[str, Any]) -> None:
    read = _load(f"on:{yaml_text.block(value, 2)}\nz: 1\n")

    assert read == {"on": json.loads(json.dumps(value)), "z": 1}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"push": {"branches": ("main",)}}, "\n  push:\n    branches: [main]"),
        ({"pull_request": None}, "\n  pull_request:"),
        ({"schedule": ({"cron": "1 2 * * 3"},)}, '\n  schedule:\n    - cron: "1 2 * * 3"'),
        (("one",), "one"),
        (("one", "two"), "|\n  one\n  two"),
        (True, "true"),
    ],
)
def test_value_looks_as_if_written_by_hand(value: Any, expected: str) -> None:
    assert yaml_text.block(value, 2) == expected


def test_line_that_could_pass_for_a_pin_is_quoted() -> None:
    assert yaml_text.lines(("a", "uses: b"), 8) == r'"a\nuses: b"'
