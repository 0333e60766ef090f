"""Writing pins into a spec: what was there stays, or nothing is written."""

from pathlib import Path

import pytest

from ci_gen.errors import CiGenError
from ci_gen.spec import edit as spec_edit
from ci_gen.spec import lines
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec
from conftest import TESTS

RELEASE = {"version": "v7.0.2", "commit": "1" * 40}
FILES = sorted([*TESTS.glob("cases/specs/valid/*.yml"), *TESTS.glob("cases/golden/*/ci-gen.yml")])

_HELD = """\
pins:
  overrides:
    actions/checkout: # held
      version: '{}' # one
      commit: '{}' # two
a: 1
"""


_IN_BLOCKS = """\
image: |
  ghcr.io/acme/sensor
  acme/sensor
tags: |
  latest
pins:
  mode: |
    tag
"""


def _read(text: str) -> Spec:
    read = spec.parse(text, "ci-gen.yml")
    assert isinstance(read, Spec)
    return read


def _written(text: str) -> str:
    return spec_edit.with_overrides(_read(text), {"actions/checkout": RELEASE})


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_any_spec_takes_pins_and_keeps_its_data(path: Path) -> None:
    before = spec.load(path.parent, path.name)
    assert isinstance(before, Spec)

    text = spec_edit.with_overrides(before, {"actions/checkout": RELEASE})

    after = _read(text)
    assert after.data["pins"] == {"overrides": {"actions/checkout": RELEASE}}
    assert {**after.data, "pins": None} == {**before.data, "pins": None}
    if not before.text.startswith("{"):
        assert text.startswith(before.text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a: 1", "a: 1\npins:\n  overrides:\n    X\n"),
        ("a: 1\npins: {mode: tag} # why\n", "a: 1\npins: {mode: tag, overrides: {X}} # why\n"),
        (
            "pins:\n  mode: tag # why\n\n# About a.\na:   1\n",
            "pins:\n  mode: tag # why\n  overrides:\n    X\n\n# About a.\na:   1\n",
        ),
        (
            "pins:\n  overrides:\n    a/b: {version: v1.0.0, commit: x} # old\n\n\na: 1\n",
            "pins:\n  overrides:\n    a/b: {version: v1.0.0, commit: x} # old\n    X\n\n\na: 1\n",
        ),
        (_HELD.format("v1.0.0", "x"), _HELD.format("v7.0.2", "1" * 40)),
    ],
)
def test_text_around_pins_stays_as_it_is(before: str, after: str) -> None:
    new = f"actions/checkout: {{version: v7.0.2, commit: '{'1' * 40}'}}"

    assert _written(before) == after.replace("X", new)


@pytest.mark.parametrize(
    "text",
    [
        "a: &a {mode: tag}\npins: *a\n",
        "pins: &p {mode: tag}\na: *p\n",
        "a: 1\n...\n",
        "pins:\n  overrides: 5\n",
    ],
)
def test_text_that_cannot_take_pins_is_refused_with_what_to_add(text: str) -> None:
    with pytest.raises(CiGenError, match="is written in a way") as refused:
        _written(text)

    assert "actions/checkout: {version: v7.0.2, commit: 1111" in refused.value.remedy


def test_texts_of_several_lines_stay_as_they_are() -> None:
    given = lines.normalise(_read(_IN_BLOCKS))

    text = spec_edit.with_overrides(given, {"actions/checkout": RELEASE})

    assert text.startswith(_IN_BLOCKS)
    assert _read(text).data["pins"]["overrides"] == {"actions/checkout": RELEASE}
