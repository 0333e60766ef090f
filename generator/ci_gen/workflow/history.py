"""Earlier versions of a workflow, as Git has them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ci_gen import git
from ci_gen.errors import CiGenError
from ci_gen.workflow import read

_MOST_COMMITS: Final = 50


def newest(root: Path, path: str, fits: Callable[[str], bool]) -> str | None:
    """Return the newest committed version of the file *path* that *fits*.

    None where there is none, or where Git does not tell.
    """
    try:
        return next(filter(fits, _versions(root, path)), None)
    except CiGenError:
        return None


def _versions(root: Path, path: str) -> Iterator[str]:
    """Yield the file *path* as it is in each commit that changed it, the newest first."""
    line = (f"--max-count={_MOST_COMMITS}", "--format=%H", "HEAD", "--", f":(literal){path}")
    for commit in git.run(root, "log", *line).out.decode().split():
        blob = f"{commit}:./{path}"
        size = git.run(root, "cat-file", "-s", blob)
        if size.is_fine and int(size.out) <= read.MOST_BYTES:
            yield read.decode(git.run(root, "cat-file", "blob", blob).out)
