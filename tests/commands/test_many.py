"""Several specs in one run: which are found, what is said of them, and what is written."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_gen.cli import output
from ci_gen.spec import schema
from conftest import Cli

pytestmark = pytest.mark.slow


def _add(folder: Path, name: str, targets: str = "raspberry-pi-5, amd64") -> Path:
    """Write the spec of a service that has a workflow of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "ci-gen.yml"
    path.write_text(
        f"version: 1\nimage: ghcr.io/acme/{name}\nworkflow: .github/workflows/{name}.yml\n"
        f"targets: [{targets}]\nrequired-check: {name}\n"
    )
    return path


@pytest.fixture
def services(project: Path) -> Path:
    """A repository with the services a, b and c."""
    for name in "abc":
        _add(project / "services" / name, name)
    return project / "services"


def _workflows(root: Path) -> list[str]:
    return sorted(path.name for path in (root / ".github" / "workflows").glob("*"))


def _checked(cli: Cli, *arguments: str) -> list[str]:
    """Return the workflows that a check looked at."""
    return [
        Path(file["path"]).stem
        for file in json.loads(cli("check", "--format", "json", *arguments).out)["files"]
    ]


def test_all_specs_below_a_folder_are_rendered_and_then_fresh(
    services: Path, project: Path, cli: Cli
) -> None:
    rendered = cli("render", "--recursive", "services")

    assert (rendered.code, rendered.out) == (0, "")
    assert rendered.err.splitlines() == [
        *(f"wrote .github/workflows/{name}.yml" for name in "abc"),
        "3 specs: 3 written",
    ]
    assert cli("check", "-r", "services") == (0, "3 specs: 3 fresh\n", "")
    assert cli("render", "-r") == (0, "", "3 specs: 3 up to date\n")
    assert cli("diff", "-r") == (0, "", "3 specs: 3 unchanged\n")


def test_specs_and_folders_are_named_side_by_side(services: Path, cli: Cli) -> None:
    assert _checked(cli, "services/b", "services/a/ci-gen.yml") == ["b", "a"]


def test_folder_stands_for_the_spec_in_it(services: Path, cli: Cli) -> None:
    assert cli("render", "services/a").err.startswith("wrote .github/workflows/a.yml\n  Build a\n")


def test_spec_that_is_named_twice_counts_once(services: Path, cli: Cli) -> None:
    twice = ("services/a", "services/a/ci-gen.yml", "services/../services/a/ci-gen.yml")

    assert _checked(cli, *twice) == ["a"]
    assert _checked(cli, "-r", "services", "services/b") == ["a", "b", "c"]


def test_one_spec_that_a_search_finds_is_reported_like_one_that_is_named(
    services: Path, cli: Cli
) -> None:
    assert cli("render", "-r", "services/a").err == cli(
        "render", "--force", "services/b"
    ).err.replace("b.yml", "a.yml").replace("Build b", "Build a")
    assert cli("check", "-r", "services/a") == cli("check", "services/a")


def test_all_names_of_a_spec_are_found(services: Path, cli: Cli) -> None:
    (services / "a" / "ci-gen.yml").rename(services / "a" / "ci-gen.yaml")
    (services / "b" / ".github").mkdir()
    (services / "b" / "ci-gen.yml").rename(services / "b" / ".github" / "ci-gen.yml")

    assert _checked(cli, "-r", "services") == ["a", "b", "c"]


@pytest.mark.parametrize(
    "folder", [".git", ".cache", "node_modules", "vendor", "third_party", "venv", "__pycache__"]
)
def test_folders_of_others_are_passed_over(folder: str, services: Path, cli: Cli) -> None:
    _add(services.parent / folder / "theirs", "theirs")

    assert _checked(cli, "-r") == ["a", "b", "c"]


def test_repository_inside_of_the_repository_is_passed_over(services: Path, cli: Cli) -> None:
    _add(services / "submodule", "theirs")
    (services / "submodule" / ".git").write_text("gitdir: ../../.git/modules/submodule\n")

    assert _checked(cli, "-r") == ["a", "b", "c"]
    assert _checked(cli, "-r", "services/submodule") == ["theirs"]


