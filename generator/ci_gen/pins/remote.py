"""Asking a Git server for the tags of repositories. The only module that uses the network."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ci_gen import git
from ci_gen.errors import CiGenError
from ci_gen.record import Record

# Seconds that one question may take.
_PATIENCE: Final = 60.0
_DATE: Final = re.compile(r"\d{1,18}", re.ASCII)
_HEX: Final = re.compile(r"[0-9a-f]{40}")
_CREDENTIALS: Final = re.compile(r"(?<=//)[^/@\s]+@")
_TAG: Final = "refs/tags/"
_HERE: Final = "refs/ci-gen/tag"


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
        message = f"tag {tag} of {repository} is of a commit without a date"
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


def _git(server: Server, command: str, *arguments: str) -> str:
    """Return what Git prints. Raises CiGenError with what it complains of."""
    found = git.run_in_own(server.folder, command, *arguments, seconds=_PATIENCE)
    if not found.is_fine:
        raise CiGenError(found.complaint, "see what Git says")
    return found.out.decode("utf-8", "replace")
