"""Whose fault a finding in a rendered workflow is: the spec's, or that of ci-gen's templates.

A line comes from a value of the spec when it holds a word of that value, and becomes another line
when the spec is rendered with the value altered, or left out. The word alone would blame a spec
that says `amd64` for each script that does; the change alone would blame `strategy` for whole jobs.
A line for which no value passes was printed by a template alone: what is found there is a bug of
ci-gen. Where the spec would be refused without the value, and with any other, nobody can tell.
"""

import difflib
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from ci_gen.diagnostics import Diagnostic, Route
from ci_gen.record import Record
from ci_gen.yaml.document import Spec, scalar_text

# Renders other data in place of the spec's; None if that is refused.
Render: TypeAlias = Callable[[Any], str | None]

_WORD: Final = re.compile(r"\w{2,}")
_QUOTED: Final = re.compile(r'"([^"]+)"')
_BLOCK: Final = re.compile(r"[|>][-+0-9]*\s*$")
OURS: Final = "this is a bug in ci-gen: please report it, with the spec"
_UNTOLD: Final = "correct it in the spec; if the spec does not say this, it is a bug in ci-gen"


class RenderedSpec(Record):
    """A workflow, the spec that it was rendered from, and a way to render another one."""

    spec: Spec
    text: str
    render: Render


class _Value(Record):
    """Something in the spec, and the words that may have come from it."""

    route: Route
    value: Any
    words: frozenset[str]


def attribute(found: tuple[Diagnostic, ...], rendered: RenderedSpec) -> tuple[Diagnostic, ...]:
    """Return the findings with the places in the spec that they come from, as far as these exist.

    What is found in several lines that one value of the spec became is reported once.
    """
    memory: dict[Route, frozenset[int] | None] = {}
    once: dict[tuple[str, object, str], Diagnostic] = {}
    for diagnostic in found:
        placed = _placed(diagnostic, rendered, memory)
        once.setdefault((placed.code, placed.location, diagnostic.message), placed)
    return tuple(sorted(once.values(), key=lambda d: (d.location, d.code)))


def _placed(
    found: Diagnostic, rendered: RenderedSpec, memory: dict[Route, frozenset[int] | None]
) -> Diagnostic:
    span = _span(rendered.text.split("\n"), found.location.line - 1)
    is_untold = False
    for value in _candidates(found, rendered, span):
        if value.route not in memory:
            memory[value.route] = _touched(value, rendered)
        touched = memory[value.route]
        if touched is None:
            is_untold = True
        elif touched & set(span):
            return _in_spec(found, rendered.spec, value.route)
    return found.replace(remedy=f"{found.remedy}; {_UNTOLD if is_untold else OURS}")


def _in_spec(found: Diagnostic, spec: Spec, route: Route) -> Diagnostic:
    rendered = f"line {found.location.line} of the rendered {found.location.path}"
    return found.replace(
        message=f"{found.message} ({rendered})",
        location=spec.locate(route),
        remedy=f"correct it in the spec; {found.remedy}",
    )


def _span(lines: list[str], first: int) -> range:
    """Return the lines of what begins in the line *first*: a block of text, or the line alone."""
    if not 0 <= first < len(lines) or not _BLOCK.search(lines[first]):
        return range(first, first + 1)
    margin = _margin(lines[first])
    last = first + 1
    while last < len(lines) and (not lines[last].strip() or _margin(lines[last]) > margin):
        last += 1
    return range(first, last)


def _margin(line: str) -> int:
    # The dash of an item belongs to the margin of its keys.
    return len(line) - len(line.lstrip(" -"))


def _candidates(found: Diagnostic, rendered: RenderedSpec, span: range) -> list[_Value]:
    """Return what has a word in common with the lines, the most telling first."""
    lines = rendered.text.split("\n")
    printed = _words(" ".join(lines[i] for i in span if 0 <= i < len(lines)))
    # What is quoted first is what a message is about; lists of what would be right come later.
    about = _QUOTED.search(found.message)
    said = _words(about[1] if about else found.message)
    values = [value for value in _values(rendered.spec.data, ()) if value.words & printed]

    def weight(value: _Value) -> tuple[int, int, int]:
        shared = value.words & printed
        return sum(map(len, shared & said)), sum(map(len, shared)), len(value.route)

    return sorted(values, key=weight, reverse=True)


def _values(data: Any, route: Route) -> Iterator[_Value]:
    own = frozenset[str]()
    # The keys of the top level are ci-gen's own words; further down a key may be the user's.
    if len(route) > 1 and isinstance(route[-1], str):
        own = _words(route[-1])
    if isinstance(data, dict):
        yield _Value(route=route, value=data, words=own)
        for key, value in data.items():
            yield from _values(value, (*route, key))
    elif isinstance(data, list):
        yield _Value(route=route, value=data, words=own)
        for index, value in enumerate(data):
            yield from _values(value, (*route, index))
    else:
        yield _Value(
            route=route,
            value=data,
            words=own | _words(scalar_text(data) if data is not None else ""),
        )


def _words(text: str) -> frozenset[str]:
    # Names of images are rendered in lower case.
    return frozenset(_WORD.findall(text.lower()))


def _touched(value: _Value, rendered: RenderedSpec) -> frozenset[int] | None:
    """Return the lines that become others without *value*, None where that is refused."""
    other = _altered(value.value)
    data = rendered.spec.data
    text = None if other is None else rendered.render(_replaced(data, value.route, other))
    if text is None:
        text = rendered.render(_removed(data, value.route))
    if text is None:
        return None
    before, after = rendered.text.split("\n"), text.split("\n")
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    kept = {line for block in blocks for line in range(block.a, block.a + block.size)}
    return frozenset(range(len(before))) - kept


def _altered(value: Any) -> Any:
    """Return another value of the same type, each line of a text changed; None if there is none."""
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return "\n".join(line and f"{line}x" for line in value.split("\n"))
        case _:
            return None


def _replaced(data: Any, route: Route, other: Any) -> Any:
    if not route:
        return other
    step, rest = route[0], route[1:]
    if isinstance(data, dict):
        return {**data, step: _replaced(data[step], rest, other)}
    changed = list(data)
    changed[int(step)] = _replaced(data[int(step)], rest, other)
    return changed


def _removed(data: Any, route: Route) -> Any:
    if not route:
        return None
    *way, last = route
    parent = data
    for step in way:
        parent = parent[step]
    if isinstance(parent, dict):
        less: Any = {key: value for key, value in parent.items() if key != last}
    else:
        less = [value for index, value in enumerate(parent) if index != last]
    return _replaced(data, tuple(way), less)
