"""Files of a repository that may be hostile: where a path leads, and the one way to read it."""

import os
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final

from ci_gen.errors import CiGenError, reason

# A pipe would wait for its other end, and a link may have come since the path was looked at.
_READING: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_KINDS: Final = {
    stat.S_IFDIR: "a directory",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFLNK: "a link that leads to itself",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}
# What file systems without regard to case, trailing dots or long names take for `.git`.
_GIT: Final = re.compile(r"(?:\.git|git~\d)[. ]*", re.IGNORECASE)
# Characters that HFS+ leaves out of names, and with them what turns text around.
_INVISIBLE: Final = re.compile("[\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
# Bytes that are no UTF-8 are surrogates in Python.
_UNPRINTABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_GITFILE: Final = "gitdir: "
_GITFILE_BYTES: Final = 8192


class TooLargeError(CiGenError):
    """A file that is larger than it may be; *size* is in bytes."""

    def __init__(self, path: str, size: int, most: int) -> None:
        super().__init__(
            f"{path} has {_megabytes(size)}, more than the {_megabytes(most)} that are read",
            "move it away, or shorten it",
        )
        self.size = size


def read(root: Path, path: str, most: int) -> bytes | None:
    """Return the bytes of the file *path* below *root*, None where there is none.

    Raises TooLargeError for more than *most* bytes, and CiGenError for what is no regular file,
    cannot be read, leads out of *root*, or is Git's own.
    """
    return _guarded(root, path, lambda file: _whole(file, path, most))


def head(root: Path, path: str, count: int) -> bytes | None:
    """Return the first *count* bytes of the file *path* below *root*, as `read` does of all."""
    return _guarded(root, path, lambda file: file.read(count))


def inside(root: Path, path: str) -> Path:
    """Return the file that *path* below *root* leads to.

    Raises CiGenError if it leads out of *root*, or to what belongs to Git.
    """
    top = Path(os.path.realpath(root))
    try:
        # Unlike Path.resolve, realpath takes a link to itself for what it is.
        target = Path(os.path.realpath(top / path))
    except ValueError:
        raise CiGenError(f"{path!a} cannot be a path", "name a file") from None
    if not target.is_relative_to(top):
        raise CiGenError(
            f"{path} leads out of the repository, to {target}",
            "name a file inside of it, that no link leads out of",
        )
    if _is_git(target, top):
        raise CiGenError(f"{path} leads to what belongs to Git", "name a file of the project")
    return target


def is_file(root: Path, path: str) -> bool:
    """Return whether *path* below *root* is a regular file that `read` may read."""
    return size(root, path) is not None


def size(root: Path, path: str) -> int | None:
    """Return the size of a file, None where `is_file` says no."""
    try:
        found = os.lstat(inside(root, path))
    except (CiGenError, OSError):
        return None
    return found.st_size if stat.S_ISREG(found.st_mode) else None


def require_regular(target: Path, path: str) -> None:
    """Raise CiGenError, about *path*, if there is something at *target* that is no regular file."""
    _require(os.lstat(target), path)


def is_printable(path: str) -> bool:
    """Return whether *path* can be written into a file and shown on a terminal."""
    return _UNPRINTABLE.search(path) is None


def require_printable(path: str) -> None:
    """Raise CiGenError if *path* is not printable."""
    if not is_printable(path):
        message = f"{path!a} holds characters that nobody can read"
        raise CiGenError(message, "rename it, in letters that are UTF-8")


def failure(verb: str, root: Path, path: str, error: OSError) -> CiGenError:
    """Return the error that says why nobody could *verb* the file *path* below *root*."""
    parents = reversed(Path(path).parents)
    blocking = next((p for p in parents if os.path.isfile(root / p)), None)  # noqa: PTH113
    if blocking is not None:
        message = f"cannot {verb} {path}: {blocking.as_posix()} is a file, not a directory"
        return CiGenError(message, "move it away")
    remedy = "make it readable" if verb == "read" else "make its folder writable"
    return CiGenError(f"cannot {verb} {path}: {reason(error)}", remedy)


def _guarded(root: Path, path: str, take: Callable[[BinaryIO], bytes]) -> bytes | None:
    target = inside(root, path)
    try:
        # A device may do something as soon as it is opened.
        require_regular(target, path)
        with os.fdopen(os.open(target, _READING), "rb") as file:
            _require(os.fstat(file.fileno()), path)
            return take(file)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise failure("read", root, path, error) from None


def _whole(file: BinaryIO, path: str, most: int) -> bytes:
    said = os.fstat(file.fileno()).st_size
    raw = file.read(most + 1) if said <= most else b""
    found = max(said, len(raw))
    if found > most:
        raise TooLargeError(path, found, most)
    return raw


def _require(found: os.stat_result, path: str) -> None:
    kind = stat.S_IFMT(found.st_mode)
    if kind != stat.S_IFREG:
        raise CiGenError(f"{path} is {_KINDS.get(kind, 'no regular file')}", "move it away")


def _is_git(target: Path, top: Path) -> bool:
    parts = target.relative_to(top).parts
    if any(_GIT.fullmatch(_INVISIBLE.sub("", part)) for part in parts):
        return True
    return target.is_relative_to(_git_folder(top))


def _git_folder(top: Path) -> Path:
    """Return where the folder of Git for the repository at *top* is: `.git` may be a link."""
    found = Path(os.path.realpath(top / ".git"))
    try:
        require_regular(found, ".git")
        with found.open("rb") as file:
            text = os.fsdecode(file.read(_GITFILE_BYTES))
    except (CiGenError, OSError):
        return found
    if not text.startswith(_GITFILE) or "\0" in text:
        return found
    return Path(os.path.realpath(found.parent / text.removeprefix(_GITFILE).rstrip("\r\n")))


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
