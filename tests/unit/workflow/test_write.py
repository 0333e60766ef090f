"""A file is whole or untouched, whatever happens while it is written."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ci_gen.errors import CiGenError
from ci_gen.workflow import write as files
from conftest import Cli

_WRITER = """
import sys
from pathlib import Path
from ci_gen.workflow import write as files
texts = [letter * 200_000 for letter in "ab"]
while True:
    for text in texts:
        files.write(Path(sys.argv[1]), "out/build.yml", text)
        print("written", flush=True)
"""
# Is killed when the draft is whole and has not taken the place of the file.
_KILLED = """
import os, signal, sys
from pathlib import Path
from ci_gen.workflow import write as files
os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL)
files.write(Path(sys.argv[1]), "build.yml", "killed")
"""
# Holds a draft until its input ends.
_HOLDER = """
import os, sys
from pathlib import Path
from ci_gen.workflow import write as files
sync = os.fsync
def wait(handle):
    print("holding", flush=True)
    sys.stdin.read()
    sync(handle)
os.fsync = wait
files.write(Path(sys.argv[1]), "build.yml", "held")
"""
_SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"


def test_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    files.write(tmp_path, "out/build.yml", "a" * 200_000)
    whole = {"a" * 200_000, "b" * 200_000}

    for round_ in range(12):
        command = [sys.executable, "-c", _WRITER, str(tmp_path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"written\n"
            time.sleep(round_ * 0.0013)
            writer.send_signal(signal.SIGKILL)
        assert (tmp_path / "out" / "build.yml").read_text() in whole


def test_failed_write_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(tmp_path, "build.yml", "old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CiGenError, match=r"cannot write build.yml: no space left"):
        files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "build.yml"]


def test_mode_of_the_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "build.yml").write_text("old")
    (tmp_path / "build.yml").chmod(0o640)

    files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").stat().st_mode & 0o777 == 0o640


def test_new_file_gets_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")

    files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_link_inside_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.yml").write_text("old")
    (tmp_path / "build.yml").symlink_to("real.yml")

    files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").is_symlink()
    assert (tmp_path / "real.yml").read_text() == "new"


@pytest.mark.parametrize("link", [".github", ".github/workflows", ".github/workflows/build.yml"])
def test_link_out_of_the_repository_is_refused(
    link: str, project: Path, tmp_path: Path, cli: Cli
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / "ci-gen.yml").write_text(_SPEC)
    (project / link).parent.mkdir(parents=True, exist_ok=True)
    (project / link).symlink_to(outside / "build.yml" if link.endswith("yml") else outside)

    ran = cli("render", "--force")

    assert ran.code == 3
    assert "leads out of the repository" in ran.err
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("output", ["../build.yml", "/ci-gen-outside.yml"])
def test_output_out_of_the_repository_is_refused(output: str, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(_SPEC)

    assert cli("render", "--output", output).code == 3
    assert not (project / output).exists()


def _drafts(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.startswith(".ci-gen-")]


def _leave_a_draft(folder: Path) -> Path:
    done = subprocess.run([sys.executable, "-c", _KILLED, str(folder)])
    assert done.returncode == -signal.SIGKILL
    (draft,) = _drafts(folder)
    return draft


def test_what_a_killed_run_left_is_removed_by_a_later_one(tmp_path: Path) -> None:
    draft = _leave_a_draft(tmp_path)
    assert not (tmp_path / "build.yml").exists()

    files.write(tmp_path, "build.yml", "new")

    assert not draft.exists()
    assert list(tmp_path.iterdir()) == [tmp_path / "build.yml"]


def test_draft_that_a_living_run_holds_is_left_alone(tmp_path: Path) -> None:
    command = [sys.executable, "-c", _HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"holding\n"

        files.write(tmp_path, "build.yml", "mine")

        assert len(_drafts(tmp_path)) == 1
        assert (tmp_path / "build.yml").read_text() == "mine"
        holder.communicate()
    assert holder.returncode == 0
    assert (tmp_path / "build.yml").read_text() == "held"
    assert _drafts(tmp_path) == []


def test_draft_that_is_taken_for_left_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Path] = []

    def lose_the_first(handle: int) -> None:
        if not taken:
            taken.extend(_drafts(tmp_path))
            taken[0].unlink()

    monkeypatch.setattr(files, "_hold", lose_the_first)

    files.write(tmp_path, "build.yml", "new")

    assert len(taken) == 1
    assert (tmp_path / "build.yml").read_text() == "new"


@pytest.mark.parametrize("age", [60, 7200])
def test_only_an_old_draft_is_removed_where_files_have_no_locks(
    age: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = _leave_a_draft(tmp_path)
    os.utime(draft, (time.time() - age, time.time() - age))
    monkeypatch.setattr(files, "fcntl", None)

    files.write(tmp_path, "build.yml", "new")

    assert draft.exists() == (age < 3600)
    assert (tmp_path / "build.yml").read_text() == "new"


@pytest.mark.parametrize("kind", ["link", "pipe", "directory", "hard link", "another name"])
def test_what_only_looks_like_a_draft_is_left_alone(kind: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("mine")
    draft = tmp_path / ".ci-gen-0123456789abcdef.tmp"
    match kind:
        case "link":
            draft.symlink_to(other)
        case "pipe":
            os.mkfifo(draft)
        case "directory":
            draft.mkdir()
        case "hard link":
            draft.hardlink_to(other)
        case _:
            draft = tmp_path / ".ci-gen-notes.tmp"
            draft.write_text("mine")

    files.write(tmp_path, "build.yml", "new")

    assert draft.exists()
    assert other.read_text() == "mine"


@pytest.mark.parametrize("link", [os.link, os.symlink])
@pytest.mark.parametrize(
    "name",
    [f".build.yml.{os.getpid()}.tmp", f".ci-gen-{'00' * 8}.tmp"],
    ids=["by process", "at random"],
)
def test_planted_draft_is_not_written_through(
    name: str, link: Callable[..., None], project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a container the process is always the first: its number is no secret."""
    outside = project.parent / "outside"
    outside.write_text("theirs")
    monkeypatch.setattr(os, "urandom", lambda count: b"\0" * count)
    (project / "ci-gen.yml").write_text(_SPEC)
    folder = project / ".github" / "workflows"
    folder.mkdir(parents=True)
    link(outside, folder / name)

    cli("render")

    assert outside.read_text() == "theirs"


