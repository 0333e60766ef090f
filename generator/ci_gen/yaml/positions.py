"""Where the keys and values of a spec are in its text, for those who rewrite it."""

import re
from typing import Any, Final

from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import Node, SequenceNode
from ruamel.yaml.reader import ReaderError

from ci_gen.diagnostics import Route
from ci_gen.record import Record
from ci_gen.yaml.nodes import tree

_ANCHOR: Final = re.compile(r"&\S+\s+")


class Span(Record):
    """A part of a text: the offsets of its first character, and after its last."""

    start: int
    end: int


class KeyPosition(Record):
    """Where a *key* is, its *value*, and the *items* of the value if that is a list."""

    key: Span
    value: Span
    items: tuple[Span, ...]


def find(text: str, route: Route) -> KeyPosition:
    """Return where the entry is in *text* that *route* leads to, which ends in a key."""
    node: Any = tree(text).root
    for step in route[:-1]:
        node = _pair(node, step)[1] if isinstance(step, str) else node.value[step]
    key, value = _pair(node, str(route[-1]))
    items = value.value if isinstance(value, SequenceNode) else ()
    return KeyPosition(
        key=_span(text, key),
        value=_span(text, value),
        items=tuple(_span(text, item) for item in items),
    )


def _pair(node: Node, name: str) -> tuple[Node, Node]:
    pairs: list[tuple[Node, Node]] = node.value
    return next((key, value) for key, value in pairs if key.value == name)


def _span(text: str, node: Node) -> Span:
    """Return where *node* is, without the anchor in front of it."""
    anchor = _ANCHOR.match(text, node.start_mark.index)
    return Span(start=anchor.end() if anchor else node.start_mark.index, end=node.end_mark.index)


def mistake(text: str) -> tuple[int, str] | None:
    """Return the line in which *text* is no YAML document, and why; None if it is one.

    The line is 0 for the text as a whole.
    """
    try:
        tree(text).data()
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return (mark.line + 1 if mark else 0), str(error.problem or error.context).split("\n")[0]
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return line, f"the character U+{error.character:04X} has no place in it"
    except RecursionError:
        return 0, "it is nested too deeply"
    except (YAMLError, ValueError) as error:
        return 0, str(error)
    return None
