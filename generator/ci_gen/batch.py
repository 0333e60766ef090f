"""Specs, one or many: what comes of each, and what shows only when they are seen together."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from ci_gen import pipeline
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import CiGenError, explained
from ci_gen.outcome import Compared, Outcome, Planned, Refused, compared
from ci_gen.record import Record
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import FileChange

# Specs that nobody gave a workflow of its own may be many: a message names a few.
_MOST_NAMES: Final = 3


class Part(Record):
    """A spec, and what came of it; it is not done when ci-gen could not work on it."""

    project: Project
    outcome: Outcome
    is_done: bool = True


def gather(
    projects: Iterable[Project], work: Callable[[Project], Outcome], *, is_alone: bool = False
) -> list[Part]:
    """Return what *work* makes of each project, of which there is one if it *is_alone*.

    What stops one of several is a finding like others, and so is a workflow that two would write.
    Raises CiGenError for what stops the only one.
    """
    if is_alone:
        return [Part(project=project, outcome=work(project)) for project in projects]
    return _apart([_part(project, work) for project in projects])


def compare(
    projects: Iterable[Project], path: str | None = None, *, is_alone: bool = False
) -> list[Part]:
    """Return the workflows on disk compared with what the specs want.

    Workflows that none of them wants any more come with the last spec of their repository. *path*
    is where the workflow of the only spec goes, None for where the spec wants it.
    """
    parts = gather(projects, partial(pipeline.compare, path=path), is_alone=is_alone)
    last = {part.project.root: part for part in parts if isinstance(part.outcome, Compared)}
    orphans = {root: tuple(files.orphans(root, _wanted(root, parts))) for root in last}
    return [
        _with_orphans(part, orphans[part.project.root], parts, is_last=part in last.values())
        if isinstance(part.outcome, Compared)
        else part
        for part in parts
    ]


def lint(
    projects: Iterable[Project], look: Callable[[Project], Outcome], *, is_alone: bool = False
) -> list[Part]:
    """Return what *look* makes of each project, and the names that two workflows have."""
    from ci_gen.lint import shared_names  # noqa: PLC0415 (nothing but linting pays for it)

    parts = gather(projects, look, is_alone=is_alone)
    specs: dict[Path, list[Part]] = {}
    for part in parts:
        specs.setdefault(part.project.root, []).append(part)
    known = {
        root: shared_names.of_repository(
            root,
            [part.outcome.plan for part in own if isinstance(part.outcome, Planned)],
            {part.project.spec for part in own},
        )
        for root, own in specs.items()
    }
    return [
        part.replace(outcome=shared_names.added(part.outcome, known[part.project.root]))
        for part in parts
    ]


def _with_orphans(
    part: Part, orphans: tuple[FileChange, ...], parts: Sequence[Part], *, is_last: bool
) -> Part:
    """Return *part*, a new workflow with the newer pins of the *orphans* that it replaces.

    The last of a repository comes with the orphans themselves.
    """
    others = _wanted(part.project.root, parts).keys() - {part.project.spec}
    own = (orphan for orphan in orphans if files.source(orphan.current or "") not in others)
    outcome = pipeline.with_pins_of(compared(part.outcome), own)
    return part.replace(outcome=outcome.replace(orphans=orphans) if is_last else outcome)


def _part(project: Project, work: Callable[[Project], Outcome]) -> Part:
    try:
        return Part(project=project, outcome=work(project))
    except (CiGenError, OSError) as caught:
        error = explained(caught)
        place = Location(path=project.spec)
        found = Diagnostic(
            code="CG610",
            severity=Severity.ERROR,
            message=error.message,
            location=place,
            remedy=error.remedy,
        )
        return Part(project=project, outcome=Refused(diagnostics=(found,)), is_done=False)


def _wanted(root: Path, parts: Sequence[Part]) -> dict[str, str]:
    return {
        part.project.spec: part.outcome.workflow.path
        for part in parts
        if part.project.root == root and isinstance(part.outcome, Compared)
    }


def _apart(parts: list[Part]) -> list[Part]:
    """Return *parts* with a finding in each of those that would write the same file."""
    writers: dict[str, list[Part]] = {}
    for part in parts:
        if path := _target(part):
            writers.setdefault(path, []).append(part)
    return [
        _refused(part, part.outcome, same)
        if isinstance(part.outcome, Planned) and len(same := writers[_target(part)]) > 1
        else part
        for part in parts
    ]


def _target(part: Part) -> str:
    """Return the file that a spec renders, as the file system knows it; nothing without a plan."""
    if isinstance(part.outcome, Refused):
        return ""
    return os.path.realpath(part.project.root / part.outcome.plan.path)


def _refused(part: Part, outcome: Planned, same: Sequence[Part]) -> Part:
    others = [other.project.spec for other in same if other is not part]
    named = ", ".join(others[:_MOST_NAMES])
    more = f" and {len(others) - _MOST_NAMES} more" if len(others) > _MOST_NAMES else ""
    message = f"{part.project.spec} renders {outcome.plan.path}, and so does {named}{more}"
    found = Diagnostic(
        code="CG611",
        severity=Severity.ERROR,
        message=message,
        location=outcome.spec.locate(outcome.config.given.workflow.route),
        remedy="set `workflow` in each of them, to a file of its own",
    )
    diagnostics = (*outcome.diagnostics, found)
    return part.replace(outcome=Refused(diagnostics=diagnostics, sources=outcome.sources))