def test_links_are_not_followed(services: Path, tmp_path: Path, cli: Cli) -> None:
    _add(tmp_path / "outside", "outside")
    (services / "circle").symlink_to("..")
    (services / "out").symlink_to(tmp_path / "outside")
    (services / "d").mkdir()
    (services / "d" / "ci-gen.yml").symlink_to(tmp_path / "outside" / "ci-gen.yml")
    (services / "e").mkdir()
    (services / "e" / ".github").symlink_to(tmp_path / "outside")
    (services / "f").mkdir()
    (services / "f" / "ci-gen.yml").symlink_to("ci-gen.yml")

    assert _checked(cli, "-r") == ["a", "b", "c"]


def test_what_git_ignores_is_passed_over(services: Path, project: Path, cli: Cli) -> None:
    (project / ".git").rmdir()
    subprocess.run(["git", "init", "-q"], check=True)
    (project / ".gitignore").write_text("/services/b/\n")

    assert _checked(cli, "-r") == ["a", "c"]
    assert _checked(cli, "services/a", "services/b") == ["a", "b"]
    ran = cli("check", "-r", "services/b")
    assert (ran.code, ran.err.splitlines()[0]) == (
        3, "error: Git ignores each spec in services/b and below"
    )  # fmt: skip


def test_folder_that_cannot_be_read_is_passed_over(
    services: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    scan = os.scandir

    def refuse(folder: Path) -> object:
        if Path(folder).name == "b":
            raise PermissionError(13, "Permission denied", str(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refuse)

    assert _checked(cli, "-r") == ["a", "c"]


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("services", "there is no ci-gen.yml in services", "look below it with --recursive"),
        ("-r empty", "there is no ci-gen.yml in empty or below", "name a folder that holds one"),
        ("services/a nowhere", "there is no nowhere", "name a spec or a folder that exists"),
        ("-r services nowhere", "there is no nowhere", "name a spec or a folder that exists"),
        ("-C nowhere -r", "there is no folder nowhere", "name a folder that exists"),
    ],
)
def test_what_is_not_there_is_an_error_with_a_remedy(
    line: str, message: str, remedy: str, services: Path, cli: Cli
) -> None:
    Path("empty").mkdir()

    for command in ("render", "check", "diff", "lint"):
        ran = cli(command, *line.split())
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith(f"error: {message}\n  help: {remedy}")
    assert not Path(".github").exists()


def test_broken_spec_stops_no_other(services: Path, project: Path, cli: Cli) -> None:
    _add(services / "a", "a", "rasberry-pi-5")
    (services / "b" / "ci-gen.yml").write_text("version: [\n")

    checked, rendered = cli("check", "-r"), cli("render", "-r")

    assert (checked.code, rendered.code) == (1, 1)
    for text in (checked.out, rendered.err):
        assert "services/a/ci-gen.yml:4:11: error[CG201]" in text
        assert "  4 | targets: [rasberry-pi-5]\n" in text
        assert "services/b/ci-gen.yml:2:1: error[CG103]" in text
    assert checked.out.endswith("3 specs: 1 stale, 2 with errors\n")
    assert rendered.err.endswith("3 specs: 1 written, 2 with errors\n")
    assert _workflows(project) == ["c.yml"]


def test_spec_that_cannot_be_read_stops_no_other(services: Path, project: Path, cli: Cli) -> None:
    cli("render", "-r")
    (project / ".github" / "workflows" / "a.yml").unlink()
    (project / ".github" / "workflows" / "a.yml").mkdir()

    checked, diffed = cli("check", "-r"), cli("diff", "-r")

    assert (checked.code, diffed.code) == (3, 3)
    assert (
        "services/a/ci-gen.yml: error[CG610]: .github/workflows/a.yml is a directory" in checked.out
    )
    assert checked.out.endswith("3 specs: 2 fresh, 1 not done\n")


