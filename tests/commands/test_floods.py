"""Much of everything: little is printed, all is counted, and the work grows as the file does.

Work is counted in lines that run, not in seconds.
"""

import json
import sys
from pathlib import Path
from types import FrameType
from unittest.mock import Mock

import pytest

from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.report import Findings, github_report, json_report, text_report
from ci_gen.yaml import nodes
from conftest import Cli

pytestmark = pytest.mark.slow

_BASE = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
_CI_GEN = str(Path(nodes.__file__).parents[1])


def _keys(count: int) -> str:
    return _BASE + "".join(f"key{i}: 1\n" for i in range(count))


def _work(cli: Cli, *arguments: str) -> int:
    """Return how many lines of ci-gen the command in *arguments* runs."""
    lines = 0

    def count(frame: FrameType, event: str, _: object) -> object:
        nonlocal lines
        lines += event == "line"
        return count if frame.f_code.co_filename.startswith(_CI_GEN) else None

    sys.settrace(count)  # type: ignore[arg-type]
    try:
        assert cli(*arguments).code == 1
    finally:
        sys.settrace(None)
    return lines


def _finding(severity: Severity, message: str = "m") -> Diagnostic:
    place = Location(path="ci-gen.yml", line=1, column=1)
    return Diagnostic(code="CG110", severity=severity, message=message, location=place, remedy="r")


def test_people_read_fifty_findings_and_how_many_more_there_are(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(_keys(1200))

    text = cli("lint").out
    github = cli("lint", "--format", "github").out.splitlines()

    assert text.count("error[CG110]") == 50
    assert text.endswith("\nand 1,150 more\n")
    assert len(github) == 51
    assert github[-1] == "::notice::and 1,150 more"


def test_programs_read_a_thousand_findings_and_the_count(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(_keys(1200))

    report = json.loads(cli("lint", "--format", "json").out)
    log = json.loads(cli("lint", "--format", "sarif").out)["runs"][0]

    assert (report["count"], len(report["diagnostics"])) == (1200, 1000)
    assert (log["properties"]["count"], len(log["results"])) == (1200, 1000)


def test_flood_of_warnings_hides_no_error() -> None:
    found = [_finding(Severity.WARNING, f"w{i}") for i in range(60)]
    found.insert(55, _finding(Severity.ERROR, "here"))

    shown = Findings(diagnostics=found).most(50)

    assert [d.message for d in shown] == [*(f"w{i}" for i in range(49)), "here"]


def test_message_of_any_length_is_cut_in_every_report() -> None:
    findings = Findings(diagnostics=[_finding(Severity.ERROR, "x" * 100_000)])

    for module in (text_report, json_report, github_report):
        assert len(module.report(findings)) < 2000


@pytest.mark.parametrize("offset", [0, 100, 15_000, 28_999])
def test_long_line_is_quoted_around_the_place(offset: int) -> None:
    line = "." * offset + "X" + "." * (28_999 - offset)
    place = Location(path="ci-gen.yml", line=1, column=offset + 1)
    found = _finding(Severity.ERROR).replace(location=place)

    text = text_report.report(Findings(diagnostics=[found], sources={"ci-gen.yml": line}))

    _, quoted, pointer, _ = text.splitlines()
    assert len(quoted) < 220
    assert quoted[pointer.index("^")] == "X"


def test_spec_in_one_line_prints_little(project: Path, cli: Cli) -> None:
    keys = ", ".join(f"k{i}" for i in range(4000))
    (project / "ci-gen.yml").write_text(f"{{version: 1, image: a/b, targets: [amd64], {keys}}}")

    assert len(cli("lint").out) < 50_000


def test_places_are_looked_up_in_nodes_that_are_composed_and_indexed_once(
    project: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(_keys(300))
    index, compose = Mock(wraps=nodes.children), Mock(wraps=nodes.Tree)
    monkeypatch.setattr(nodes, "children", index)
    monkeypatch.setattr(nodes, "Tree", compose)

    assert cli("lint").code == 1

    assert (compose.call_count, index.call_count) == (1, 1)


def test_work_grows_as_the_number_of_unknown_keys(project: Path, cli: Cli) -> None:
    works = []
    for count in (100, 200, 400):
        (project / "ci-gen.yml").write_text(_keys(count))
        works.append(_work(cli, "lint"))

    assert works[2] - works[1] < 2.2 * (works[1] - works[0])


@pytest.mark.parametrize("action", ["acme/action{}@v1", "acme/action@v1"])
def test_work_grows_as_the_number_of_steps_in_a_workflow(
    action: str, project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(_BASE)
    cli("render")
    workflow = project / ".github/workflows/build.yml"
    head, steps, tail = workflow.read_text().rpartition("    steps:\n")
    works = []
    for count in (100, 200, 400):
        more = "".join(f"      - uses: {action.format(i)}\n" for i in range(count))
        workflow.write_text(head + steps + more + tail)
        works.append(_work(cli, "check"))

    assert works[2] - works[1] < 2.2 * (works[1] - works[0])
