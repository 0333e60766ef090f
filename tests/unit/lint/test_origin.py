"""From a line of a rendered workflow to what in the spec it came from."""

import re
from functools import partial

import pytest

from ci_gen import pipeline
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.lint import origin
from ci_gen.lint.origin import RenderedSpec
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec

SPEC = """\
version: 1
image: ghcr.io/acme/Sensor
targets: [raspberry-pi-5, amd64]
build:
  target: runtime
  args:
    MACHINE: amd64
    TWO: |-
      first line
      second line
test:
  script: check it
timeout-minutes: 45
on:
  push:
  schedule: [{cron: '7 4 * * 1'}]
permissions: {id-token: write}
"""


def _rendered(text: str) -> RenderedSpec:
    read = spec.parse(text, "ci-gen.yml")
    assert isinstance(read, Spec)
    rendered = pipeline.text_with(read, read.data)
    assert rendered is not None
    return RenderedSpec(spec=read, text=rendered, render=partial(pipeline.text_with, read))


def _finding(line: int, message: str = "a finding") -> Diagnostic:
    return Diagnostic(
        code="zizmor/x",
        severity=Severity.ERROR,
        message=message,
        location=Location(path="w.yml", line=line, column=5),
        remedy="see x",
    )


def _lines(rendered: RenderedSpec, pattern: str) -> list[int]:
    rows = enumerate(rendered.text.split("\n"), 1)
    return [number for number, row in rows if re.search(pattern, row)]


def _find(pattern: str, message: str = "a finding", text: str = SPEC) -> Diagnostic:
    """Return what becomes of a finding in the first rendered line that *pattern* is found in."""
    rendered = _rendered(text)
    (placed,) = origin.attribute((_finding(_lines(rendered, pattern)[0], message),), rendered)
    return placed


@pytest.mark.parametrize(
    ("pattern", "place"),
    [
        (r"target: runtime", "ci-gen.yml:5:11"),
        (r"cron:", "ci-gen.yml:16:21"),
        (r"SCRIPT: check it", "ci-gen.yml:12:11"),
        (r"IMAGE: ghcr.io/acme/sensor", "ci-gen.yml:2:8"),
        (r"id-token: write", "ci-gen.yml:17:25"),
        (r"MACHINE=amd64", "ci-gen.yml:7:14"),
        (r"second line", "ci-gen.yml:8:5"),
    ],
)
def test_line_that_the_spec_gave_is_found_in_the_spec(pattern: str, place: str) -> None:
    found = _find(pattern)

    assert str(found.location) == place
    assert re.fullmatch(r"a finding \(line \d+ of the rendered w.yml\)", found.message)
    assert found.remedy == "correct it in the spec; see x"


@pytest.mark.parametrize("said", ['"FIRST" is wrong', "second line: wrong"])
def test_block_counts_as_a_whole_and_the_message_tells_its_lines_apart(said: str) -> None:
    assert str(_find(r"build-args: \|", said).location) == "ci-gen.yml:8:5"
    assert str(_find(r"build-args: \|", '"MACHINE" is wrong').location) == "ci-gen.yml:7:14"


@pytest.mark.parametrize(
    "pattern",
    [
        r"persist-credentials: false",
        r"3e 00.*\]=amd64",
        r"name: Check out",
        r"DOCKER_BUILD_RECORD_UPLOAD: false",
        r"image=docker.io/moby/buildkit",
        r"needs: \[build\]",
    ],
)
def test_line_of_a_template_is_a_bug_of_ci_gen(pattern: str) -> None:
    found = _find(pattern)

    assert found.location.path == "w.yml"
    assert found.message == "a finding"
    assert found.remedy == f"see x; {origin.OURS}"


def test_value_that_cannot_be_another_leaves_it_open_whose_fault_it_is() -> None:
    text = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"

    found = _find(r"platforms: linux/amd64", text=text)

    assert found.location.path == "w.yml"
    assert "if the spec does not say this, it is a bug" in found.remedy


def test_one_value_in_many_lines_is_reported_once() -> None:
    rendered = _rendered(SPEC)
    lines = _lines(rendered, r"\bsensor\b")

    assert len(lines) > 1
    assert len(origin.attribute(tuple(map(_finding, lines)), rendered)) == 1


@pytest.mark.parametrize("line", [0, 1, 100_000])
def test_finding_without_a_line_of_the_spec_stays_in_the_workflow(line: int) -> None:
    (found,) = origin.attribute((_finding(line),), _rendered(SPEC))

    assert found.location == Location(path="w.yml", line=line, column=5)
