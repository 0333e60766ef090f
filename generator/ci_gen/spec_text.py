"""Where the keys and values of a spec stand in its text, for those who rewrite it."""

import re
from typing import Final, NamedTuple

from ruamel.yaml.nodes import Node, SequenceNode

from ci_gen.diagnostics import Route
from ci_gen.spec import compose

_ANCHOR: Final = re.compile(r"&\S+\s+")


class Span(NamedTuple):
    """A part of a text: the offsets of its first character, and behind its last."""

    start: int
    end: int


class Entry(NamedTuple):
    """Where a *key* stands, its *value*, and the *items* of the value if that is a list."""

    key: Span
    value: Span
    items: tuple[Span, ...]


def find(text: str, route: Route) -> Entry:
    """Return where the entry stands in *text* that *route* leads to, which ends in a key."""
    node = compose(text)
    for step in route[:-1]:
        node = _pair(node, step)[1] if isinstance(step, str) else node.value[step]
    key, value = _pair(node, str(route[-1]))
    items = value.value if isinstance(value, SequenceNode) else ()
    return Entry(_span(text, key), _span(text, value), tuple(_span(text, item) for item in items))


def _pair(node: Node, name: str) -> tuple[Node, Node]:
    pairs: list[tuple[Node, Node]] = node.value
    return next((key, value) for key, value in pairs if key.value == name)


def _span(text: str, node: Node) -> Span:
    """Return where *node* stands, without the anchor in front of it."""
    anchor = _ANCHOR.match(text, node.start_mark.index)
    return Span(anchor.end() if anchor else node.start_mark.index, node.end_mark.index)
