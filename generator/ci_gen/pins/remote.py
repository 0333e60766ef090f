"""Asking a Git server for the tags of repositories. The only module that uses the network."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ci_gen.errors import CiGenError
from ci_gen.record import Record

# Seconds that one question may take.
_PATIENCE: Final = 60.0
_DATE: Final = re.compile(r"\d{1,18}", re.ASCII)
_HEX: Final = re.compile(r"[0-9a-f]{40}")
_CREDENTIALS: Final = re.compile(r"(?<=//)[^/@\s]+@")
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_TAG: Final = "refs/tags/"
_HERE: Final = "refs/ci-gen/tag"
# Where a hook or another tool made Git look, which is not where we work.
_PLACES: Final = frozenset({
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
})  # fmt: skip
_QUIET: Final = {
    # Nobody is asked for a password: not on the terminal, not in a window.
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "",
    "GCM_INTERACTIVE": "never",
    "LC_ALL": "C",
}
_OPTIONS: Final = ("-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=30")


class Server(Record):
    """A Git server: its *url*, and an empty repository in *folder* to ask it from."""

    url: str
    folder: Path

    def address(self, repository: str) -> str:
        """Return the URL of *repository*, OWNER/NAME."""
        return f"{self.url.rstrip('/')}/{repository}"


@contextmanager
def connect(url: str) -> Iterator[Server]:
    """Yield the server at *url*; what was fetched from it is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="ci-gen-", ignore_cleanup_errors=True) as folder:
        server = Server(url=url, folder=Path(folder))
        _git(server, "init", "--quiet", "--bare")
        yield server


def tags(server: Server, repository: str) -> dict[str, str]:
    """Return the tags of *repository* with the commits that they stand for.

    Raises CiGenError when the server cannot be asked.
    """
    found: dict[str, str] = {}
    for row in _ask(server, repository, "ls-remote", "--tags").splitlines():
        commit, _, name = row.partition("\t")
        if _HEX.fullmatch(commit) and name.startswith(_TAG):
            # The second row of an annotated tag is what it was put on.
            found[name.removeprefix(_TAG).removesuffix("^{}")] = commit
    return found


def released(server: Server, repository: str, tag: str, commit: str) -> int:
    """Return when *tag* was made, or its *commit* if that is later, in seconds since 1970.

    Raises CiGenError when the server cannot be asked, or the tag stands for another commit.
    """
    what = f"+{_TAG}{tag}:{_HERE}"
    # Dates are in commits: files and folders can stay where they are.
    _ask(server, repository, "fetch", "--quiet", "--no-tags", "--depth=1", "--filter=tree:0", what)
    if _git(server, "rev-parse", f"{_HERE}^{{commit}}").strip() != commit:
        message = f"tag {tag} of {repository} was moved while it was looked at"
        raise CiGenError(message, "find out who moved it")
    committed = _git(server, "log", "-1", "--format=%ct", commit)
    made = _git(server, "for-each-ref", "--format=%(creatordate:unix)", _HERE)
    if not _DATE.fullmatch(committed.strip()):
        message = f"tag {tag} of {repository} stands on a commit without a date"
        raise CiGenError(message, "ask those who made it")
    # An old tag may have no date of its own.
    return max(int(committed), int(made.strip() or 0))


def _ask(server: Server, repository: str, command: str, *arguments: str) -> str:
    options = [argument for argument in arguments if argument.startswith("-")]
    names = [argument for argument in arguments if not argument.startswith("-")]
    try:
        return _git(server, command, *options, "--", server.address(repository), *names)
    except CiGenError as error:
        where = _CREDENTIALS.sub("", server.url)
        message = f"cannot read {repository} from {where}: {error.message}"
        raise CiGenError(message, "check the network, or name another server: --server") from None


def _git(server: Server, *arguments: str) -> str:
    """Return what Git prints. Raises CiGenError with what it complains of."""
    try:
        done = subprocess.run(  # noqa: S603 (no shell, and options end before what others chose)
            ["git", *_OPTIONS, *arguments],  # noqa: S607 (the user's own Git)
            cwd=server.folder,
            env=_environment(server.folder),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
        )
    except FileNotFoundError:
        raise CiGenError("Git is not installed", "install Git") from None
    except subprocess.TimeoutExpired:
        message = f"there was no answer for {_PATIENCE:g} seconds"
        raise CiGenError(message, "try again later") from None
    if done.returncode:
        raise CiGenError(_complaint(done.stderr), "see what Git says")
    return done.stdout.decode("utf-8", "replace")


def _environment(folder: Path) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in _PLACES}
    ssh = {"GIT_SSH_COMMAND": "ssh -oBatchMode=yes"}
    return {**ssh, **own, **_QUIET, "GIT_DIR": str(folder)}


def _complaint(raw: bytes) -> str:
    """Return the first thing that Git calls fatal, without the credentials of a URL."""
    rows = [row.strip() for row in raw.decode("utf-8", "replace").splitlines() if row.strip()]
    fatal = [row for row in rows if row.startswith(("fatal:", "error:", "remote:"))]
    text = next(iter(fatal or rows), "Git failed and does not say why")
    return _CONTROL.sub("", _CREDENTIALS.sub("", text.partition(": ")[2] or text))
