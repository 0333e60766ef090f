"""Findings for programs, as `schemas/report.schema.json` describes them."""

import json

from ci_gen.diagnostics import Diagnostic
from ci_gen.report import MOST_FOR_PROGRAMS, Findings
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import FileChange


def report(findings: Findings) -> str:
    """Return *findings* as JSON."""
    data = {
        "version": 1,
        "count": len(findings.diagnostics),
        "diagnostics": [_diagnostic(found) for found in findings.most(MOST_FOR_PROGRAMS)],
        "files": [_file(change) for change in findings.changes],
    }
    # In ASCII it is the same document on a terminal of any encoding, with names of any bytes.
    return json.dumps(data, indent=2) + "\n"


def _diagnostic(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.word,
        "message": diagnostic.message,
        "path": diagnostic.location.path,
        "line": diagnostic.location.line or None,
        "column": diagnostic.location.column or None,
        "end_line": diagnostic.location.end_line or None,
        "end_column": diagnostic.location.end_column or None,
        "remedy": diagnostic.remedy,
    }


def _file(change: FileChange) -> dict[str, object]:
    return {
        "path": change.path,
        "state": change.state.value,
        "reason": change.reason,
        "diff": files.diff(change) or None,
    }
