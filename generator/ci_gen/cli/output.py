"""Printing what commands found."""

import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Final

import click

from ci_gen import pipeline, report
from ci_gen.diagnostics import Diagnostic
from ci_gen.errors import CiGenError, ExitCode
from ci_gen.outcome import Outcome
from ci_gen.report import Findings
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files

# `gh actions-lock` makes it; GitHub refuses to run a workflow that it does not list as it is.
_LOCK: Final = ".github/workflows/actions.lock"


def findings(outcome: Outcome, *, with_drift: bool = False) -> Findings:
    """Return what *outcome* has to report."""
    drift = pipeline.drift(outcome.changes) if with_drift else ()
    pins = pipeline.pin_findings(outcome) if with_drift else ()
    sources = {outcome.spec.path: outcome.spec.text} if outcome.spec else {}
    sources |= outcome.templates
    if outcome.broken:
        sources = {found.location.path: outcome.broken for found in outcome.diagnostics}
    # The rest of the states are about files as a whole.
    edited = (change for change in outcome.changes if change.state is files.State.EDITED)
    sources |= {change.path: change.current or "" for change in edited}
    changes = outcome.changes if with_drift else ()
    diagnostics = (*outcome.diagnostics, *outcome.remarks, *drift, *pins)
    return Findings(
        diagnostics=diagnostics, sources={**sources, **outcome.rendered}, changes=changes
    )


def show(found: Findings, form: str, *, err: bool = False) -> None:
    """Print *found* in the format *form*; *err* sends text for people to stderr."""
    if form == "text":
        _show_text(found, err=err)
    else:
        click.echo(report.reporter(form)(found), nl=False)


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

    It shows nothing in a pipe, in CI and on a terminal that cannot go back in a line.
    """
    if not _is_watched():
        return nullcontext(projects)
    return click.progressbar(projects, label="Specs", show_pos=True, file=sys.stderr)


def _is_watched() -> bool:
    can_go_back = os.environ.get("TERM") != "dumb"
    return bool(sys.stderr and sys.stderr.isatty() and can_go_back and not os.environ.get("CI"))
