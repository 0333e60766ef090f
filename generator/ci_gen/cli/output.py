"""Printing what commands found."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

import click

from ci_gen import pipeline, report
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import BugError, CiGenError, ExitCode, explained
from ci_gen.outcome import Compared, Outcome, Rendered
from ci_gen.report import Findings
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files

# `gh actions-lock` makes it; GitHub refuses to run a workflow that it does not list as it is.
_LOCK: Final = ".github/workflows/actions.lock"
# In click's context: whether a report for programs was printed.
_IS_SHOWN: Final = "ci_gen.is_shown"


def findings(outcome: Outcome, *, with_drift: bool = False) -> Findings:
    """Return what *outcome* has to report."""
    remarks = outcome.remarks if isinstance(outcome, Rendered) else ()
    found = (*outcome.diagnostics, *remarks)
    if not isinstance(outcome, Compared):
        return Findings(diagnostics=found, sources=outcome.sources)
    # The rest of the states are about files as a whole.
    edited = (change for change in outcome.changes if change.state is files.State.EDITED)
    sources = {**outcome.sources, **{change.path: change.current or "" for change in edited}}
    if not with_drift:
        return Findings(diagnostics=found, sources=sources)
    drifted = (*pipeline.drift(outcome.changes), *pipeline.pin_findings(outcome))
    return Findings(diagnostics=(*found, *drifted), sources=sources, changes=outcome.changes)


def show(found: Findings, form: str, *, err: bool = False) -> None:
    """Print *found* in the format *form*; *err* sends text for people to stderr."""
    if form == "text":
        _show_text(found, err=err)
    else:
        click.echo(report.reporter(form)(found), nl=False)
        click.get_current_context().meta[_IS_SHOWN] = True


def show_failure(error: Exception, form: str, path: str) -> None:
    """Print a report in the format *form* that holds *error*, unless a report was printed before.

    People read on stderr what stopped the command; *path* is the spec that it was about.
    """
    if form == "text" or _IS_SHOWN in click.get_current_context().meta:
        return
    why = explained(error)
    found = Diagnostic(
        code="CG616" if isinstance(why, BugError) else "CG610",
        severity=Severity.ERROR,
        message=why.message,
        location=Location(path=path),
        remedy=why.remedy,
    )
    show(Findings(diagnostics=(found,)), form)


def _show_text(found: Findings, *, err: bool) -> None:
    if not found.diagnostics:
        return
    from ci_gen.report import text_report  # noqa: PLC0415 (most runs find nothing)

    stream = sys.stderr if err else sys.stdout
    in_colour = stream.isatty() and not os.environ.get("NO_COLOR")
    make = text_report.report_in_colour if in_colour else text_report.report
    click.echo(make(found), err=err, nl=False)


def exit_code(diagnostics: tuple[Diagnostic, ...], fail_on: int) -> ExitCode:
    """Return the exit code for *diagnostics*: 1 if one is as severe as *fail_on*."""
    failed = any(diagnostic.severity >= fail_on for diagnostic in diagnostics)
    return ExitCode.FINDINGS if failed else ExitCode.OK


def remind_of_lock(where: Project) -> None:
    """Say what to do about GitHub's lock file, which a changed workflow does not agree with."""
    if (where.root / _LOCK).is_file():
        click.echo(f"  note: {_LOCK} lists what workflows use: run `gh actions-lock`", err=True)


def complain(error: CiGenError) -> None:
    """Say why something could not be done."""
    click.echo(f"error: {error.message}\n  help: {error.remedy}", err=True)


def progress(projects: Sequence[Project]) -> AbstractContextManager[Iterable[Project]]:
    """Return *projects* for a `with` that shows on stderr how many of them are done.

    It shows nothing of one, in a pipe, in CI and on a terminal that cannot go back in a line.
    """
    if len(projects) == 1 or not _is_watched():
        return nullcontext(projects)
    return click.progressbar(projects, label="Specs", show_pos=True, file=sys.stderr)


def _is_watched() -> bool:
    can_go_back = os.environ.get("TERM") != "dumb"
    return bool(sys.stderr and sys.stderr.isatty() and can_go_back and not os.environ.get("CI"))
