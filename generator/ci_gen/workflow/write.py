"""Files of the repository, written as a whole or not at all, and nowhere else.

A new text goes into a draft beside the file, which then takes its place. Whoever writes a draft
holds a lock on it, so that a later run can tell what a killed one has left.
"""

import codecs
import contextlib
import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from ci_gen import files

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

_DRAFT: Final = re.compile(r"\.ci-gen-[0-9a-f]{16}\.tmp")
_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_CREATING: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS
_LOOKING: Final = os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | _FLAGS
_MODE: Final = 0o777
# Where files have no locks, a draft this old is nobody's.
_HOUR: Final = 3600
_MOST_BYTES: Final = 16 * 1024 * 1024


def write(root: Path, path: str, text: str) -> None:
    """Write *text* to *path* below *root*: as a whole, or not at all.

    Raises CiGenError when it cannot be written, when a link leads out of *root* or to what belongs
    to Git, or when something in its place is no file.
    """
    target = files.inside(root, path)
    try:
        with contextlib.suppress(FileNotFoundError):
            files.require_regular(target, path)
        _make_folder(target.parent)
        _remove_drafts(target.parent)
        _replace(target, text.encode())
    except OSError as error:
        raise files.failure("write", root, path, error) from None


def rewrite(root: Path, path: str, text: str) -> None:
    """Write *text* to *path* as `write` does, with the line ends and the mark that it had."""
    raw = files.read(root, path, _MOST_BYTES) or b""
    ends = text.replace("\n", "\r\n") if b"\r\n" in raw else text
    write(root, path, "\ufeff" + ends if raw.startswith(codecs.BOM_UTF8) else ends)


def remove(root: Path, path: str) -> None:
    """Remove the file *path* below *root*; of a link it removes the link.

    Raises CiGenError when it cannot be removed, or when its folder is out of *root*.
    """
    folder = files.inside(root, Path(path).parent.as_posix())
    try:
        (folder / Path(path).name).unlink(missing_ok=True)
        _sync(folder)
    except OSError as error:
        raise files.failure("remove", root, path, error) from None


def _make_folder(folder: Path) -> None:
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _replace(target: Path, data: bytes) -> None:
    while not _is_replaced(target, data):
        pass
    _sync(target.parent)


def _is_replaced(target: Path, data: bytes) -> bool:
    """Replace *target* and return True; False if the draft was taken away before it was locked."""
    with _draft(target.parent) as (path, file):
        if not path.exists():
            return False
        with contextlib.suppress(FileNotFoundError):
            path.chmod(target.stat().st_mode & _MODE)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        if fcntl is None:
            # Windows renames no file that is open.
            file.close()
        path.replace(target)
    return True


@contextmanager
def _draft(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """Yield a new file in *folder* that this process holds; it is removed if it is still there."""
    path = folder / f".ci-gen-{os.urandom(8).hex()}.tmp"
    try:
        # Within, so that an interrupt finds no draft that nobody removes.
        with os.fdopen(os.open(path, _CREATING, 0o666), "wb") as file:
            _hold(file.fileno())
            yield path, file
    finally:
        path.unlink(missing_ok=True)


def _hold(handle: int) -> None:
    """Lock a draft until it is closed, where the file system has locks."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)


def _remove_drafts(folder: Path) -> None:
    """Remove what killed runs have left in *folder*."""
    with os.scandir(folder) as entries:
        left = [Path(entry.path) for entry in entries if _DRAFT.fullmatch(entry.name)]
    for path in left:
        # It may be gone by now, or held, or another's: then it stays.
        with contextlib.suppress(OSError):
            _remove_draft(path)


def _remove_draft(path: Path) -> None:
    found = path.lstat()
    if not _is_ours(found):
        return
    if fcntl is None:
        if time.time() - found.st_mtime > _HOUR:
            path.unlink()
        return
    handle = os.open(path, _LOOKING)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink()
    finally:
        os.close(handle)


def _is_ours(found: os.stat_result) -> bool:
    is_own = not hasattr(os, "geteuid") or found.st_uid == os.geteuid()
    return stat.S_ISREG(found.st_mode) and found.st_nlink == 1 and is_own


def _sync(folder: Path) -> None:
    """Have the names in *folder* survive a power failure, where the file system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
