"""Findings for people: the place, what is wrong, the line, and what to do."""

from typing import Final

from ci_gen.diagnostics import Diagnostic, Severity
from ci_gen.report import Findings

_COLOURS: Final = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}


def report(findings: Findings) -> str:
    """Return *findings* as text without colour."""
    return _report(findings, in_colour=False)


def report_in_colour(findings: Findings) -> str:
    """Return *findings* as text for a terminal."""
    return _report(findings, in_colour=True)


def _report(findings: Findings, *, in_colour: bool) -> str:
    parts = [
        _one(diagnostic, findings.sources.get(diagnostic.location.path), in_colour=in_colour)
        for diagnostic in findings.diagnostics
    ]
    return "\n".join(parts)


def _one(diagnostic: Diagnostic, source: str | None, *, in_colour: bool) -> str:
    word = f"{diagnostic.severity.word}[{diagnostic.code}]"
    if in_colour:
        word = f"\033[1;{_COLOURS[diagnostic.severity]}m{word}\033[0m"
    head = f"{diagnostic.location}: {word}: {diagnostic.message}\n"
    quoted = _quote(diagnostic, source) if source is not None else ""
    return f"{head}{quoted}  help: {diagnostic.remedy}\n"


def _quote(diagnostic: Diagnostic, source: str) -> str:
    place = diagnostic.location
    lines = source.split("\n")
    if not 0 < place.line <= len(lines):
        return ""
    number = str(place.line)
    margin = " " * len(number)
    pointer = " " * (place.column - 1) + "^"
    return f"  {number} | {lines[place.line - 1]}\n  {margin} | {pointer}\n"
