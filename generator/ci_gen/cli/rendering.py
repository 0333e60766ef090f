"""What `ci-gen render` does with a workflow, one by one or many at once."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import click

from ci_gen import pipeline
from ci_gen.cli import output
from ci_gen.diagnostics import Diagnostic
from ci_gen.outcome import Compared, Outcome
from ci_gen.record import Record
from ci_gen.report import Findings
from ci_gen.workflow import drift as files
from ci_gen.workflow import write as writing
from ci_gen.workflow.drift import FileChange, State

_NOT_OURS: Final = (State.EDITED, State.FOREIGN)


class Terms(Record):
    """What may be lost: *force* gives up what was edited, *prune* removes orphans."""

    force: bool
    prune: bool


class Reported(Record):
    """What is reported before anything is written; of that *counted* decides the exit code."""

    findings: Findings
    counted: tuple[Diagnostic, ...]
    is_refused: bool


def verdict(outcome: Outcome, terms: Terms) -> Reported:
    """Return what is to be said of *outcome*, and whether its workflow must be left alone."""
    if not isinstance(outcome, Compared):
        found = output.findings(outcome)
        return Reported(findings=found, counted=outcome.diagnostics, is_refused=False)
    own = outcome.workflow
    refused = (own,) if own.state in _NOT_OURS and not terms.force else ()
    kept = tuple(c for c in outcome.orphans if terms.prune and not _is_pruned(c, terms))
    counted = (
        *outcome.diagnostics,
        *pipeline.drift((*refused, *kept)),
        *pipeline.pin_findings(outcome, as_wanted=not refused),
    )
    found = output.findings(outcome).replace(diagnostics=counted)
    return Reported(findings=found, counted=counted, is_refused=bool(refused))


def write(root: Path, change: FileChange, prefix: str = "") -> bool:
    """Write what *change* wants, and return whether that was needed.

    *prefix* is printed before the path.
    """
    if change.wanted is None:
        raise AssertionError(change)
    if change.state is State.FRESH and not files.pins_differ(change):
        return False
    writing.write(root, change.path, change.wanted)
    click.echo(f"wrote {prefix}{change.path}", err=True)
    return True


def prune(root: Path, orphans: Iterable[FileChange], terms: Terms, prefix: str = "") -> None:
    """Remove the *orphans* that *terms* allow to be removed; *prefix* is printed before paths."""
    for change in orphans:
        if terms.prune and _is_pruned(change, terms):
            writing.remove(root, change.path)
            click.echo(f"removed {prefix}{change.path}: {change.reason}", err=True)


def note_kept(orphans: Iterable[FileChange], terms: Terms) -> None:
    """Say that *orphans* stay, where one of them could have been removed."""
    if any(terms.prune and _is_pruned(change, terms) for change in orphans):
        click.echo("  note: nothing was removed, as not every spec was rendered", err=True)


def _is_pruned(change: FileChange, terms: Terms) -> bool:
    return terms.force or not files.is_edited(change.current or "")
