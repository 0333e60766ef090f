"""Findings as SARIF 2.1.0, for code scanning.

Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

import json
from typing import Final
from urllib.parse import quote

from ci_gen import __version__
from ci_gen.diagnostics import Diagnostic, Severity
from ci_gen.report import MOST_FOR_PROGRAMS, Findings

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
        "rules": [{"id": code} for code in codes],
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


def _result(diagnostic: Diagnostic) -> dict[str, object]:
    place = diagnostic.location
    physical: dict[str, object] = {
        "artifactLocation": {"uri": quote(place.path, errors="surrogateescape")}
    }
    if place.line:
        physical["region"] = {"startLine": place.line, "startColumn": max(place.column, 1)}
    return {
        "ruleId": diagnostic.code,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{diagnostic.message}. Remedy: {diagnostic.remedy}"},
        "locations": [{"physicalLocation": physical}],
    }
