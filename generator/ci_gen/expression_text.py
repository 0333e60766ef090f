"""`${{ }}` expressions in texts that users wrote: found, and kept apart from what is around."""

import re
from collections.abc import Callable
from typing import Final

# An expression ends at the first `}}` outside a 'string' of its own.
_EXPRESSION: Final = re.compile(r"\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}")
_SECRET: Final = re.compile(r"\bsecrets\s*(?:\.\s*(?!GITHUB_TOKEN\b)|\[)", re.IGNORECASE)
_ANY_SECRET: Final = re.compile(r"\bsecrets\b|\bgithub\s*\.\s*token\b", re.IGNORECASE)
_CONTEXT: Final = re.compile(r"(?<![\w.'-])(\w+)\s*(?=[.\[])")
_TEXT: Final = re.compile(r"'[^']*'")
OPENING: Final = "${{"


def has_expression(text: str) -> bool:
    """Return whether GitHub would evaluate a part of *text*."""
    return OPENING in text


def parts(text: str) -> list[str]:
    """Return what is inside the expressions of *text*."""
    return _EXPRESSION.findall(text)


def contexts(text: str) -> list[str]:
    """Return the contexts that the expressions of *text* read, such as `github`."""
    inner = (_TEXT.sub("''", part) for part in parts(text))
    return [name for part in inner for name in _CONTEXT.findall(part)]


def is_well_formed(text: str) -> bool:
    """Return whether each `${{` in *text* opens an expression that is closed and not empty."""
    inner = _EXPRESSION.findall(text)
    return all(part.strip() for part in inner) and OPENING not in _EXPRESSION.sub("", text)


def leaks(text: str) -> bool:
    """Return whether an expression in *text* reads any secret, the job's own token included."""
    return any(_ANY_SECRET.search(part) for part in _EXPRESSION.findall(text))


def reads_secret(text: str) -> bool:
    """Return whether an expression in *text* reads a secret other than the job's own token."""
    return any(_SECRET.search(part) for part in _EXPRESSION.findall(text))


def filled(text: str, value: str) -> str:
    """Return *text* with *value* in the place of each expression."""
    return _EXPRESSION.sub(value, text)


def changed(text: str, change: Callable[[str], str]) -> str:
    """Return *text* with *change* made to what is outside of its expressions."""
    literals = iter(_EXPRESSION.split(text)[::2])
    return change(next(literals)) + "".join(
        found[0] + change(literal)
        for found, literal in zip(_EXPRESSION.finditer(text), literals, strict=True)
    )


def split(text: str) -> list[tuple[str, bool]]:
    """Return the parts of *text* in order, and of each whether it is literal or an expression."""
    pieces = _EXPRESSION.split(text)
    return [(piece, i % 2 == 0) for i, piece in enumerate(pieces)]
