"""Findings for people: the place, what is wrong, the line, and what to do."""

from collections.abc import Sequence
from typing import Final

from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.report import MOST_FOR_PEOPLE, Findings

_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
# Of a longer line a part is quoted, with so much in front of the place.
_WIDTH: Final = 200
_MARGIN: Final = 80


def report(findings: Findings) -> str:
    """Return *findings* as text without colour."""
    return _report(findings, in_colour=False)


def report_in_colour(findings: Findings) -> str:
    """Return *findings* as text for a terminal."""
    return _report(findings, in_colour=True)


def _report(findings: Findings, *, in_colour: bool) -> str:
    shown = findings.most(MOST_FOR_PEOPLE)
    cited = {diagnostic.location.path for diagnostic in shown}
    # Split once, however many findings quote from it.
    lines = {path: text.split("\n") for path, text in findings.sources.items() if path in cited}
    parts = [
        _one(found, lines.get(found.location.path, ()), in_colour=in_colour) for found in shown
    ]
    if more := findings.more(MOST_FOR_PEOPLE):
        parts.append(f"{more}\n")
    return "\n".join(parts)


def _one(diagnostic: Diagnostic, lines: Sequence[str], *, in_colour: bool) -> str:
    word = f"{diagnostic.severity.word}[{diagnostic.code}]"
    if in_colour:
        word = f"\033[1;{_COLOURS[diagnostic.severity]}m{word}\033[0m"
    head = f"{diagnostic.location}: {word}: {diagnostic.message}\n"
    return f"{head}{_quote(diagnostic.location, lines)}  help: {diagnostic.remedy}\n"


def _quote(place: Location, lines: Sequence[str]) -> str:
    if not 0 < place.line <= len(lines):
        return ""
    number = str(place.line)
    margin = " " * len(number)
    line = lines[place.line - 1]
    text, before = _window(line, max(place.column - 1, 0))
    pointer = " " * before + "^" * min(_width(place, line), max(len(text) - before, 1))
    return f"  {number} | {text}\n  {margin} | {pointer}\n"


def _width(place: Location, line: str) -> int:
    """Return how many characters of *line* to underline: what begins there may end further down."""
    end = place.end_column if place.end_line == place.line else len(line.rstrip()) + 1
    return max(end - place.column, 1) if place.end_line else 1


def _window(line: str, offset: int) -> tuple[str, int]:
    """Return what to show of *line* around *offset*, and how much of that is in front of it."""
    start = max(offset - _MARGIN, 0) if len(line) > _WIDTH else 0
    end = start + _WIDTH
    head, tail = "..." if start else "", "..." if end < len(line) else ""
    return f"{head}{line[start:end]}{tail}", len(head) + offset - start
