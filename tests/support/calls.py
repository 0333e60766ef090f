"""Counts calls: a machine does some millions in a second, and a busy one not fewer."""

import sys
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

_Made = TypeVar("_Made")


def counted(work: Callable[[], _Made]) -> tuple[_Made, int]:
    """Return what *work* returns, and how many functions were called on the way."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        made = work()
    finally:
        sys.setprofile(None)
    return made, calls
