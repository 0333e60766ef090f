"""Commits of actions compared with the releases that the catalogue knows."""

import re
from collections.abc import Iterable
from enum import Enum, auto
from functools import cache
from typing import Final, TypeAlias

from ci_gen.catalog import actions
from ci_gen.catalog.actions import Action
from ci_gen.catalog.earlier_releases import EARLIER, EarlierRelease
from ci_gen.record import Record

# A whole version as people and bots write it beside a commit: v7.0.1, 7.0.1, tag=v7.0.1. Numbers of
# dates and pre-releases are none.
_WHOLE: Final = re.compile(
    r"(?<![\w.+-])v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?![\w.+-]*\w)", re.IGNORECASE
)
# A part of one, where nothing else is written: v7, 7, v7.0, tag=v7.
_PART: Final = re.compile(r"(?:[A-Za-z]+[=@])?v?(\d{1,9})(?:\.(\d{1,9}))?", re.IGNORECASE)

# The numbers of a version as far as they are given: (7,) of v7, (7, 0, 1) of v7.0.1.
Claim: TypeAlias = tuple[int, ...]


class Match(Enum):
    """How a commit goes with the version that is written beside it."""

    KNOWN = auto()
    """It is the commit of that version, or of a release where no version is written."""
    OTHER_COMMIT = auto()
    """The version is known, and has another commit."""
    OTHER_VERSION = auto()
    """The commit is known, and belongs to another version."""
    SEVERAL = auto()
    """The version is not known, and is at more than one commit."""
    TAG_OBJECT = auto()
    """It is the object of the version's annotated tag, not its commit."""
    UNKNOWN = auto()
    """Neither the version nor the commit is known."""

    @property
    def is_false(self) -> bool:
        """Return whether the commit cannot be that of the version."""
        return self in {Match.OTHER_COMMIT, Match.OTHER_VERSION, Match.SEVERAL}


class Commit(Record):
    """A release of an action by its commit, and by the object of its tag if that is annotated."""

    action: str
    version: str
    sha: str
    tag_object: str | None = None


class Verdict(Record):
    """How a commit goes with its version; *known* is the release that tells, if there is one."""

    match: Match
    known: Commit | None = None


_UNKNOWN: Final = Verdict(match=Match.UNKNOWN)


def claim(text: str) -> Claim | None:
    """Return the version that people read from a comment: a whole one, or a part."""
    found = _WHOLE.search(text) or _PART.fullmatch(text)
    return tuple(int(part) for part in found.groups() if part) if found else None


def known(action: str) -> tuple[Commit, ...]:
    """Return the commits that the catalogue knows for the repository of *action*."""
    return _by_repository().get(_repository(action), ())


def compare(commit: str, version: Claim | None, releases: Iterable[Commit]) -> Verdict:
    """Return how *commit*, in lower case and maybe shortened, goes with *version*."""
    rows = tuple(releases)
    for match, ours in (
        (Match.KNOWN, [row for row in rows if row.sha.startswith(commit)]),
        (Match.TAG_OBJECT, [row for row in rows if (row.tag_object or "").startswith(commit)]),
    ):
        if ours:
            same = next((row for row in ours if _is_of(version, row)), None)
            other = Verdict(match=Match.OTHER_VERSION, known=ours[0])
            return Verdict(match=match, known=same) if same else other
    named = (row for row in rows if version and actions.number(row.version) == version)
    other_commit = next(named, None)
    return Verdict(match=Match.OTHER_COMMIT, known=other_commit) if other_commit else _UNKNOWN


def _is_of(version: Claim | None, row: Commit) -> bool:
    return version is None or (actions.number(row.version) or ())[: len(version)] == version


def _repository(action: str) -> str:
    return "/".join(action.lower().split("/")[:2])


@cache
def _by_repository() -> dict[str, tuple[Commit, ...]]:
    found: dict[str, dict[Commit, None]] = {}
    rows: tuple[Action | EarlierRelease, ...] = (*actions.every(), *EARLIER)
    for row in rows:
        name = _repository(row.action)
        tag_object = row.tag_object if isinstance(row, Action) else None
        commit = Commit(action=name, version=row.version, sha=row.sha, tag_object=tag_object)
        found.setdefault(name, {})[commit] = None
    return {name: tuple(rows) for name, rows in found.items()}
