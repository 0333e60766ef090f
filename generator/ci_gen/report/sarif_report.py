"""Findings as SARIF 2.1.0, for code scanning.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html, and what GitHub shows of
it: https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning
"""

import json
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote

from ci_gen import __version__
from ci_gen.diagnostics import Diagnostic, Location, Severity, worst
from ci_gen.report import MOST_FOR_PROGRAMS, Findings
from ci_gen.report.explanations import explanation

_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

# What says that ci-gen could not do its work.
_FAILURES: Final = frozenset({"CG610", "CG616"})


def report(findings: Findings) -> str:
    """Return *findings* as one SARIF run."""
    shown = findings.most(MOST_FOR_PROGRAMS)
    codes = sorted({diagnostic.code for diagnostic in shown})
    driver = {
        "name": "ci-gen",
        "version": __version__,
        "informationUri": "https://github.com/ci-gen/ci-gen",
        "rules": [_rule(code, shown) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": _FAILURES.isdisjoint(codes)}],
        "results": [_result(diagnostic) for diagnostic in shown],
        "properties": {"count": len(findings.diagnostics)},
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, indent=2) + "\n"


def _rule(code: str, diagnostics: Iterable[Diagnostic]) -> dict[str, object]:
    about = explanation(code)
    if about is None:
        # A linter may call its rules what it likes.
        return {"id": code}
    usual = about.severity or Severity(worst(d for d in diagnostics if d.code == code))
    return {
        "id": code,
        "name": about.name,
        "shortDescription": {"text": about.short},
        "fullDescription": {"text": about.why or about.short},
        "help": {"text": about.text, "markdown": about.markdown},
        "helpUri": about.page,
        "defaultConfiguration": {"level": _LEVELS[usual]},
    }


def _result(diagnostic: Diagnostic) -> dict[str, object]:
    place = diagnostic.location
    physical: dict[str, object] = {
        "artifactLocation": {"uri": quote(place.path, errors="surrogateescape")}
    }
    if place.line:
        physical["region"] = _region(place)
    return {
        "ruleId": diagnostic.code,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message}. Remedy: {diagnostic.remedy}"},
        "locations": [{"physicalLocation": physical}],
    }


def _region(place: Location) -> dict[str, int]:
    start = {"startLine": place.line, "startColumn": max(place.column, 1)}
    end = {"endLine": place.end_line, "endColumn": place.end_column}
    return {**start, **end} if place.end_line else start
