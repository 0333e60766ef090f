"""Files as they stand at a revision of the Git repository."""

import os
import subprocess
from pathlib import Path
from typing import Final

from ci_gen.errors import CiGenError

_SECONDS: Final = 60
# What Git says of most mistakes, and what helps nobody.
_UNKNOWN: Final = "Needed a single revision"


def commit(root: Path, revision: str) -> str:
    """Return the commit that *revision* names in the repository at *root*.

    Raises CiGenError when there is none, no repository, or no Git.
    """
    done = _git(root, "rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if done.returncode:
        words = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        reason = "" if words == _UNKNOWN else f": {words}"
        raise CiGenError(
            f"Git finds no revision {revision} in {root}{reason}",
            "fetch it first (in a workflow: `fetch-depth: 0`), or name another with --against",
        )
    return done.stdout.decode().strip()


def read(root: Path, commit_id: str, path: str) -> bytes | None:
    """Return the file *path* as it is at a commit, None where there was none."""
    found = _git(root, "rev-parse", "--verify", "--end-of-options", f"{commit_id}:{path}")
    if found.returncode:
        return None
    done = _git(root, "cat-file", "blob", found.stdout.decode().strip())
    if done.returncode:
        raise CiGenError(f"{path} is no file at {commit_id}", "name another with --against")
    return done.stdout


def _git(root: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 (arguments, and no shell)
            ["git", "-C", str(root), *arguments],  # noqa: S607 (the user's own Git)
            capture_output=True,
            check=False,
            timeout=_SECONDS,
            env={**os.environ, "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise CiGenError("there is no Git to ask for a revision", "install Git") from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise CiGenError(f"Git did not answer: {error}", "try it with `git show`") from None
