"""Files as they are at a revision of the Git repository."""

from pathlib import Path
from typing import Final

from ci_gen import git
from ci_gen.errors import CiGenError

# What Git says of most mistakes, and what helps nobody.
_UNKNOWN: Final = "Needed a single revision"
# As much as of a workflow on disk; a spec is refused long before.
_MOST_BYTES: Final = 1024 * 1024


def commit(root: Path, revision: str) -> str:
    """Return the commit that *revision* names in the repository at *root*.

    Raises CiGenError when there is none, no repository, or no Git.
    """
    found = git.run(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if not found.is_fine:
        why = "" if found.complaint == _UNKNOWN else f": {found.complaint}"
        raise CiGenError(
            f"Git finds no revision {revision} in {root}{why}",
            "fetch it first (in a workflow: `fetch-depth: 0`), or name another with --against",
        )
    return found.out.decode().strip()


def read(root: Path, commit_id: str, path: str) -> bytes | None:
    """Return the file *path* as it is at a commit, None where there was none."""
    found = git.run(root, "rev-parse", "--verify", "--end-of-options", f"{commit_id}:{path}")
    if not found.is_fine:
        return None
    name = found.out.decode().strip()
    size = git.run(root, "cat-file", "-s", name)
    if size.is_fine and int(size.out) > _MOST_BYTES:
        raise CiGenError(f"{path} is far too large at {commit_id}", "name another with --against")
    blob = git.run(root, "cat-file", "blob", name)
    if not blob.is_fine:
        raise CiGenError(f"{path} is no file at {commit_id}", "name another with --against")
    return blob.out