def test_folder_is_synced_after_the_file_is_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []

    def note(handle: int) -> None:
        path = str(Path(f"/proc/self/fd/{handle}").readlink())
        synced.append((path, (tmp_path / "a" / "b" / "build.yml").exists()))

    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    monkeypatch.setattr(os, "fsync", note)

    files.write(tmp_path, "a/b/build.yml", "new")

    folders = [(path, there) for path, there in synced if not path.endswith(".tmp")]
    assert folders == [
        (str(tmp_path), False), (str(tmp_path / "a"), False), (str(tmp_path / "a" / "b"), True),
    ]  # fmt: skip


@pytest.mark.parametrize("folder", [".git", ".GIT", ".git.", "sub/.git/hooks"])
def test_nothing_below_git_is_written(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir(parents=True)

    with pytest.raises(CiGenError, match="leads to what belongs to Git"):
        files.write(tmp_path, f"{folder}/config", "new")
    with pytest.raises(CiGenError, match="leads to what belongs to Git"):
        files.remove(tmp_path, f"{folder}/config")

    assert list((tmp_path / folder).iterdir()) == []


@pytest.mark.parametrize("link", [".github", ".github/workflows", ".github/workflows/build.yml"])
@pytest.mark.parametrize("command", ["render", "init", "migrate", "pins", "templates"])
def test_no_command_writes_below_git_through_a_link(
    command: str, link: str, project: Path, cli: Cli
) -> None:
    (project / ".git" / "hooks").mkdir()
    (project / link).parent.mkdir(parents=True, exist_ok=True)
    (project / link).symlink_to(project / ".git" / "hooks" / "post-commit")
    if not link.endswith("yml"):
        (project / ".git" / "hooks" / "post-commit").mkdir()
    if command != "init":
        (project / "ci-gen.yml").write_text(_SPEC)
    before = sorted((project / ".git").rglob("*"))
    arguments = {
        "render": ["render", "--force"],
        "init": ["init", "--yes", "--dependabot"],
        "migrate": ["migrate"],
        "pins": ["pins", "update", "--server", "http://127.0.0.1:1"],
        "templates": ["templates", "copy", "steps/checkout"],
    }

    cli(*arguments[command])

    assert sorted((project / ".git").rglob("*")) == before


@pytest.mark.parametrize("kind", ["a directory", "a named pipe"])
def test_what_is_no_file_is_not_replaced(kind: str, tmp_path: Path) -> None:
    target = tmp_path / "build.yml"
    target.mkdir() if kind == "a directory" else os.mkfifo(target)

    with pytest.raises(CiGenError, match=f"build.yml is {kind}"):
        files.write(tmp_path, "build.yml", "new")

    assert list(tmp_path.iterdir()) == [target]


def test_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("")

    with pytest.raises(CiGenError, match=r"\.github is a file, not a directory"):
        files.write(tmp_path, ".github/workflows/build.yml", "new")