def test_workflow_that_cannot_be_written_stops_no_other(
    services: Path, project: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    replace = Path.replace

    def fail(draft: Path, target: Path) -> Path:
        if target.name == "b.yml":
            raise OSError(28, "No space left on device")
        return replace(draft, target)

    monkeypatch.setattr(Path, "replace", fail)

    ran = cli("render", "-r")

    assert ran.code == 3
    assert "error: cannot write .github/workflows/b.yml: no space left on device" in ran.err
    assert ran.err.endswith("3 specs: 2 written, 1 not done\n")
    assert _workflows(project) == ["a.yml", "c.yml"]


@pytest.mark.parametrize("command", ["render", "check", "lint"])
def test_specs_that_write_the_same_workflow_are_findings_that_name_both(
    command: str, services: Path, project: Path, cli: Cli
) -> None:
    spec = services / "b" / "ci-gen.yml"
    spec.write_text(spec.read_text().replace("b.yml", "a.yml"))

    ran = cli(command, "-r", "--format", "json")

    found = [d for d in json.loads(ran.out)["diagnostics"] if d["code"] == "CG611"]
    shared = ".github/workflows/a.yml"
    assert ran.code == 1
    assert [(d["path"], d["line"], d["message"]) for d in found] == [
        (
            f"services/{one}/ci-gen.yml",
            3,
            f"services/{one}/ci-gen.yml renders {shared}, and so does services/{other}/ci-gen.yml",
        )
        for one, other in ("ab", "ba")
    ]
    assert _workflows(project) == (["c.yml"] if command == "render" else [])


def test_many_specs_without_a_workflow_of_their_own_are_not_all_listed_each_time(
    project: Path, cli: Cli
) -> None:
    for i in range(9):
        spec = _add(project / f"s{i}", f"s{i}")
        spec.write_text(spec.read_text().replace(f"workflows/s{i}.yml", "workflows/build.yml"))

    ran = cli("render", "-r")

    assert "and so does s1/ci-gen.yml, s2/ci-gen.yml, s3/ci-gen.yml and 5 more" in ran.err
    assert ran.err.endswith("9 specs: 9 with errors\n")


def test_edited_workflow_is_shown_and_left_alone_while_others_are_written(
    services: Path, project: Path, cli: Cli
) -> None:
    cli("render", "-r")
    edited = project / ".github" / "workflows" / "b.yml"
    edited.write_text(edited.read_text().replace("timeout-minutes: 15", "timeout-minutes: 90"))
    _add(services / "c", "c", "linux/386")

    checked, ran = cli("check", "-r"), cli("render", "-r")

    assert checked.out.endswith("3 specs: 1 fresh, 1 stale, 1 edited\n")
    assert ran.code == 1
    assert "-    timeout-minutes: 90\n+    timeout-minutes: 15\n" in ran.err
    assert ran.err.endswith("3 specs: 1 written, 1 up to date, 1 left alone\n")
    assert "timeout-minutes: 90" in edited.read_text()
    assert cli("render", "-r", "--force").code == 0
    assert "timeout-minutes: 90" not in edited.read_text()


def test_warnings_count_if_they_are_asked_to(services: Path, cli: Cli) -> None:
    _add(services / "a", "a", "linux/armv7")

    assert cli("lint", "services/a", "services/b", "--fail-on", "warning").code == 1
    ran = cli("lint", "services/a", "services/b")
    assert ran.code == 0
    assert ran.out.endswith("2 specs: 1 without findings, 1 with findings\n")


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
@pytest.mark.parametrize("command", ["render", "check", "lint"])
def test_report_holds_all_specs_in_one_document(
    command: str, form: str, services: Path, cli: Cli
) -> None:
    for name in "ab":
        _add(services / name, name, "rasberry-pi-5")

    ran = cli(command, "-r", "--format", form)

    assert ran.code == 1
    assert all(f"services/{name}/ci-gen.yml" in ran.out for name in "ab")
    assert "specs:" not in ran.out
    if form == "json":
        Draft202012Validator(schema.load("report")).validate(json.loads(ran.out))
    if form == "sarif":
        assert len(json.loads(ran.out)["runs"][0]["results"]) >= 2
    if form == "github":
        assert all(line.startswith("::") for line in ran.out.splitlines())


def test_diff_of_several_specs_is_one_patch(services: Path, project: Path, cli: Cli) -> None:
    cli("render", "-r")
    before = {path: path.read_text() for path in (project / ".github").rglob("*.yml")}
    for name in "ac":
        _add(services / name, name, "linux/386")

    ran = cli("diff", "-r")

    assert (ran.code, ran.err) == (1, "3 specs: 1 unchanged, 2 to change\n")
    assert ran.out.count("\n--- ") + ran.out.startswith("--- ") == 2
    assert {path: path.read_text() for path in before} == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["render", "--stdout", "-r"],
        ["render", "--output", "x.yml", "services/a", "services/b"],
        ["diff", "--semantic", "-r"],
    ],
)
def test_what_only_one_spec_can_do_is_wrong_usage_with_several(
    arguments: list[str], services: Path, cli: Cli
) -> None:
    ran = cli(*arguments)

    assert ran.code == 2
    assert "one spec, not" in ran.err
    assert not Path(".github").exists()


