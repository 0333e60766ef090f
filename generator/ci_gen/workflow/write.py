"""Files of the repository, written as a whole or not at all."""

import codecs
import contextlib
import os
from pathlib import Path

from ci_gen.errors import CiGenError, reason


def write(root: Path, path: str, text: str) -> None:
    """Write *text* to *path* below *root*: as a whole, or not at all.

    Raises CiGenError when it cannot be written, or when a link leads out of *root*.
    """
    target = inside(root, path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, text.encode())
    except OSError as error:
        raise CiGenError(
            f"cannot write {path}: {reason(error)}", "make its folder writable"
        ) from None


def rewrite(root: Path, path: str, text: str) -> None:
    """Write *text* to *path* as `write` does, with the line ends and the mark that it had."""
    raw = inside(root, path).read_bytes()
    ends = text.replace("\n", "\r\n") if b"\r\n" in raw else text
    write(root, path, "\ufeff" + ends if raw.startswith(codecs.BOM_UTF8) else ends)


def remove(root: Path, path: str) -> None:
    """Remove the file *path* below *root*; of a link it removes the link.

    Raises CiGenError when it cannot be removed, or when its folder is out of *root*.
    """
    target = root / path
    inside(root, Path(path).parent.as_posix())
    try:
        target.unlink(missing_ok=True)
    except OSError as error:
        raise CiGenError(
            f"cannot remove {path}: {reason(error)}", "make its folder writable"
        ) from None


def _replace(target: Path, data: bytes) -> None:
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        # Within, so that an interrupt finds no draft that nobody removes.
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileNotFoundError):
            draft.chmod(target.stat().st_mode & 0o7777)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def inside(root: Path, path: str) -> Path:
    """Return the file that *path* below *root* leads to; raises CiGenError if it leads out."""
    # Unlike Path.resolve, realpath takes a link to itself for what it is.
    target = Path(os.path.realpath(root / path))
    if not target.is_relative_to(root.resolve()):
        raise CiGenError(
            f"{path} leads out of the repository, to {target}",
            "name a file inside of it, that no link leads out of",
        )
    return target
