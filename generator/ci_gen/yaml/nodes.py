"""The nodes of a YAML text: its data as plain values, and where each of them is."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import ConstructorError, SafeConstructor
from ruamel.yaml.error import MarkedYAMLError, StringMark
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from ci_gen.diagnostics import Route
from ci_gen.yaml import blocks, extents
from ci_gen.yaml.extents import Extent

# What GitHub reads of a workflow; no spec comes near it.
# Source: `actions/runner` `src/Sdk/WorkflowParser/ParseOptions.cs`, MaxDepth
MOST_LEVELS: Final = 50
# A text and the one that it is compared with.
_MOST_TREES: Final = 2

# The key of an entry, None for an item of a list, and the value.
_Child: TypeAlias = tuple[Node | None, Node]


class Number(float):
    """A number that remembers how it was written: 1.10 is not 1.1 when it is a version."""

    text: str

    def __repr__(self) -> str:
        """Return the number as it was written."""
        return self.text


class Integer(int):
    """An integer that remembers how it was written: 0x1F, 007."""

    text: str

    def __repr__(self) -> str:
        """Return the integer as it was written."""
        return self.text


class NestingError(MarkedYAMLError):
    """A value that is nested in more than `MOST_LEVELS` others."""


class _Composer(Composer):
    """Composes nodes down to a depth that everything after it can walk through.

    *first_tag* is where the first tag is that is written out, None if there is none.
    """

    first_tag: StringMark | None = None
    _levels = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.parser.peek_event()
        if self.first_tag is None and getattr(event, "tag", None) is not None:
            self.first_tag = event.start_mark
        self._levels += 1
        if self._levels > MOST_LEVELS:
            problem = "it is nested too deeply"
            raise NestingError(problem=problem, problem_mark=event.start_mark)
        node = super().compose_node(parent, index)
        self._levels -= 1
        return node


class _Constructor(SafeConstructor):
    """Constructs plain data; a date stays the text that it is in JSON Schema, and so does a key."""

    def construct_mapping(self, node: MappingNode, deep: bool = False) -> Any:  # noqa: FBT001, FBT002
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                raise ConstructorError(None, None, "a key must be text", key.start_mark)
            key.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep=deep)


def _construct_number(constructor: SafeConstructor, node: ScalarNode) -> Number:
    number = Number(SafeConstructor.construct_yaml_float(constructor, node))
    number.text = str(node.value)
    return number


def _construct_integer(constructor: SafeConstructor, node: ScalarNode) -> int:
    plain = int(SafeConstructor.construct_yaml_int(constructor, node))
    if str(plain) == node.value:
        return plain
    integer = Integer(plain)
    integer.text = str(node.value)
    return integer


_Constructor.add_constructor("tag:yaml.org,2002:float", _construct_number)
_Constructor.add_constructor("tag:yaml.org,2002:int", _construct_integer)
_Constructor.add_constructor("tag:yaml.org,2002:timestamp", SafeConstructor.construct_yaml_str)


class Tree:
    """The nodes of one text, composed once however much is asked of them.

    Raises YAMLError for what is no YAML, and NestingError for what is nested too deeply.
    """

    def __init__(self, text: str) -> None:
        self._yaml = loader()
        self.root: Node | None = self._yaml.compose(text)
        self._children: dict[int, Mapping[str, _Child]] = {}

    @property
    def first_tag(self) -> StringMark | None:
        """Return where the first tag is that is written out, None if there is none."""
        mark: StringMark | None = self._yaml.composer.first_tag
        return mark

    def data(self) -> Any:
        """Return new plain data, None for a text without any."""
        if self.root is None:
            return None
        return self._yaml.constructor.construct_document(self.root)

    def extent(
        self, route: Route, names: Mapping[Route, str], *, is_key: bool = False
    ) -> Extent | None:
        """Return what to underline for *route*, or for its key if *is_key*; None for an empty text.

        What is not written itself is where its parent is. *names* tells what keys, by their
        routes, are called in the text.
        """
        if self.root is None:
            return None
        key, node, is_written = None, self.root, True
        for depth, step in enumerate(route, 1):
            # In a short form the key is not written, but what would be below it is.
            is_written = isinstance(node, MappingNode) or not isinstance(step, str)
            if not is_written:
                continue
            found = self._below(node).get(str(names.get(route[:depth], step)))
            is_written = found is not None
            if found is None:
                break
            key, node = found
        return extents.of_entry(key, node, is_key=is_key and is_written)

    def _below(self, node: Node) -> Mapping[str, _Child]:
        """Return what is in *node*: one pass over it, and none when it is asked for again."""
        if id(node) not in self._children:
            self._children[id(node)] = children(node)
        return self._children[id(node)]


def children(node: Node) -> Mapping[str, _Child]:
    """Return what is in *node*, by the key or the number of the item."""
    if isinstance(node, MappingNode):
        # Of a key that is given twice the first counts.
        pairs = reversed(node.value)
        return {str(key.value): (key, value) for key, value in pairs}
    if isinstance(node, SequenceNode):
        return {str(i): (None, item) for i, item in enumerate(node.value)}
    if isinstance(node, ScalarNode):
        # A list that is written as a text.
        return {str(i): (None, line) for i, line in enumerate(blocks.lines(node))}
    return {}


@lru_cache(maxsize=_MOST_TREES)
def tree(text: str) -> Tree:
    """Return the nodes of *text*, which is often asked for one finding after the other."""
    return Tree(text)


def loader() -> YAML:
    """Return a reader of safe YAML that keeps the spelling of numbers."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    yaml.Constructor = _Constructor
    return yaml
