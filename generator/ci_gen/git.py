"""Running Git. The only module that does, and so that a hostile repository gains nothing by it.

A repository's own configuration can name programs for most of what Git does: here none of them
runs, nothing is fetched behind anybody's back, and no bare repository is taken for one's own
because a folder looks like one.
"""

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Final

from ci_gen.errors import CiGenError, reason
from ci_gen.record import Record

# Commands that read objects, references and settings. None of them converts a file (filter,
# textconv), or compares some.
_COMMANDS: Final = frozenset({
    "cat-file", "check-ignore", "config", "fetch", "for-each-ref", "init", "log", "ls-remote",
    "rev-parse", "symbolic-ref",
})  # fmt: skip
# What only some commands know.
_ARGUMENTS: Final = {"log": ("--no-ext-diff", "--no-textconv", "--no-show-signature")}
_OPTIONS: Final = (
    "--no-pager",
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.pager=cat"),
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "http.lowSpeedLimit=1"),
    *("-c", "http.lowSpeedTime=30"),
)
# Where a hook or another tool made Git look, which is not where we work, and a program for diffs.
_PLACES: Final = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_EXTERNAL_DIFF",
})  # fmt: skip
_ALWAYS: Final = {
    # Nobody is asked for a password: not on the terminal, not in a window.
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "GCM_INTERACTIVE": "never",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "LC_ALL": "C",
}
# An object that is missing is fetched from where the configuration says, by what it says.
_LOCAL: Final = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1"}
_REMOTE: Final = {"GIT_ALLOW_PROTOCOL": "file:git:http:https:ssh"}
_CREDENTIALS: Final = re.compile(r"(?<=//)[^/@\s]+@")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_FOREIGN: Final = re.compile(r"dubious ownership|unsafe repository")


class GitOutput(Record):
    """What Git printed; *is_fine* tells whether it did what it was asked, *complaint* why not."""

    is_fine: bool
    out: bytes
    complaint: str


def run(
    folder: Path, command: str, *arguments: str, given: bytes = b"", seconds: float = 30
) -> GitOutput:
    """Return what Git answers to *command* in the repository whose root is *folder*.

    Nothing that its configuration names is run or fetched. *given* is what Git reads as its input.
    Raises CiGenError when there is no Git, no answer in time, or when Git refuses the repository
    because it belongs to somebody else.
    """
    environment = _environment({**_LOCAL, "GIT_WORK_TREE": str(folder)})
    found = _answer(folder, (command, *arguments), environment, given, seconds)
    if not found.is_fine and _FOREIGN.search(found.complaint):
        raise CiGenError(
            f"Git does not read {folder}, which belongs to another user",
            f"if you trust it, run: git config --global --add safe.directory {folder}",
        )
    return found


def run_in_own(folder: Path, command: str, *arguments: str, seconds: float = 60) -> GitOutput:
    """Return what Git answers in the bare repository *folder*, which ci-gen made, or makes.

    Git may ask servers. Raises CiGenError when there is no Git, or no answer in time.
    """
    # As everything else that the user has set up for servers, their own command of SSH counts.
    ssh = os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
    environment = _environment({**_REMOTE, "GIT_SSH_COMMAND": ssh, "GIT_DIR": str(folder)})
    return _answer(folder, (command, *arguments), environment, b"", seconds)


def _answer(
    folder: Path,
    command: tuple[str, ...],
    environment: dict[str, str],
    given: bytes,
    seconds: float,
) -> GitOutput:
    if command[0] not in _COMMANDS:
        raise AssertionError(command)
    line = [_program(), *_OPTIONS, command[0], *_ARGUMENTS.get(command[0], ()), *command[1:]]
    try:
        done = _run(line, folder, environment, given, seconds)
    except subprocess.TimeoutExpired:
        message = f"there was no answer for {seconds:g} seconds"
        raise CiGenError(message, "try again later") from None
    except OSError as error:
        raise CiGenError(f"cannot run Git: {reason(error)}", "look at its installation") from None
    complaint = _complaint(done.stderr) if done.returncode else ""
    return GitOutput(is_fine=not done.returncode, out=done.stdout, complaint=complaint)


def _program() -> str:
    """Return the path of Git: never one in a folder that depends on where we are."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    found = shutil.which("git", path=os.pathsep.join(filter(os.path.isabs, folders)))
    # Windows looks in the current folder even so.
    if found is None or not os.path.isabs(found):  # noqa: PTH117
        raise CiGenError("Git is not installed", "install Git")
    return found


def _run(
    line: list[str], folder: Path, environment: dict[str, str], given: bytes, seconds: float
) -> subprocess.CompletedProcess[bytes]:
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 (no shell, and options end before what others chose)
        line,
        cwd=folder,
        env=environment,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        start_new_session=True,
    ) as running:
        try:
            out, said = running.communicate(given, timeout=seconds)
        except BaseException:
            _end(running)
            raise
    return subprocess.CompletedProcess(line, running.returncode, out, said)


def _end(running: subprocess.Popen[bytes]) -> None:
    """End Git and what it started, which would hold its output open."""
    if hasattr(os, "killpg"):
        os.killpg(running.pid, signal.SIGKILL)
    else:
        running.kill()


def _environment(more: dict[str, str]) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _PLACES}
    return {**own, **_ALWAYS, **more}


def _complaint(raw: bytes) -> str:
    """Return the first thing that Git calls fatal, without the credentials of a URL."""
    rows = [row.strip() for row in raw.decode("utf-8", "replace").splitlines() if row.strip()]
    fatal = [row for row in rows if row.startswith(("fatal:", "error:", "remote:"))]
    text = next(iter(fatal or rows), "Git failed and does not say why")
    return _CONTROL.sub("", _CREDENTIALS.sub("", text.partition(": ")[2] or text))
