"""Reading a file of a repository: only regular files of its own, and never more than allowed."""

import io
import os
import socket
from pathlib import Path

import pytest

from ci_gen import files
from ci_gen.errors import CiGenError

_SECRET = "password: hunter2"


def _refusal(root: Path, path: str) -> str:
    with pytest.raises(CiGenError) as caught:
        files.read(root, path, 100)
    assert not files.is_file(root, path)
    assert _SECRET not in caught.value.message + caught.value.remedy
    return caught.value.message


def test_file_is_read_and_what_is_not_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_bytes(b"a: 1\n")

    assert files.read(tmp_path, "a.yml", 100) == b"a: 1\n"
    assert files.read(tmp_path, "b.yml", 100) is None
    assert files.head(tmp_path, "a.yml", 2) == b"a:"


def test_link_within_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.yml").write_bytes(b"a")
    (tmp_path / "a.yml").symlink_to("real.yml")

    assert files.read(tmp_path, "a.yml", 100) == b"a"


@pytest.mark.parametrize("link", ["a.yml", "folder"])
def test_link_out_of_the_repository_is_refused_without_a_word_of_what_it_leads_to(
    link: str, tmp_path: Path
) -> None:
    root, outside = tmp_path / "root", tmp_path / "outside"
    for folder in (root, outside):
        folder.mkdir()
    (outside / "a.yml").write_text(_SECRET)
    (root / link).symlink_to(outside / "a.yml" if link == "a.yml" else outside)

    path = "a.yml" if link == "a.yml" else "folder/a.yml"

    assert _refusal(root, path) == (f"{path} leads out of the repository, to {outside / 'a.yml'}")


def test_pipe_socket_device_and_directory_are_named_and_nothing_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The path of a socket must be short.
    monkeypatch.chdir(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "directory").mkdir()
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("socket")

    assert _refusal(tmp_path, "pipe") == "pipe is a named pipe"
    assert _refusal(tmp_path, "directory") == "directory is a directory"
    assert _refusal(tmp_path, "socket") == "socket is a socket"
    assert _refusal(Path("/dev"), "null") == "null is a device"


def test_pipe_that_takes_the_place_of_a_file_makes_nobody_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(tmp_path / "a.yml")
    monkeypatch.setattr(files, "require_regular", lambda *_: None)

    assert _refusal(tmp_path, "a.yml") == "a.yml is a named pipe"


def test_link_that_takes_the_place_of_a_file_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real.yml").write_text(_SECRET)
    (tmp_path / "a.yml").symlink_to("real.yml")
    monkeypatch.setattr(files, "inside", lambda root, path: root / path)
    monkeypatch.setattr(files, "require_regular", lambda *_: None)

    assert _refusal(tmp_path, "a.yml").startswith("cannot read a.yml: ")


def test_links_that_lead_to_themselves_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yml").symlink_to("a.yml")
    (tmp_path / "folder").symlink_to("other")
    (tmp_path / "other").symlink_to("folder")

    assert _refusal(tmp_path, "a.yml") == "a.yml is a link that leads to itself"
    assert _refusal(tmp_path, "folder/a.yml").startswith("cannot read folder/a.yml: ")


def _unreadable(handle: int, mode: str) -> io.FileIO:
    class File(io.FileIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise AssertionError(size)

    return File(handle, mode)


def test_size_is_looked_at_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (tmp_path / "a.yml").open("wb") as file:
        file.truncate(4_000_000_000)
    assert len(files.head(tmp_path, "a.yml", 10) or b"") == 10
    monkeypatch.setattr(os, "fdopen", _unreadable)

    with pytest.raises(files.TooLargeError, match=r"a\.yml has 4000\.0 MB, more than the 1\.0 MB"):
        files.read(tmp_path, "a.yml", 1_000_000)


@pytest.mark.skipif(not Path("/proc/version").is_file(), reason="needs /proc")
def test_file_that_holds_more_than_it_says_is_too_large() -> None:
    with pytest.raises(files.TooLargeError):
        files.read(Path("/proc"), "version", 5)


def test_file_in_place_of_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / ".github").write_text("")

    assert _refusal(tmp_path, ".github/workflows/build.yml") == (
        "cannot read .github/workflows/build.yml: .github is a file, not a directory"
    )


def test_name_of_3000_letters_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path, "a" * 3000).endswith(": file name too long")


def test_name_with_a_null_byte_is_refused(tmp_path: Path) -> None:
    assert _refusal(tmp_path, "a\0b") == r"'a\x00b' cannot be a path"


@pytest.mark.parametrize(
    "name", [".git", ".GIT", ".Git", ".git.", ".git ", "git~1", "GIT~2", ".g\u200cit"]
)
def test_what_belongs_to_git_is_not_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).mkdir()
    (tmp_path / name / "config").write_text(_SECRET)

    assert _refusal(tmp_path, f"{name}/config") == f"{name}/config leads to what belongs to Git"


def test_link_to_what_belongs_to_git_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(_SECRET)
    (tmp_path / "ci-gen.yml").symlink_to(".git/config")

    assert _refusal(tmp_path, "ci-gen.yml") == "ci-gen.yml leads to what belongs to Git"


@pytest.mark.parametrize("as_link", [True, False])
def test_folder_of_git_is_known_where_it_is_called_otherwise(as_link: bool, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "config").write_text(_SECRET)
    if as_link:
        (tmp_path / ".git").symlink_to("data")
    else:
        (tmp_path / ".git").write_text("gitdir: data\n")

    assert _refusal(tmp_path, "data/config") == "data/config leads to what belongs to Git"


@pytest.mark.parametrize("name", [".gitignore", ".github", "digit", "git", "a.git", ".git-blame"])
def test_what_is_only_called_like_it_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"a")

    assert files.read(tmp_path, name, 100) == b"a"
