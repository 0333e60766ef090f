"""Paths of a repository, as texts: nothing is looked up on a disk."""

from pathlib import PurePosixPath


def inside(folder: str, path: str) -> str | None:
    """Return what *path* is called inside of *folder*, None if it does not lead there."""
    try:
        found = PurePosixPath(path).relative_to(folder)
    except ValueError:
        return None
    return None if ".." in found.parts else str(found)
