"""One thing that differs between two plans, in words."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, TypeVar

from ci_gen.record import Record

_T = TypeVar("_T")

_LONGEST: Final = 80


class Kind(StrEnum):
    """What a change is about, the most important first."""

    SPEC = "spec"
    WORKFLOW = "workflow"
    IMAGE = "image"
    NAME = "name"
    PLATFORM = "platform"
    JOB = "job"
    CHECK = "check"
    TRIGGER = "trigger"
    PERMISSION = "permission"
    REGISTRY = "registry"
    TAG = "tag"
    TEST = "test"
    SIGNATURE = "signature"
    PULL_REQUEST = "pull-request"
    STRATEGY = "strategy"
    RUNNER = "runner"
    ENVIRONMENT = "environment"
    CONCURRENCY = "concurrency"
    CACHE = "cache"
    BUILD = "build"
    TIMEOUT = "timeout"
    PIN = "pin"


class Change(Record):
    """A difference: its *subject* is a name to look it up by, its *words* are for people."""

    kind: Kind
    subject: str
    words: str


def in_order(changes: Iterable[Change]) -> tuple[Change, ...]:
    """Return *changes* with the most important first, each of them once."""
    order = list(Kind)
    return tuple(sorted(dict.fromkeys(changes), key=lambda change: order.index(change.kind)))


def quoted(text: str) -> str:
    """Return *text* as code in a sentence: in one line, and no longer than people read."""
    line = " ".join(text.replace("`", "'").split())
    return f"`{line if len(line) <= _LONGEST else line[: _LONGEST - 1] + '…'}`"


def listed(items: Iterable[str], empty: str = "") -> str:
    """Return *items* as code with commas between them, or what to say if there are none."""
    return ", ".join(map(quoted, items)) or empty


def count(number: int, noun: str) -> str:
    """Return a number of things: `one job`, `3 jobs`."""
    return f"one {noun}" if number == 1 else f"{number} {noun}s"


def without(items: Iterable[_T], others: Iterable[_T]) -> list[_T]:
    """Return which of *items* are not among *others*, in their order."""
    known = list(others)
    return [item for item in items if item not in known]
