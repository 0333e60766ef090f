"""One spec of a command: what is shown of it, what counts, and the word in the summary."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

import click

from ci_gen.batch import Part
from ci_gen.cli import output
from ci_gen.diagnostics import Diagnostic
from ci_gen.errors import ExitCode
from ci_gen.outcome import Outcome, changes
from ci_gen.record import Record
from ci_gen.report import Findings
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import FileChange, State

# What a summary says of specs, in its order.
_STATES: Final = tuple(state.value for state in State if state is not State.ORPHAN)
DIFFERENCES: Final = ("unchanged", "to change")
VERDICTS: Final = ("without findings", "with findings")
WRITTEN: Final = ("written", "up to date")
_UNWRITTEN: Final = ("left alone", "with errors", "not done")
_WORDS: Final = (*_STATES, *DIFFERENCES, *VERDICTS, *WRITTEN, *_UNWRITTEN)


class SpecRow(Record):
    """One spec: what is shown of it, what of that counts, and the word that the summary has."""

    part: Part
    findings: Findings
    counted: Sequence[Diagnostic]
    differing: Sequence[FileChange]
    word: str


def word(part: Part, of: Callable[[Outcome], str]) -> str:
    """Return the word of a summary for *part*: what *of* says of it if it has no errors."""
    if not part.is_done:
        return "not done"
    return "with errors" if part.outcome.has_errors else of(part.outcome)


def tell(rows: Sequence[SpecRow], form: str, *, err: bool = False) -> None:
    """Print what was found: text spec by spec, other formats as one document."""
    if form != "text":
        output.show(_merged(rows), form)
        return
    for row in rows:
        output.show(row.findings, form, err=err)
        click.echo(diff_of(row), err=err, nl=False)
        if len(rows) > 1 and (row.findings.diagnostics or row.differing):
            click.echo(err=err)


def close(rows: Sequence[SpecRow], words: Callable[[Outcome], str]) -> None:
    """Say how it went: in *words* of the one spec, or in a summary of several."""
    if len(rows) > 1:
        click.echo(summary(rows) + orphans_of(rows))
    elif said := words(rows[0].part.outcome):
        click.echo(said)


def _merged(rows: Sequence[SpecRow]) -> Findings:
    sources: dict[str, str] = {}
    for row in rows:
        sources.update(row.findings.sources)
    diagnostics = [d for row in rows for d in row.findings.diagnostics]
    return Findings(
        diagnostics=diagnostics,
        sources=sources,
        changes=[c for row in rows for c in row.findings.changes],
    )


def diff_of(row: SpecRow) -> str:
    """Return the unified diffs of the files that differ."""
    return "".join(files.diff(change) for change in row.differing)


def summary(rows: Sequence[SpecRow]) -> str:
    """Return how many specs there are, and how many with each word."""
    counts = Counter(row.word for row in rows)
    told = ", ".join(f"{counts[word]} {word}" for word in _WORDS if counts[word])
    return f"{len(rows)} specs: {told}"


def orphans_of(rows: Sequence[SpecRow]) -> str:
    """Return what a summary adds about files that no spec wants any more."""
    count = sum(len(changes(row.part.outcome)[1:]) for row in rows)
    return f"; {count} {'orphan' if count == 1 else 'orphans'}" if count else ""


def exit_code(rows: Sequence[SpecRow], fail_on: int) -> ExitCode:
    """Return the exit code of all: 3 if one failed, 1 for a finding of *fail_on* or above."""
    if not all(row.part.is_done for row in rows):
        return ExitCode.FAILURE
    return output.exit_code(tuple(d for row in rows for d in row.counted), fail_on)
