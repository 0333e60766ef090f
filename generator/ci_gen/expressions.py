"""GitHub's `${{ }}` expressions: finding them in a text, and writing them around one."""

import re
from collections.abc import Callable
from typing import Final

# An expression ends at the first `}}` that stands outside a 'string' of its own.
_EXPRESSION: Final = re.compile(r"\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}")
_SECRET: Final = re.compile(r"\bsecrets\s*(?:\.\s*(?!GITHUB_TOKEN\b)|\[)", re.IGNORECASE)
_ANY_SECRET: Final = re.compile(r"\bsecrets\b|\bgithub\s*\.\s*token\b", re.IGNORECASE)
OPENING: Final = "${{"


def has_expression(text: str) -> bool:
    """Return whether GitHub would evaluate a part of *text*."""
    return OPENING in text


def parts(text: str) -> list[str]:
    """Return what stands inside the expressions of *text*."""
    return _EXPRESSION.findall(text)


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
    """Return *text* with *change* made to what stands outside of its expressions."""
    literals = iter(_EXPRESSION.split(text)[::2])
    return change(next(literals)) + "".join(
        found[0] + change(literal)
        for found, literal in zip(_EXPRESSION.finditer(text), literals, strict=True)
    )


def when(condition: str | None, text: str) -> str:
    """Return an expression that is *text* if *condition* holds and empty otherwise.

    Without a condition the text itself comes back. Expressions inside *text* are kept by way of
    `format`, since GitHub's expressions cannot be nested.
    """
    if condition is None:
        return text
    return f"${{{{ {condition} && {_inner(text)} || '' }}}}"


def choose(condition: str, text: str, other: str) -> str:
    """Return an expression that is *text* if *condition* holds, else the plain text *other*."""
    return when(condition, text).replace("|| '' }}", f"|| {_literal(other, has_values=False)} }}}}")


def as_json(text: str) -> str:
    """Return an expression that is *text* as a JSON string, whatever its own expressions give."""
    alone = _EXPRESSION.fullmatch(text)
    return f"${{{{ toJSON({alone[1].strip() if alone else _inner(text)}) }}}}"


def _inner(text: str) -> str:
    """Return *text* as it stands inside of an expression."""
    values = [part.strip() for part in _EXPRESSION.findall(text)]
    literal = _literal(text, has_values=bool(values))
    return f"format({', '.join([literal, *values])})" if values else literal


def _literal(text: str, *, has_values: bool) -> str:
    quoted = text.replace("'", "''")
    if not has_values:
        return f"'{quoted}'"
    plain = _EXPRESSION.split(text)[::2]
    escaped = [part.replace("{", "{{").replace("}", "}}").replace("'", "''") for part in plain]
    numbered = [part for i, text in enumerate(escaped) for part in (f"{{{i - 1}}}", text)][1:]
    return f"'{''.join(numbered)}'"
