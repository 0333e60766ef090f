"""GitHub's `${{ }}` expressions: finding them in a text, and writing them around one."""

import re
from collections.abc import Callable, Sequence
from typing import Final

# An expression ends at the first `}}` that stands outside a 'string' of its own.
_EXPRESSION: Final = re.compile(r"\$\{\{((?:[^'}]|'[^']*'|\}(?!\}))*)\}\}")
_SECRET: Final = re.compile(r"\bsecrets\s*(?:\.\s*(?!GITHUB_TOKEN\b)|\[)", re.IGNORECASE)
_ANY_SECRET: Final = re.compile(r"\bsecrets\b|\bgithub\s*\.\s*token\b", re.IGNORECASE)
# What needs no brackets beside an operator.
_SIMPLE: Final = re.compile(r"[\w.-]+")
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

    Without a condition the text itself comes back.
    """
    return text if condition is None else choose([(condition, text)], "")


def choose(cases: Sequence[tuple[str, str]], other: str) -> str:
    """Return an expression that is the text of the first case whose condition holds, else *other*.

    Texts may hold expressions, but must not come out empty: an empty text counts as false.
    """
    chosen = [f"{condition} && {_operand(text)}" for condition, text in cases]
    return f"${{{{ {' || '.join([*chosen, _operand(other)])} }}}}"


def as_json(text: str) -> str:
    """Return an expression that is *text* as a JSON string, whatever its own expressions give."""
    alone = _EXPRESSION.fullmatch(text)
    return f"${{{{ toJSON({alone[1].strip() if alone else _operand(text)}) }}}}"


def _operand(text: str) -> str:
    """Return *text* as a part of an expression; expressions inside it go by way of `format`."""
    values = [part.strip() for part in _EXPRESSION.findall(text)]
    if not values:
        return "'" + text.replace("'", "''") + "'"
    plain = _EXPRESSION.split(text)[::2]
    if not any(plain):
        return values[0] if _SIMPLE.fullmatch(values[0]) else f"({values[0]})"
    escaped = [part.replace("{", "{{").replace("}", "}}").replace("'", "''") for part in plain]
    numbered = [part for i, text in enumerate(escaped) for part in (f"{{{i - 1}}}", text)][1:]
    return f"format('{''.join(numbered)}', {', '.join(values)})"