def test_specs_of_several_repositories_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    for name in ("one", "two"):
        _add(tmp_path / "all" / name, "same")
        (tmp_path / "all" / name / ".git").mkdir()
    monkeypatch.chdir(tmp_path / "all")

    rendered = cli("render", "-r")
    (tmp_path / "all" / "one" / ".github" / "workflows" / "same.yml").unlink()
    checked = cli("check", "-r", "--format", "json")

    assert rendered.err.splitlines()[:2] == [
        f"wrote {name}/.github/workflows/same.yml" for name in ("one", "two")
    ]
    assert [(f["path"], f["state"]) for f in json.loads(checked.out)["files"]] == [
        ("one/.github/workflows/same.yml", "stale"),
        ("two/.github/workflows/same.yml", "fresh"),
    ]


def test_finding_in_another_repository_quotes_its_own_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    for name, target in (("one", "rasberry-pi-4b"), ("two", "rasberry-pi-5")):
        _add(tmp_path / "all" / name, name, target)
    monkeypatch.chdir(tmp_path / "all")

    ran = cli("check", "-r")

    assert "one/ci-gen.yml:4:11: error[CG201]" in ran.out
    assert "targets: [rasberry-pi-4b]" in ran.out
    assert "targets: [rasberry-pi-5]" in ran.out


def test_missing_linters_are_remarked_once(
    services: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    ran = cli("lint", "-r")

    assert ran.code == 0
    assert ran.out.count("CG613") == 1
    assert ran.out.endswith("3 specs: 3 without findings\n")


def _on_terminal(arguments: list[str], **surroundings: str) -> bytes:
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", **surroundings}
    command = [sys.executable, "-m", "ci_gen", *arguments]
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=follower, env=environment)
    os.set_blocking(leader, False)
    os.close(follower)
    try:
        return os.read(leader, 100_000)
    except OSError:
        return b""


def test_progress_is_shown_on_a_terminal(services: Path) -> None:
    shown = _on_terminal(["check", "-r"])

    assert b"Specs" in shown
    assert b"3/3" in shown


@pytest.mark.parametrize("surroundings", [{"CI": "true"}, {"TERM": "dumb"}])
def test_progress_is_not_shown_in_ci_or_where_a_line_cannot_be_replaced(
    surroundings: dict[str, str], services: Path
) -> None:
    assert _on_terminal(["check", "-r"], **surroundings) == b""


def test_progress_is_not_shown_in_a_pipe_or_of_one_spec(services: Path, cli: Cli) -> None:
    assert "Specs" not in cli("check", "-r").err
    assert _on_terminal(["check", "services/a"]) == b""


def test_interrupt_leaves_whole_files_and_exits_with_130(project: Path, cli: Cli) -> None:
    names = [f"s{i}" for i in range(200)]
    for name in names:
        _add(project / name, name)
    # A shell in the background lets its programs ignore the signal.
    program = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    start = "import sys; from ci_gen.__main__ import main; sys.exit(main())"
    command = [sys.executable, "-c", f"{program}; {start}", "render", "-r"]

    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        deadline = time.monotonic() + 60
        while not (project / ".github" / "workflows" / "s0.yml").exists():
            assert time.monotonic() < deadline
            time.sleep(0.001)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()

    written = [Path(name).stem for name in _workflows(project)]
    assert (running.returncode, err.endswith("interrupted\n")) == (130, True)
    assert set(written) < set(names)
    assert cli("check", *written).code == 0


def test_interrupt_while_specs_are_read_exits_with_130(
    services: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(output, "findings", interrupt)

    assert cli("check", "-r").code == 130
