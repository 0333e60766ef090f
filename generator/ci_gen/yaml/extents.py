"""Which part of a text a finding underlines: a value, or its key where that tells more."""

from typing import TypeAlias

from ruamel.yaml.error import StringMark
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node

# The mark of the first character, and the one after the last.
Extent: TypeAlias = tuple[StringMark, StringMark]


def of_entry(key: Node | None, value: Node, *, is_key: bool = False) -> Extent:
    """Return where *value* is, or its *key* if *is_key*, or where that is all that can be seen.

    A value of several lines would be half a file, an alias is written elsewhere, and where nothing
    is written there is nothing to underline. An item of a list has no key.
    """
    if key is not None and (is_key or _is_elsewhere(key, value) or _has_lines(value)):
        return key.start_mark, key.end_mark
    return _first(value)


def _is_elsewhere(key: Node, value: Node) -> bool:
    return value.start_mark.index < key.end_mark.index or _is_empty(value)


def _is_empty(value: Node) -> bool:
    return bool(value.start_mark.index == value.end_mark.index)


def _has_lines(value: Node) -> bool:
    return _is_block(value) or value.start_mark.line != value.end_mark.line


def _is_block(value: Node) -> bool:
    return isinstance(value, CollectionNode) and not value.flow_style


def _first(value: Node) -> Extent:
    """Return where *value* is: of a block, which ends who knows where, its first part."""
    if _is_block(value) and value.value:
        first = value.value[0]
        return _first(first[0] if isinstance(value, MappingNode) else first)
    return value.start_mark, value.end_mark
