"""What a finding underlines."""

from typing import Any

import pytest

from ci_gen.diagnostics import Location, Route
from ci_gen.yaml.document import Spec, parse

TEXT = """\
version: 1
image: &it ghcr.io/acme/sensor
name: "Build it"
again: *it
targets: [amd64, {board: pi4}]
build:
  context: .
  args: {A: , B: 'x'}
test: {script: smoke.sh,
  output: ready}
cache:
images:
  - image: a
    id: b
  - - c
script: |
  one
  two
"""


@pytest.fixture
def spec() -> Spec:
    read = parse(TEXT, "ci-gen.yml")
    assert isinstance(read, Spec)
    return read


def _underlined(place: Location) -> str:
    lines = TEXT.split("\n")[place.line - 1 : place.end_line]
    lines[-1] = lines[-1][: place.end_column - 1]
    lines[0] = lines[0][place.column - 1 :]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("route", "part"),
    [
        (("version",), "1"),
        (("name",), '"Build it"'),
        (("targets", 0), "amd64"),
        (("targets", 1), "{board: pi4}"),
        (("targets", 1, "board"), "pi4"),
        (("targets",), "[amd64, {board: pi4}]"),
        (("build", "context"), "."),
        (("build", "args", "B"), "'x'"),
    ],
)
def test_value_is_underlined(spec: Spec, route: Route, part: str) -> None:
    assert _underlined(spec.locate(route)) == part


@pytest.mark.parametrize(
    ("route", "part"),
    [
        (("build",), "build"),
        (("test",), "test"),
        (("script",), "script"),
        (("cache",), "cache"),
        (("build", "args", "A"), "A"),
        (("again",), "again"),
    ],
)
def test_key_is_underlined_where_the_value_has_lines_or_is_not_there(
    spec: Spec, route: Route, part: str
) -> None:
    assert _underlined(spec.locate(route)) == part


@pytest.mark.parametrize(
    ("route", "part"), [(("images", 0), "image"), (("images", 1), "c"), ((), "version")]
)
def test_of_a_block_without_a_key_the_first_part_is_underlined(
    spec: Spec, route: Route, part: str
) -> None:
    assert _underlined(spec.locate(route)) == part


@pytest.mark.parametrize(
    ("route", "part"),
    [
        (("name",), "name"),
        (("build", "context"), "context"),
        (("targets", 1, "board"), "board"),
        # What is not written: the value of a short form, the parent of an absent key.
        (("name", "text"), '"Build it"'),
        (("build", "args", "C"), "{A: , B: 'x'}"),
    ],
)
def test_key_that_is_asked_for_is_underlined(spec: Spec, route: Route, part: str) -> None:
    assert _underlined(spec.locate_key(route)) == part


def test_absent_key_is_where_its_parent_is(spec: Spec) -> None:
    assert spec.locate(("build", "network")) == spec.locate(("build",))
    assert spec.locate(("nothing", "at", "all")) == spec.locate(())


def test_key_of_another_name_is_found_by_its_old_one(spec: Spec) -> None:
    renamed: dict[Any, str] = {("title",): "name"}

    assert _underlined(spec.replace(old_keys=renamed).locate_key(("title",))) == "name"
