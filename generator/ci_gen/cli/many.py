"""What commands do with several specs: one report, one summary, one exit code."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, TypeVar

import click

from ci_gen import batch
from ci_gen.batch import Part
from ci_gen.cli import output, rendering
from ci_gen.cli.rendering import Terms
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import CiGenError, ExitCode
from ci_gen.outcome import Outcome
from ci_gen.record import Record
from ci_gen.report import Findings
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import Change, State

# What a summary says of specs, in its order.
_STATES: Final = tuple(state.value for state in State if state is not State.ORPHAN)
_DIFFERENCES: Final = ("unchanged", "to change")
_VERDICTS: Final = ("without findings", "with findings")
_WRITTEN: Final = ("written", "up to date")
_UNWRITTEN: Final = ("left alone", "with errors", "not done")
_Placed = TypeVar("_Placed", Location, Change)
_WORDS: Final = (*_STATES, *_DIFFERENCES, *_VERDICTS, *_WRITTEN, *_UNWRITTEN)


class Row(Record):
    """One spec: what is shown of it, what of that counts, and the word that the summary has."""

    part: Part
    findings: Findings
    counted: Sequence[Diagnostic]
    differing: Sequence[Change]
    word: str


def check(projects: Sequence[Project], form: str, fail_on: Severity) -> int:
    """Tell of all workflows whether they are what the specs say."""
    parts = _compare(projects)
    prefixes = _prefixes(parts)
    rows = [_checked(part, prefixes[part.project.root]) for part in parts]
    _tell(rows, form)
    if form == "text":
        click.echo(_summary(rows) + _orphans(rows))
    return _exit_code(rows, fail_on)


def _checked(part: Part, prefix: str) -> Row:
    found = _placed(output.findings(part.outcome, with_drift=True), prefix)
    differing = [c for c in found.changes if c.state is not State.FRESH and c.wanted is not None]
    return Row(
        part=part,
        findings=found,
        counted=found.diagnostics,
        differing=differing,
        word=_word(part, _state),
    )


def _state(outcome: Outcome) -> str:
    return outcome.changes[0].state.value


def lint(
    projects: Sequence[Project], look: Callable[[Project], Outcome], form: str, fail_on: Severity
) -> int:
    """Look for mistakes in all specs: *look* tells those of one."""
    with output.progress(projects) as counted:
        parts = _with_remarks_once(batch.gather(counted, look))
    prefixes = _prefixes(parts)
    rows = [_linted(part, prefixes[part.project.root]) for part in parts]
    _tell(rows, form)
    if form == "text":
        click.echo(_summary(rows))
    return _exit_code(rows, fail_on)


def _linted(part: Part, prefix: str) -> Row:
    found = _placed(output.findings(part.outcome), prefix)
    return Row(
        part=part,
        findings=found,
        counted=part.outcome.diagnostics,
        differing=(),
        word=_word(part, _verdict),
    )


def _verdict(outcome: Outcome) -> str:
    return _VERDICTS[bool(outcome.diagnostics)]


def _with_remarks_once(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* without what was said of the same linter before."""
    said: set[str] = set()
    once = []
    for part in parts:
        new = tuple(remark for remark in part.outcome.remarks if remark.message not in said)
        said.update(remark.message for remark in new)
        once.append(part.replace(outcome=part.outcome.replace(remarks=new)))
    return once


def diff(projects: Sequence[Project]) -> int:
    """Show what rendering all specs would change."""
    parts = _compare(projects)
    prefixes = _prefixes(parts)
    rows = [_compared(part, prefixes[part.project.root]) for part in parts]
    for row in rows:
        output.show(row.findings, "text", err=True)
        click.echo(_diff(row), nl=False)
    click.echo(_summary(rows) + _orphans(rows), err=True)
    differs = any(files.differs(change) for part in parts for change in part.outcome.changes)
    return max(_exit_code(rows, Severity.ERROR), int(differs))


def _compared(part: Part, prefix: str) -> Row:
    outcome = part.outcome
    found = _placed(output.findings(outcome).replace(changes=outcome.changes), prefix)
    differing = [c for c in found.changes if files.differs(c) and c.wanted is not None]
    return Row(
        part=part,
        findings=found,
        counted=outcome.diagnostics,
        differing=differing,
        word=_word(part, _difference),
    )


def _difference(outcome: Outcome) -> str:
    return _DIFFERENCES[files.differs(outcome.changes[0])]


def render(projects: Sequence[Project], terms: Terms, form: str, fail_on: Severity) -> int:
    """Write all workflows but those of specs with errors, and those that must be left alone."""
    parts = _compare(projects)
    prefixes = _prefixes(parts)
    rows = [_judged(part, terms, prefixes[part.project.root]) for part in parts]
    _tell(rows, form, err=True)
    # Nothing was written so far: what is wrong with a spec does not depend on its neighbours.
    rows = [_written(row, prefixes[row.part.project.root]) for row in rows]
    is_pruned = [_finish(root, rows, terms, prefix) for root, prefix in prefixes.items()]
    click.echo(_summary(rows), err=True)
    return _exit_code(rows, fail_on) if all(is_pruned) else ExitCode.FAILURE


