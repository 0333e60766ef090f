"""How far a command is, for people who wait at a terminal."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

_T = TypeVar("_T")

_BACK: Final = "\r\033[K"
_SECONDS: Final = 0.1


@contextlib.contextmanager
def shown(items: Sequence[_T], verb: str) -> Iterator[Iterator[_T]]:
    """Give *items* one by one, and tell in a line on stderr how many there were.

    The line is erased at the end. A pipe, CI and a terminal that cannot erase get none.
    """
    if not _is_wanted():
        yield iter(items)
        return
    try:
        yield _counted(items, verb)
    finally:
        _write("")


def _is_wanted() -> bool:
    can_erase = os.environ.get("TERM") != "dumb"
    return bool(sys.stderr and sys.stderr.isatty() and can_erase and not os.environ.get("CI"))


def _counted(items: Sequence[_T], verb: str) -> Iterator[_T]:
    due = 0.0
    for number, item in enumerate(items, 1):
        if time.monotonic() >= due:
            due = time.monotonic() + _SECONDS
            _write(f"{verb} {number} of {len(items)}")
        yield item


def _write(text: str) -> None:
    sys.stderr.write(f"{_BACK}{text}")
    sys.stderr.flush()
