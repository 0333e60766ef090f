"""What other generators of CI got wrong, with the same input in our terms.

dist, projen, ghagen, gagen, gha-generator, cicd-pipeline-generator, copier, cruft, conda-smithy,
check-jsonschema, github-workflows-kt and jsonnet had these when they were tried in August 2026.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from conftest import TESTS, Cli
from support.calls import counted

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
WORKFLOW = ".github/workflows/build.yml"
GOLDENS = sorted(TESTS.glob("cases/golden/*/.github/workflows/*.yml"))


@pytest.fixture
def rendered(project: Path, cli: Cli) -> Path:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    return project


def _edit(path: Path, pattern: str, new: str) -> None:
    text = path.read_text()
    assert re.search(pattern, text)
    path.write_text(re.sub(pattern, new, text))


def test_unknown_key_of_the_spec_is_an_error_with_line_and_suggestion(
    project: Path, cli: Cli
) -> None:
    """Dist took no notice of a misspelt key, and exited with 0."""
    (project / "ci-gen.yml").write_text(SPEC + "timeout-minuts: 30\n")

    ran = cli("render")

    assert ran.code == 1
    assert 'ci-gen.yml:4:1: error[CG110]: unknown key "timeout-minuts"' in ran.err
    assert "help: did you mean timeout-minutes?" in ran.err
    assert not (project / ".github").exists()


def test_file_without_our_header_is_not_overwritten_and_the_diff_is_shown(
    project: Path, cli: Cli
) -> None:
    """Dist, projen, ghagen and two more replaced a workflow that somebody else had written."""
    (project / "ci-gen.yml").write_text(SPEC)
    (project / WORKFLOW).parent.mkdir(parents=True)
    (project / WORKFLOW).write_text("name: mine\non: push\n")

    ran = cli("render")

    assert ran.code == 1
    assert (project / WORKFLOW).read_text() == "name: mine\non: push\n"
    assert "-name: mine\n" in ran.err
    assert "`ci-gen render --force`" in ran.err


def test_workflow_holds_no_path_of_the_machine_and_is_fresh_in_a_copy(
    rendered: Path, tmp_path: Path, cli: Cli
) -> None:
    """Ghagen wrote an absolute path into its header, so the check failed in any other checkout."""
    copy = tmp_path / "b" / "checkout"
    shutil.copytree(rendered, copy)

    assert str(tmp_path) not in (rendered / WORKFLOW).read_text()
    assert cli("check", "-C", str(copy)).code == 0


def test_renamed_output_leaves_no_unnoticed_orphan(rendered: Path, cli: Cli) -> None:
    """Ghagen left the old file behind, and its check passed."""
    (rendered / "ci-gen.yml").write_text(SPEC + "workflow: .github/workflows/new.yml\n")
    assert cli("render").code == 0

    ran = cli("check")

    assert ran.code == 1
    assert f"{WORKFLOW} is orphan" in ran.out


def test_bump_by_a_bot_passes_the_check_and_is_kept(rendered: Path, cli: Cli) -> None:
    """The checks of gagen, dist and projen failed on every pull request of Dependabot."""
    bumped = f"docker/login-action@{'d' * 40} # v98.3.0"
    _edit(rendered / WORKFLOW, r"docker/login-action@\w+ # v[\d.]+", bumped)

    assert cli("check").code == 0
    (rendered / "ci-gen.yml").write_text(SPEC.replace("amd64", "amd64, linux/386"))
    assert cli("render").code == 0
    assert (rendered / WORKFLOW).read_text().count(bumped) == 2


def test_edit_by_hand_fails_the_check_and_is_not_called_stale(rendered: Path, cli: Cli) -> None:
    """What copier, cruft and conda-smithy call a check did not look at edits at all."""
    _edit(rendered / WORKFLOW, "fail-fast: false", "fail-fast: true")

    ran = cli("check")

    assert ran.code == 1
    assert "is edited: strategy.fail-fast of the job build is true" in ran.out
    assert "stale" not in ran.out


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "missing.yml"],
        ["check", "../missing/ci-gen.yml"],
        ["render", "-C", "missing"],
        ["lint", "x" * 300],
        ["migrate", "missing.yml"],
        ["render", "--output", "."],
        ["schema", "missing"],
    ],
    ids=" ".join,
)
def test_mistake_of_a_user_gives_no_traceback(
    arguments: list[str], rendered: Path, cli: Cli
) -> None:
    """Copier showed one for a relative path, check-jsonschema for a missing file."""
    ran = cli(*arguments)

    assert ran.code in {2, 3}
    assert re.match(r"error: .+\n  help: .+\n\Z|Usage: ", ran.err)


@pytest.mark.parametrize("folder", [".", "../project", "./../project/", ".github/workflows/.."])
def test_relative_folders_work(folder: str, rendered: Path, cli: Cli) -> None:
    """Copier could not be given a relative path."""
    assert cli("check", "-C", folder).code == 0


def test_value_that_is_none_of_several_names_them(project: Path, cli: Cli) -> None:
    """cicd-pipeline-generator accepted `language: cobol`, and printed a TypeError for bad keys."""
    (project / "ci-gen.yml").write_text(SPEC + "cache: floppy\nstrategy: {fallback: pray}\n5: x\n")

    ran = cli("lint")

    assert ran.code == 1
    assert "help: choose among gha, registry, local, inline, none" in ran.out
    assert "help: choose among qemu, none" in ran.out
    assert 'unknown key "5"' in ran.out
    assert "TypeError" not in ran.out + ran.err


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.parents[2].name)
def test_workflow_has_a_plain_on_and_no_broken_variables(path: Path) -> None:
    """github-workflows-kt and projen quote `on`; gha-generator's `docker build -t $x/y` failed."""
    text = path.read_text()

    assert "\non:\n" in text
    assert not re.search(r"docker build(?!x) ", text)


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.parents[2].name)
def test_no_step_has_an_id_that_nothing_refers_to(path: Path) -> None:
    """github-workflows-kt numbers all steps, so that one more step changes every line after it."""
    text = path.read_text()

    ids = re.findall(r"^ {8}id: (\S+)$", text, re.MULTILINE)
    assert [name for name in ids if f"steps.{name}." not in text] == []


def test_stdout_holds_yaml_alone(rendered: Path, cli: Cli) -> None:
    """cicd-pipeline-generator printed a banner around the workflow."""
    (rendered / "ci-gen.yml").write_text(SPEC.replace("amd64", "linux/armv7"))

    ran = cli("render", "--stdout")

    assert "warning[CG302]" in ran.err
    assert ran.out.startswith("# Generated by ci-gen ")
    assert YAML(typ="safe").load(ran.out)["jobs"]


def test_json_holds_json_alone(rendered: Path, cli: Cli) -> None:
    """The same, for programs."""
    _edit(rendered / WORKFLOW, "fail-fast: false", "fail-fast: true")

    assert json.loads(cli("check", "--format", "json").out)["files"][0]["state"] == "edited"


def test_checking_is_the_work_of_a_moment(rendered: Path, cli: Cli) -> None:
    """Jsonnet took five seconds for 90 lines. Counted in calls: a machine does millions a second.

    `tests/bench/bench.py` measures the time.
    """
    ran, calls = counted(lambda: cli("check"))

    assert ran.code == 0
    assert calls < 300_000
