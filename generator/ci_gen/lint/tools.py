"""Running programs that are not ci-gen's own, and may not be there."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

from ci_gen.errors import reason

_SECONDS: Final = 60
# Linters read a file; what they could reach with these is none of their business.
_SECRETS: Final = ("GH_TOKEN", "GITHUB_TOKEN", "ZIZMOR_GITHUB_TOKEN")


class ToolError(Exception):
    """A tool that gave no answer; the message says why."""


def find(name: str) -> str | None:
    """Return the path of the program *name*: on PATH, or beside the running Python."""
    found = shutil.which(name, path=_search_path())
    return str(Path(found).absolute()) if found else None


def answer(
    command: Sequence[str], *, folder: Path, text: str = "", fine: Collection[int]
) -> list[Any]:
    """Return the JSON list that *command* prints when it is given *text*.

    It runs in *folder*, and only the exit codes *fine* count as an answer. Raises ToolError.
    """
    done = _run(command, folder, text)
    if done.returncode not in fine:
        raise ToolError(_last_words(done))
    try:
        found = json.loads(done.stdout or "[]")
    except ValueError:
        found = None
    if not isinstance(found, list):
        raise ToolError("it did not print the JSON that was asked for")
    return found


def _run(command: Sequence[str], folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in _SECRETS}
    try:
        return subprocess.run(  # noqa: S603 (a linter that the user has installed)
            command,
            cwd=folder,
            env={**environment, "PATH": _search_path()},
            input=text,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ToolError(f"it took longer than {_SECONDS} seconds") from None
    except OSError as error:
        raise ToolError(reason(error)) from None


def _search_path() -> str:
    # The extra `lint` installs the tools beside Python, which need not be on PATH.
    folders = [*os.get_exec_path(), str(Path(sys.executable).parent)]
    # A relative folder, or an empty one, leads into what is being checked.
    return os.pathsep.join(folder for folder in folders if Path(folder).is_absolute())


def _last_words(done: subprocess.CompletedProcess[str]) -> str:
    """Return the line in which a tool says what stopped it: the first that is no chatter."""
    lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
    said = [line for line in lines if not line.startswith(("INFO", "fatal:"))]
    return f"exit code {done.returncode}{f': {said[0]}' if said else ''}"
