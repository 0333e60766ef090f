"""Lists that are written as a text: with `|`, a line for each entry."""

from collections.abc import Iterator

from ruamel.yaml.error import StringMark
from ruamel.yaml.nodes import ScalarNode


def entries(text: str) -> list[str]:
    """Return the entries of the list that is written as *text*, without the space around them.

    Docker's actions take lines that begin with `#` for comments, too.
    """
    lines = (line.strip() for line in text.split("\n"))
    return [line for line in lines if line and not line.startswith("#")]


def lines(node: ScalarNode) -> list[ScalarNode]:
    """Return the entries of *node* as nodes, none where they have no lines of their own."""
    return list(_lines(node)) if node.style == "|" else []


def _lines(node: ScalarNode) -> Iterator[ScalarNode]:
    start: StringMark = node.start_mark
    end = start.pointer
    for below, line in enumerate(str(start.buffer)[end : node.end_mark.pointer].split("\n")):
        if below and entries(line):
            column, last = len(line) - len(line.lstrip()), len(line.rstrip())
            places = (
                StringMark(start.name, end + at, start.line + below, at, start.buffer, end + at)
                for at in (column, last)
            )
            yield ScalarNode(node.tag, line.strip(), *places)
        end += len(line) + 1
