"""GitHub's expressions, evaluated: written against GitHub's documentation, not against ci-gen."""

import functools
import json
import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

Function: TypeAlias = Callable[..., Any]
_TOKEN: Final = re.compile(
    r"\s*('(?:[^']|'')*'|\d+(?:\.\d+)?|[A-Za-z_][\w-]*|&&|\|\||[=!<>]=|[!<>()\[\],.*])"
)
_EXPRESSION: Final = re.compile(r"\$\{\{((?:'(?:[^']|'')*'|[^'}]|\}(?!\}))*)\}\}", re.DOTALL)
_STATUS: Final = re.compile(r"\b(always|cancelled|success|failure)\s*\(")
_LEVELS: Final = (("||",), ("&&",), ("==", "!="), ("<", "<=", ">", ">="))


def is_true(value: Any) -> bool:
    """Return whether GitHub takes *value* for true: objects are, however empty."""
    return isinstance(value, (list, dict)) or bool(value)


def text(value: Any) -> str:
    """Return *value* as GitHub puts it into a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def value(given: Any, contexts: Mapping[str, Any], functions: Mapping[str, Function]) -> Any:
    """Return *given* with its expressions evaluated; alone in a text one keeps its kind."""
    if isinstance(given, Mapping):
        return {key: value(item, contexts, functions) for key, item in given.items()}
    if isinstance(given, list):
        return [value(item, contexts, functions) for item in given]
    if not isinstance(given, str):
        return given
    whole = _EXPRESSION.fullmatch(given.strip())
    if whole:
        return _Parser(whole[1], contexts, functions).all()
    return _EXPRESSION.sub(lambda found: text(_Parser(found[1], contexts, functions).all()), given)


def holds(
    condition: str | None, contexts: Mapping[str, Any], functions: Mapping[str, Function]
) -> bool:
    """Return whether an `if` holds, which asks for success unless it asks for another status."""
    found = condition or "success()"
    whole = _EXPRESSION.fullmatch(found.strip())
    bare = whole[1] if whole else found
    if not _STATUS.search(bare):
        bare = f"success() && ({bare})"
    return is_true(_Parser(bare, contexts, functions).all())


def _is_equal(first: Any, second: Any) -> bool:
    if isinstance(first, str) and isinstance(second, str):
        return first.casefold() == second.casefold()
    if isinstance(first, (list, dict)) or isinstance(second, (list, dict)):
        return first is second
    return _number(first) == _number(second)


def _number(given: Any) -> float:
    if given is None or given == "":
        return 0
    try:
        return float(given)
    except ValueError:
        return float("nan")


def _contains(search: Any, item: Any) -> bool:
    if isinstance(search, list):
        return any(_is_equal(found, item) for found in search)
    return text(item).casefold() in text(search).casefold()


_COMPARE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": _is_equal,
    "!=": lambda a, b: not _is_equal(a, b),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_FUNCTIONS: Final[Mapping[str, Function]] = {
    "contains": _contains,
    "startswith": lambda a, b: text(a).casefold().startswith(text(b).casefold()),
    "endswith": lambda a, b: text(a).casefold().endswith(text(b).casefold()),
    "format": lambda form, *items: str(form).format(*map(text, items)),
    "join": lambda items, by=",": text(by).join(map(text, items)),
    "tojson": lambda item: json.dumps(item, indent=2),
    "fromjson": json.loads,
}


@functools.cache
def _tokens(given: str) -> tuple[str, ...]:
    tokens, at = [], 0
    while given[at:].strip():
        found = _TOKEN.match(given, at)
        assert found, f"not an expression: {given[at:]}"
        tokens.append(found[1])
        at = found.end()
    return tuple(tokens)


class _Parser:
    def __init__(
        self, given: str, contexts: Mapping[str, Any], functions: Mapping[str, Function]
    ) -> None:
        self._tokens = list(_tokens(given))
        self._contexts = contexts
        self._functions = {**_FUNCTIONS, **functions}

    def all(self) -> Any:
        found = self._level(0)
        assert not self._tokens, self._tokens
        return found

    def _peek(self) -> str:
        return self._tokens[0] if self._tokens else ""

    def _take(self, wanted: str = "") -> str:
        found = self._tokens.pop(0)
        assert wanted in {"", found}, f"{found}, not {wanted}"
        return found

    def _level(self, level: int) -> Any:
        if level == len(_LEVELS):
            return self._unary()
        left = self._level(level + 1)
        while self._peek() in _LEVELS[level]:
            sign = self._take()
            right = self._level(level + 1)
            if sign == "||":
                left = left if is_true(left) else right
            elif sign == "&&":
                left = right if is_true(left) else left
            else:
                left = _COMPARE[sign](left, right)
        return left

    def _unary(self) -> Any:
        if self._peek() == "!":
            self._take()
            return not is_true(self._unary())
        if self._peek() == "(":
            self._take()
            found = self._level(0)
            self._take(")")
            return found
        word = self._take()
        if word.startswith("'"):
            return word[1:-1].replace("''", "'")
        if word[0].isdigit():
            return float(word)
        if word in {"true", "false", "null"}:
            return json.loads(word)
        return self._call(word) if self._peek() == "(" else self._path(word)

    def _call(self, name: str) -> Any:
        self._take("(")
        given = []
        while self._peek() != ")":
            given.append(self._level(0))
            if self._peek() == ",":
                self._take()
        self._take(")")
        return self._functions[name.lower()](*given)

    def _path(self, name: str) -> Any:
        assert name in self._contexts, f"there is no {name} here"
        found = self._contexts[name]
        while self._peek() in {".", "["}:
            if self._take() == "[":
                key = self._level(0)
                self._take("]")
            else:
                key = self._take()
            found = _property(found, key)
        return found


def _property(found: Any, key: str) -> Any:
    if key == "*":
        return list(found.values())
    if isinstance(found, list):
        return [_property(item, key) for item in found]
    return found.get(key) if isinstance(found, Mapping) else None
