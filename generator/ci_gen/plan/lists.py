"""Lists that Docker's actions take as text: a record a line, read as CSV."""

from collections.abc import Callable, Iterable

from ci_gen.expressions import Concat, Value, concat, parse


def record(value: Value) -> Value:
    """Return *value* as one record of an action's list input.

    What expressions in it will give is not known, and their own quotes are not the record's.
    """
    text = _literal(value)
    if '"' not in text and "\n" not in text:
        return value
    return concat('"', _changed(value, lambda part: part.replace('"', '""')), '"')


def pairs(values: Iterable[tuple[str, str]]) -> tuple[Value, ...]:
    """Return names and values as records `NAME=VALUE` of an action's list input."""
    return tuple(record(parse(f"{name}={value}")) for name, value in values)


def _changed(value: Value, function: Callable[[str], str]) -> Value:
    """Return *value* with *function* applied to its texts, outside of expressions."""
    if isinstance(value, str):
        return function(value)
    if isinstance(value, Concat):
        return concat(*(function(p) if isinstance(p, str) else p for p in value.parts))
    return value


def _literal(value: Value) -> str:
    """Return what of *value* is outside of expressions."""
    if isinstance(value, Concat):
        return "".join(part for part in value.parts if isinstance(part, str))
    return value if isinstance(value, str) else ""
