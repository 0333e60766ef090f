"""Files that a hostile checkout may hold: clear errors, nothing leaks, nothing hangs, no bug."""

import os
import subprocess
from pathlib import Path

import pytest

from conftest import Cli, Ran

pytestmark = pytest.mark.slow

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
WORKFLOWS = ".github/workflows"
BUILD = f"{WORKFLOWS}/build.yml"
SECRET = "password: hunter2"
COMMANDS = {
    "check": ["check"],
    "check json": ["check", "--format", "json"],
    "check sarif": ["check", "--format", "sarif"],
    "check many": ["check", "-r", "."],
    "render": ["render"],
    "render to stdout": ["render", "--stdout"],
    "lint": ["lint"],
    "diff": ["diff"],
    "migrate": ["migrate"],
    "pins": ["pins", "list"],
}
# Those that read the workflow too.
COMPARING = ["check", "check json", "render", "diff", "pins"]
TOO_LARGE = 3_000_000_000


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the repository, with a secret in it."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "secret.yml").write_text(SECRET)
    return folder


def _refused(ran: Ran, message: str) -> None:
    said = ran.out + ran.err
    assert ran.code in {1, 3}
    assert message in said
    assert "Traceback" not in said
    assert "hunter2" not in said


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_spec_that_is_a_link_out_of_the_repository_is_refused_and_not_quoted(
    command: list[str], project: Path, outside: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").symlink_to(outside / "secret.yml")

    # A search passes it over.
    many = "there is no ci-gen.yml in . or below"
    _refused(cli(*command), many if "-r" in command else "ci-gen.yml leads out of the repository")


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_spec_that_is_a_link_to_what_belongs_to_git_is_refused_and_not_quoted(
    command: list[str], project: Path, cli: Cli
) -> None:
    (project / ".git" / "config").write_text(SECRET)
    (project / "ci-gen.yml").symlink_to(".git/config")

    _refused(cli(*command), "ci-gen.yml leads to what belongs to Git")


@pytest.mark.parametrize("arguments", [["folder/ci-gen.yml"], ["folder"], ["-r", "folder"]])
@pytest.mark.parametrize("command", ["check", "render"])
def test_folder_that_is_a_link_out_of_the_repository_is_refused(
    command: str, arguments: list[str], project: Path, outside: Path, cli: Cli
) -> None:
    (outside / "ci-gen.yml").write_text(SPEC)
    (project / "folder").symlink_to(outside)

    _refused(cli(command, *arguments), f"folder leads out of the repository, to {outside}")
    assert not (outside / ".github").exists()


def test_hidden_folder_that_is_a_link_out_of_the_repository_is_refused(
    project: Path, outside: Path, cli: Cli
) -> None:
    (outside / "ci-gen.yml").write_text(SPEC)
    (project / ".github").symlink_to(outside)

    _refused(cli("render"), ".github leads out of the repository")
    assert sorted(path.name for path in outside.iterdir()) == ["ci-gen.yml", "secret.yml"]


def test_spec_of_another_repository_can_be_named(project: Path, outside: Path, cli: Cli) -> None:
    (outside / "ci-gen.yml").write_text(SPEC)

    assert cli("render", "../outside/ci-gen.yml").code == 0
    assert (outside / BUILD).is_file()
    assert cli("check", str(outside / "ci-gen.yml")).code == 0


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
@pytest.mark.parametrize("kind", ["a named pipe", "a directory", "a link that leads to itself"])
def test_spec_that_is_no_file_is_named_as_what_it_is(
    kind: str, command: list[str], project: Path, cli: Cli
) -> None:
    _make(kind, project / "ci-gen.yml")

    _refused(cli(*command), f"ci-gen.yml is {kind}")


def _make(kind: str, path: Path) -> None:
    match kind:
        case "a named pipe":
            os.mkfifo(path)
        case "a directory":
            path.mkdir()
        case _:
            path.symlink_to(path.name)


def test_spec_of_gigabytes_is_refused_unread(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").touch()
    os.truncate(project / "ci-gen.yml", TOO_LARGE)

    _refused(cli("lint"), "error[CG107]: the spec has 3000.0 MB, which no spec needs")


@pytest.mark.parametrize("name", COMPARING)
@pytest.mark.parametrize("kind", ["a named pipe", "a directory", "a link that leads to itself"])
def test_workflow_that_is_no_file_is_named_as_what_it_is(
    kind: str, name: str, project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / WORKFLOWS).mkdir(parents=True)
    _make(kind, project / BUILD)

    _refused(cli(*COMMANDS[name]), f"{BUILD} is {kind}")


@pytest.mark.parametrize("name", COMPARING)
def test_workflow_of_gigabytes_is_refused_unread(name: str, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / WORKFLOWS).mkdir(parents=True)
    (project / BUILD).touch()
    os.truncate(project / BUILD, TOO_LARGE)

    _refused(cli(*COMMANDS[name]), f"{BUILD} has 3000.0 MB, more than the 1.0 MB that are read")


@pytest.mark.parametrize("name", COMPARING)
@pytest.mark.parametrize("folder", [".github", WORKFLOWS])
def test_file_in_place_of_a_folder_is_named(
    folder: str, name: str, project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / folder).parent.mkdir(exist_ok=True)
    (project / folder).write_text("")

    _refused(cli(*COMMANDS[name]), f"{folder} is a file, not a directory")


@pytest.mark.parametrize("name", COMPARING)
def test_folder_that_is_a_link_to_itself_is_refused(name: str, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / ".github").symlink_to(".github")

    _refused(cli(*COMMANDS[name]), f"cannot read {BUILD}: ")


def test_search_for_orphans_passes_over_what_is_no_workflow(
    project: Path, outside: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    fresh = cli("check")
    header = "# Generated by ci-gen 0.1.0 from gone.yml. Do not edit\n"
    (outside / "secret.yml").write_text(header + SECRET)
    folder = project / WORKFLOWS
    os.mkfifo(folder / "pipe.yml")
    (folder / "directory.yml").mkdir()
    (folder / "loop.yml").symlink_to("loop.yml")
    (folder / "link.yml").symlink_to(outside / "secret.yml")
    (folder / os.fsdecode(b"caf\xe9.yml")).write_text(header)
    (folder / "huge.yml").write_text(header)
    os.truncate(folder / "huge.yml", TOO_LARGE)

    assert cli("check") == fresh
    assert cli("render", "--prune", "--force").code == 0
    assert len(list(folder.iterdir())) == 7


@pytest.mark.parametrize("spec", ["a" * 3000, f"{'a/' * 1500}b", "../outside/secret.yml", "a\0b"])
@pytest.mark.parametrize("name", [BUILD, f"{WORKFLOWS}/other.yml"])
def test_header_that_names_no_spec_of_the_repository_stops_no_command(
    name: str, spec: str, project: Path, outside: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / name).parent.mkdir(parents=True)
    (project / name).write_text(f"# Generated by ci-gen 0.1.0 from {spec}. Do not edit\n")

    assert cli("check").code == 1
    assert cli("diff").code == 1
    assert cli("render", "--force", "--prune").code == 0
    assert list((project / WORKFLOWS).iterdir()) == [project / BUILD]


@pytest.mark.parametrize("name", ["a" * 3000, f"{'a/' * 1500}b", "loop/ci-gen.yml"])
@pytest.mark.parametrize("command", ["check", "render", "lint", "diff", "migrate"])
def test_argument_that_names_nothing_is_refused(
    command: str, name: str, project: Path, cli: Cli
) -> None:
    (project / "loop").symlink_to("loop")

    _refused(cli(command, name), "error: ")
    _refused(cli(command, "-C", name), "there is no folder")


@pytest.mark.parametrize("command", ["check", "render", "lint", "diff", "migrate"])
@pytest.mark.parametrize(
    "name", [b"caf\xe9.yml", b"caf\xe9/ci-gen.yml", b"a\nb.yml", b"\x1b[2J.yml"]
)
def test_spec_with_a_name_that_nobody_can_read_is_refused(
    name: bytes, command: str, project: Path, cli: Cli
) -> None:
    path = project / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    path.write_text(SPEC)

    ran = cli(command, os.fsdecode(name))

    _refused(ran, "holds characters that nobody can read")
    assert ran.err.isascii()
    assert not (project / ".github").exists()


def test_folder_with_a_name_that_nobody_can_read_is_refused_in_a_search(
    project: Path, cli: Cli
) -> None:
    folder = project / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    (folder / "ci-gen.yml").write_text(SPEC)

    _refused(cli("check", "-r"), r"'caf\udce9/ci-gen.yml' holds characters that nobody can read")


def test_init_looks_at_regular_files_of_the_repository_only(
    project: Path, outside: Path, cli: Cli
) -> None:
    os.mkfifo(project / "Dockerfile")
    (project / "Dockerfile.link").symlink_to(outside / "secret.yml")
    (project / os.fsdecode(b"caf\xe9")).mkdir()
    (project / os.fsdecode(b"caf\xe9") / "Dockerfile").write_text("FROM scratch\n")
    (project / WORKFLOWS).mkdir(parents=True)
    os.mkfifo(project / BUILD)
    (outside / "secret.yml").write_text("docker/build-push-action ghcr.io/acme/hunter2")
    (project / WORKFLOWS / "link.yml").symlink_to(outside / "secret.yml")

    ran = cli("init", "--yes")

    assert ran.code == 0
    text = (project / "ci-gen.yml").read_text()
    assert "hunter2" not in text + ran.err
    assert "link" not in text + ran.err
    assert "caf" not in text


@pytest.mark.parametrize("kind", ["a named pipe", "a directory", "a link that leads to itself"])
def test_init_leaves_a_spec_that_is_no_file_as_it_is(kind: str, project: Path, cli: Cli) -> None:
    _make(kind, project / "ci-gen.yml")

    ran = cli("init", "--yes")

    assert ran.err.startswith("ci-gen.yml exists and was left as it is")


@pytest.mark.parametrize("kind", ["a named pipe", "a link out", "too large", "a strange name"])
def test_template_that_is_no_file_of_its_folder_is_refused(
    kind: str, project: Path, outside: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(f"{SPEC}templates: .github/ci-gen\n")
    folder = project / ".github" / "ci-gen" / "steps"
    folder.mkdir(parents=True)
    path = folder / "checkout.yml.j2"
    match kind:
        case "a named pipe":
            os.mkfifo(path)
            message = "checkout.yml.j2 is a named pipe"
        case "a link out":
            path.symlink_to(outside / "secret.yml")
            message = "checkout.yml.j2 leads out of the repository"
        case "too large":
            path.touch()
            os.truncate(path, TOO_LARGE)
            message = "checkout.yml.j2 has 3000.0 MB, more than the 0.1 MB that are read"
        case _:
            (folder / os.fsdecode(b"caf\xe9.yml.j2")).touch()
            message = (
                r"'.github/ci-gen/steps/caf\udce9.yml.j2' holds characters that nobody can read"
            )

    for command in (["render"], ["templates", "diff"]):
        _refused(cli(*command), message)


def test_what_a_template_was_copied_from_is_not_read_through_a_link(
    project: Path, outside: Path, cli: Cli
) -> None:
    assert cli("templates", "copy", "steps/checkout").code == 0
    original = project / ".github/ci-gen/.originals/steps/checkout.yml.j2"
    original.unlink()
    original.symlink_to(outside / "secret.yml")

    _refused(cli("templates", "diff"), "checkout.yml.j2 leads out of the repository")


@pytest.mark.parametrize("kind", ["a named pipe", "a link out"])
def test_configuration_of_actionlint_is_not_read_through_a_link(
    kind: str, project: Path, outside: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / ".github").mkdir()
    path = project / ".github" / "actionlint.yaml"
    os.mkfifo(path) if kind == "a named pipe" else path.symlink_to(outside / "secret.yml")
    expected = "is a named pipe" if kind == "a named pipe" else "leads out of the repository"

    _refused(cli("lint", "--require-linters"), f".github/actionlint.yaml {expected}")


@pytest.mark.parametrize(
    "command",
    ["check -r", "render -r", "lint -r", "diff -r", "diff --semantic a", "init --yes"],
)
def test_no_command_runs_what_the_configuration_of_git_names(
    command: str, project: Path, tmp_path: Path, cli: Cli
) -> None:
    attack = tmp_path / "attack"
    attack.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    attack.chmod(0o755)
    (project / ".git").rmdir()
    for arguments in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-qm", "a"],
        *(
            ["config", name, str(attack)]
            for name in ("core.fsmonitor", "core.pager", "diff.external")
        ),
    ):
        subprocess.run(["git", *arguments], check=True)
    if "init" not in command:
        for service in ("a", "b"):
            (project / service).mkdir()
            (project / service / "ci-gen.yml").write_text(
                f"{SPEC}workflow: {WORKFLOWS}/{service}.yml\n"
            )

    cli(*command.split())

    assert not (tmp_path / "ran").exists()