def _judged(part: Part, terms: Terms, prefix: str) -> Row:
    verdict = rendering.judge(part.outcome, terms)
    found = _placed(verdict.findings.replace(changes=part.outcome.changes), prefix)
    differing = found.changes[:1] if verdict.is_refused else ()
    word = "left alone" if verdict.is_refused else _word(part, lambda _: "written")
    return Row(
        part=part,
        findings=found.replace(changes=()),
        counted=verdict.counted,
        differing=differing,
        word=word,
    )


def _written(row: Row, prefix: str) -> Row:
    """Write what *row* is about, unless it must not be, and return it with what came of that."""
    if row.word not in _WRITTEN:
        return row
    part = row.part
    try:
        is_new = rendering.write(part.project.root, part.outcome.changes[0], prefix)
    except CiGenError as error:
        output.complain(error)
        return row.replace(part=part.replace(is_done=False), word="not done")
    return row.replace(word="written" if is_new else "up to date")


def _finish(root: Path, rows: Sequence[Row], terms: Terms, prefix: str) -> bool:
    """Remove the orphans below *root* if *terms* say so, and return whether nothing failed."""
    own = [row for row in rows if row.part.project.root == root]
    orphans = [change for row in own for change in row.part.outcome.changes[1:]]
    if any(row.word == "written" for row in own):
        output.remind_of_lock(own[0].part.project)
    if not all(row.word in _WRITTEN for row in own):
        rendering.spare(orphans, terms)
        return True
    try:
        rendering.prune(root, orphans, terms, prefix)
    except CiGenError as error:
        output.complain(error)
        return False
    return True


def _compare(projects: Sequence[Project]) -> list[Part]:
    with output.progress(projects) as counted:
        return batch.compare(counted)


def _prefixes(parts: Sequence[Part]) -> dict[Path, str]:
    """Return for each root what leads to it from the folder that all *parts* have in common.

    Specs of one repository are shown from its root, as they are alone.
    """
    roots = dict.fromkeys(part.project.root for part in parts)
    common = os.path.commonpath(roots)
    return {r: f"{r.relative_to(common).as_posix()}/".removeprefix("./") for r in roots}


def _placed(found: Findings, prefix: str) -> Findings:
    """Return *found* with paths that begin with *prefix*."""
    if not prefix:
        return found
    return Findings(
        diagnostics=[d.replace(location=_moved(d.location, prefix)) for d in found.diagnostics],
        sources={prefix + path: text for path, text in found.sources.items()},
        changes=[_moved(change, prefix) for change in found.changes],
    )


def _moved(thing: _Placed, prefix: str) -> _Placed:
    return thing.replace(path=prefix + thing.path)


def _word(part: Part, of: Callable[[Outcome], str]) -> str:
    if not part.is_done:
        return "not done"
    return "with errors" if part.outcome.has_errors else of(part.outcome)


def _tell(rows: Sequence[Row], form: str, *, err: bool = False) -> None:
    """Print what was found: text spec by spec, other formats as one document."""
    if form != "text":
        output.show(_merged(rows), form)
        return
    for row in rows:
        output.show(row.findings, form, err=err)
        click.echo(_diff(row), err=err, nl=False)
        if row.findings.diagnostics or row.differing:
            click.echo(err=err)


def _merged(rows: Sequence[Row]) -> Findings:
    sources: dict[str, str] = {}
    for row in rows:
        sources.update(row.findings.sources)
    diagnostics = [d for row in rows for d in row.findings.diagnostics]
    return Findings(
        diagnostics=diagnostics,
        sources=sources,
        changes=[c for row in rows for c in row.findings.changes],
    )


def _diff(row: Row) -> str:
    return "".join(files.diff(change) for change in row.differing)


def _summary(rows: Sequence[Row]) -> str:
    counts = Counter(row.word for row in rows)
    told = ", ".join(f"{counts[word]} {word}" for word in _WORDS if counts[word])
    return f"{len(rows)} specs: {told}"


def _orphans(rows: Sequence[Row]) -> str:
    count = sum(len(row.part.outcome.changes[1:]) for row in rows)
    return f"; {count} {'orphan' if count == 1 else 'orphans'}" if count else ""


def _exit_code(rows: Sequence[Row], fail_on: int) -> ExitCode:
    if not all(row.part.is_done for row in rows):
        return ExitCode.FAILURE
    return output.exit_code(tuple(d for row in rows for d in row.counted), fail_on)
