"""What YAML would make more of than is written: aliases and merge keys."""

from collections.abc import Iterator
from typing import Any, Final

from ruamel.yaml.error import StringMark
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

# A long text counts as several values: an alias repeats all of it.
_TEXT_OF_A_VALUE: Final = 20


def size(value: Any, seen: dict[int, int | None]) -> int | None:
    """Return how many values *value* has with its aliases expanded, None if endless."""
    if not isinstance(value, dict | list):
        return 1 + len(value) // _TEXT_OF_A_VALUE if isinstance(value, str) else 1
    if id(value) in seen:
        return seen[id(value)]
    seen[id(value)] = None
    total = 1
    for part in value.values() if isinstance(value, dict) else value:
        grown = size(part, seen)
        if grown is None:
            return None
        total += grown
    seen[id(value)] = total
    return total


def depth(value: Any, seen: dict[int, int]) -> int:
    """Return how many levels *value*, which holds itself nowhere, has with its aliases expanded."""
    if not isinstance(value, dict | list):
        return 1
    if id(value) not in seen:
        parts = value.values() if isinstance(value, dict) else value
        seen[id(value)] = 1 + max((depth(part, seen) for part in parts), default=0)
    return seen[id(value)]


def merge_key(node: Node | None) -> StringMark | None:
    """Return where the first merge key below *node* is, None if there is none."""
    return next((n.start_mark for n in _keys(node, set()) if n.value == "<<" and not n.style), None)


def _keys(node: Node | None, seen: set[int]) -> Iterator[ScalarNode]:
    if id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode):
                yield key
            yield from _keys(value, seen)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from _keys(item, seen)
