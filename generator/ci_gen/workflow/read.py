"""Reading workflows, ci-gen's own and those of others."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ci_gen import files
from ci_gen.errors import CiGenError

FOLDER: Final = ".github/workflows"
MOST_BYTES: Final = 1024 * 1024
# Enough for the first line, whatever the spec is called: most workflows are somebody else's.
_LINE_BYTES: Final = 8192
_ENDINGS: Final = (".yml", ".yaml")


def text(root: Path, path: str) -> str | None:
    """Return the workflow *path* below *root*, None where there is none.

    Raises CiGenError for what cannot be read, and for more than `MOST_BYTES`.
    """
    raw = files.read(root, path, MOST_BYTES)
    return None if raw is None else decode(raw)


def first_line(root: Path, path: str) -> str:
    """Return the beginning of the workflow *path* below *root*, which `names` has found."""
    return decode(files.head(root, path, _LINE_BYTES) or b"")


def decode(raw: bytes) -> str:
    """Return the text of a workflow, with the line ends that ci-gen writes."""
    return raw.decode("utf-8", "replace").replace("\r\n", "\n")


def names(root: Path) -> Iterator[str]:
    """Yield the paths of the workflows below *root*, sorted.

    Only what could be one: a regular file in the repository, of a size that GitHub may read.
    """
    try:
        folder = files.inside(root, FOLDER)
        found = sorted(path.name for path in folder.iterdir() if path.name.endswith(_ENDINGS))
    except (CiGenError, OSError):
        return
    for path in (f"{FOLDER}/{name}" for name in found if files.is_printable(name)):
        size = files.size(root, path)
        if size is not None and size <= MOST_BYTES:
            yield path
