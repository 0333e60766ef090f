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


def place(node: ScalarNode, nth: int) -> StringMark | None:
    """Return where the *nth* entry of *node* stands, None where it has no line of its own."""
    if node.style != "|":
        return None
    return next((mark for i, mark in enumerate(_places(node)) if i == nth), None)


def _places(node: ScalarNode) -> Iterator[StringMark]:
    start: StringMark = node.start_mark
    _, *lines = str(start.buffer)[start.pointer : node.end_mark.pointer].split("\n")
    for below, line in enumerate(lines, 1):
        if entries(line):
            column = len(line) - len(line.lstrip())
            yield StringMark(start.name, 0, start.line + below, column, None, 0)
