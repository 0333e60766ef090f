"""Words of messages that do not depend on what a message is about."""

from collections.abc import Iterable
from typing import Final

_LIKENESS: Final = 0.6


def nearest(word: str, known: Iterable[str], likeness: float = _LIKENESS) -> str | None:
    """Return the one of *known* that *word* is most like, None if none is like it.

    *likeness* is how much of both must agree, from 0 to 1.
    """
    # Only a mistake needs it.
    import difflib  # noqa: PLC0415

    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=likeness)), None)


def suggestion(word: str, known: Iterable[str], otherwise: str, likeness: float = _LIKENESS) -> str:
    """Return a question after the one of *known* that *word* is most like, else *otherwise*."""
    near = nearest(word, known, likeness)
    return otherwise if near is None else did_you_mean(near)


def did_you_mean(name: str) -> str:
    """Return the question whether *name* was meant."""
    return f"did you mean {name}?"
