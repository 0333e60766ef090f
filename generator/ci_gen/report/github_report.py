"""Findings as annotations of a GitHub Actions run.

Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions, and
`actions/toolkit` `packages/core/src/command.ts` for what is escaped.
"""

from typing import Final

from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.report import MOST_FOR_PEOPLE, Findings

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.NOTE: "notice",
}
_DATA: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY: Final = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def report(findings: Findings) -> str:
    """Return *findings* as workflow commands, one in each line."""
    commands = "".join(_command(diagnostic) for diagnostic in findings.most(MOST_FOR_PEOPLE))
    more = findings.more(MOST_FOR_PEOPLE)
    return f"{commands}::notice::{more}\n" if more else commands


def _command(diagnostic: Diagnostic) -> str:
    place = diagnostic.location
    values = {"file": place.path, **_span(place), "title": diagnostic.code}
    properties = ",".join(
        f"{name}={str(value).translate(_PROPERTY)}" for name, value in values.items() if value
    )
    message = f"{diagnostic.message}; {diagnostic.remedy}".translate(_DATA)
    return f"::{_COMMANDS[diagnostic.severity]} {properties}::{message}\n"


def _span(place: Location) -> dict[str, int]:
    """Return the place in GitHub's words, in which the end is part of it.

    Columns are taken for what is in one line only.
    """
    if place.end_line > place.line:
        return {"line": place.line, "endLine": place.end_line}
    end = {"endLine": place.end_line, "endColumn": place.end_column - 1} if place.end_line else {}
    return {"line": place.line, "col": place.column, **end}
