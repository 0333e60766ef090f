"""What commands do with specs, one or many: one report, one exit code.

Several specs get a summary, and what stops one of them is a finding like others.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from ci_gen import batch
from ci_gen.batch import Part
from ci_gen.cli import output, placing, rendering, spec_rows
from ci_gen.cli.rendering import Terms
from ci_gen.cli.spec_rows import SpecRow
from ci_gen.diagnostics import Severity
from ci_gen.errors import CiGenError, ExitCode
from ci_gen.outcome import Compared, Outcome, Planned, Rendered, changes, compared
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import State


def check(projects: Sequence[Project], form: str, fail_on: Severity) -> int:
    """Tell of all workflows whether they are what the specs say."""
    parts = _compare(projects)
    prefixes = placing.prefixes(parts)
    rows = [_checked(part, prefixes[part.project.root]) for part in parts]
    spec_rows.tell(rows, form)
    if form == "text":
        spec_rows.close(rows, _fresh)
    return spec_rows.exit_code(rows, fail_on)


def _fresh(outcome: Outcome) -> str:
    if not isinstance(outcome, Compared) or outcome.workflow.state is not State.FRESH:
        return ""
    return f"{outcome.workflow.path} is fresh: {outcome.workflow.reason}"


def _checked(part: Part, prefix: str) -> SpecRow:
    found = placing.placed(output.findings(part.outcome, with_drift=True), prefix)
    drifted = [change for change in found.changes if change.state is not State.FRESH]
    return SpecRow(
        part=part,
        findings=found,
        counted=found.diagnostics,
        differing=[change for change in drifted if files.is_comparable(change)],
        word=spec_rows.word(part, _state),
    )


def _state(outcome: Outcome) -> str:
    return compared(outcome).workflow.state.value


def lint(
    projects: Sequence[Project], look: Callable[[Project], Outcome], form: str, fail_on: Severity
) -> int:
    """Look for mistakes in all specs: *look* tells those of one."""
    with output.progress(projects) as counted:
        parts = _with_remarks_once(batch.lint(counted, look, is_alone=len(projects) == 1))
    prefixes = placing.prefixes(parts)
    rows = [_linted(part, prefixes[part.project.root]) for part in parts]
    spec_rows.tell(rows, form)
    if form == "text":
        spec_rows.close(rows, _without_findings)
    return spec_rows.exit_code(rows, fail_on)


def _without_findings(outcome: Outcome) -> str:
    if not isinstance(outcome, Planned) or outcome.diagnostics:
        return ""
    return f"{outcome.spec.path}: no findings"


def _linted(part: Part, prefix: str) -> SpecRow:
    found = placing.placed(output.findings(part.outcome), prefix)
    return SpecRow(
        part=part,
        findings=found,
        counted=part.outcome.diagnostics,
        differing=(),
        word=spec_rows.word(part, _verdict),
    )


def _verdict(outcome: Outcome) -> str:
    return spec_rows.VERDICTS[bool(outcome.diagnostics)]


def _with_remarks_once(parts: Iterable[Part]) -> list[Part]:
    """Return *parts* without what was said of the same linter before."""
    said: set[str] = set()
    once = []
    for part in parts:
        outcome = part.outcome
        if isinstance(outcome, Rendered):
            new = tuple(remark for remark in outcome.remarks if remark.message not in said)
            said.update(remark.message for remark in new)
            outcome = outcome.replace(remarks=new)
        once.append(part.replace(outcome=outcome))
    return once


def diff(projects: Sequence[Project]) -> int:
    """Show what rendering all specs would change."""
    parts = _compare(projects)
    prefixes = placing.prefixes(parts)
    rows = [_compared(part, prefixes[part.project.root]) for part in parts]
    for row in rows:
        output.show(row.findings, "text", err=True)
        click.echo(spec_rows.diff_of(row), nl=False)
    if len(rows) > 1:
        click.echo(spec_rows.summary(rows) + spec_rows.orphans_of(rows), err=True)
    differs = any(files.differs(change) for part in parts for change in changes(part.outcome))
    return max(spec_rows.exit_code(rows, Severity.ERROR), int(differs))


def _compared(part: Part, prefix: str) -> SpecRow:
    outcome = part.outcome
    found = placing.placed(output.findings(outcome).replace(changes=changes(outcome)), prefix)
    differing = [c for c in found.changes if files.differs(c) and c.wanted is not None]
    return SpecRow(
        part=part,
        findings=found,
        counted=outcome.diagnostics,
        differing=differing,
        word=spec_rows.word(part, _difference),
    )


def _difference(outcome: Outcome) -> str:
    return spec_rows.DIFFERENCES[bool(files.differs(compared(outcome).workflow))]


def render(
    projects: Sequence[Project],
    terms: Terms,
    form: str,
    fail_on: Severity,
    path: str | None = None,
) -> int:
    """Write all workflows but those of specs with errors, and those that must be left alone.

    *path* is where the workflow of the one spec goes, None for where the spec wants it.
    """
    parts = _compare(projects, path)
    prefixes = placing.prefixes(parts)
    rows = [_before_writing(part, terms, prefixes[part.project.root]) for part in parts]
    spec_rows.tell(rows, form, err=True)
    # Nothing was written so far: what is wrong with a spec does not depend on its neighbours.
    rows = [_written(row, prefixes[row.part.project.root]) for row in rows]
    if len(rows) == 1:
        _explain(rows[0])
    is_pruned = [_finish(root, rows, terms, prefix) for root, prefix in prefixes.items()]
    if len(rows) > 1:
        click.echo(spec_rows.summary(rows), err=True)
    if any(row.word == "left alone" for row in rows):
        return max(spec_rows.exit_code(rows, fail_on), ExitCode.FINDINGS)
    return spec_rows.exit_code(rows, fail_on) if all(is_pruned) else ExitCode.FAILURE


def _explain(row: SpecRow) -> None:
    """Say of each image of the one spec why each platform is in, if that is news."""
    if row.word == "up to date":
        click.echo(f"{compared(row.part.outcome).workflow.path} is up to date", err=True)
    if row.word != "written":
        return
    for image in compared(row.part.outcome).config.images:
        click.echo(f"  Build {image.id}", err=True)
        for platform in image.platforms:
            labels = [m.label for m in image.machines if m.platform == platform and m.label]
            machines = ", ".join(dict.fromkeys(labels)) or "named in the spec"
            click.echo(f"    {platform:<14} {machines}", err=True)


def _before_writing(part: Part, terms: Terms, prefix: str) -> SpecRow:
    verdict = rendering.verdict(part.outcome, terms)
    found = placing.placed(verdict.findings.replace(changes=changes(part.outcome)), prefix)
    own = [change for change in found.changes[:1] if files.is_comparable(change)]
    word = "left alone" if verdict.is_refused else spec_rows.word(part, lambda _: "written")
    return SpecRow(
        part=part,
        findings=found.replace(changes=()),
        counted=verdict.counted,
        differing=own if verdict.is_refused else (),
        word=word,
    )


def _written(row: SpecRow, prefix: str) -> SpecRow:
    """Write what *row* is about, unless it must not be, and return it with what came of that."""
    if row.word not in spec_rows.WRITTEN:
        return row
    part = row.part
    try:
        is_new = rendering.write(part.project.root, compared(part.outcome).workflow, prefix)
    except CiGenError as error:
        output.complain(error)
        return row.replace(part=part.replace(is_done=False), word="not done")
    return row.replace(word="written" if is_new else "up to date")


def _finish(root: Path, rows: Sequence[SpecRow], terms: Terms, prefix: str) -> bool:
    """Remove the orphans below *root* if *terms* say so, and return whether nothing failed."""
    own = [row for row in rows if row.part.project.root == root]
    orphans = [change for row in own for change in changes(row.part.outcome)[1:]]
    if any(row.word == "written" for row in own):
        output.remind_of_lock(own[0].part.project)
    if not all(row.word in spec_rows.WRITTEN for row in own):
        rendering.note_kept(orphans, terms)
        return True
    try:
        rendering.prune(root, orphans, terms, prefix)
    except CiGenError as error:
        output.complain(error)
        return False
    return True


def _compare(projects: Sequence[Project], path: str | None = None) -> list[Part]:
    with output.progress(projects) as counted:
        return batch.compare(counted, path, is_alone=len(projects) == 1)
