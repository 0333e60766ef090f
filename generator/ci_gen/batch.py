"""Many specs at once: what comes of each, and what shows only when they are seen together."""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from ci_gen import pipeline
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import CiGenError
from ci_gen.outcome import Outcome
from ci_gen.record import Record
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import Change

# Specs that nobody gave a workflow of its own may be many: a message names a few.
_MOST_NAMES: Final = 3


class Part(Record):
    """One of many specs, and what came of it; it is not done when ci-gen could not work on it."""

    project: Project
    outcome: Outcome
    is_done: bool = True


def gather(projects: Iterable[Project], work: Callable[[Project], Outcome]) -> list[Part]:
    """Return what *work* makes of each project.

    What stops one of them is a finding like others, and so is a workflow that several would write.
    """
    return _apart([_part(project, work) for project in projects])


def compare(projects: Iterable[Project]) -> list[Part]:
    """Return how the workflows on disk stand to what the specs want.

    Workflows that none of them wants any more stand with the last spec of their repository.
    """
    parts = gather(projects, pipeline.stand)
    last = {part.project.root: i for i, part in enumerate(parts) if part.outcome.changes}
    for root, i in last.items():
        wanted = _wanted(root, parts)
        orphans = tuple(files.orphans(root, wanted))
        parts = [
            _heir(part, wanted, orphans) if part.project.root == root else part for part in parts
        ]
        changes = (*parts[i].outcome.changes, *orphans)
        parts[i] = parts[i].replace(outcome=parts[i].outcome.replace(changes=changes))
    return parts


def _heir(part: Part, wanted: Mapping[str, str], orphans: Iterable[Change]) -> Part:
    """Return *part* with what its workflow takes over from *orphans*, as it does alone."""
    if not part.outcome.changes:
        return part
    others = wanted.keys() - {part.project.spec}
    own = (orphan for orphan in orphans if files.source(orphan.current or "") not in others)
    return part.replace(outcome=pipeline.inherit(part.outcome, own))


def _part(project: Project, work: Callable[[Project], Outcome]) -> Part:
    try:
        return Part(project=project, outcome=work(project))
    except CiGenError as error:
        place = Location(path=project.spec)
        found = Diagnostic(
            code="CG610",
            severity=Severity.ERROR,
            message=error.message,
            location=place,
            remedy=error.remedy,
        )
        return Part(project=project, outcome=Outcome(diagnostics=(found,)), is_done=False)


def _wanted(root: Path, parts: Sequence[Part]) -> dict[str, str]:
    return {
        part.project.spec: part.outcome.changes[0].path
        for part in parts
        if part.project.root == root and part.outcome.changes
    }


def _apart(parts: list[Part]) -> list[Part]:
    """Return *parts* with a finding in each of those that would write the same file."""
    writers: dict[str, list[Part]] = {}
    for part in parts:
        if path := _target(part):
            writers.setdefault(path, []).append(part)
    return [
        _refused(part, same) if len(same := writers.get(_target(part), [])) > 1 else part
        for part in parts
    ]


def _target(part: Part) -> str:
    """Return the file that a spec renders, as the file system knows it; nothing without a plan."""
    plan = part.outcome.plan
    return os.path.realpath(part.project.root / plan.path) if plan else ""


def _refused(part: Part, same: Sequence[Part]) -> Part:
    outcome = part.outcome
    if outcome.plan is None or outcome.spec is None or outcome.config is None:
        raise AssertionError(part)
    others = [other.project.spec for other in same if other is not part]
    named = ", ".join(others[:_MOST_NAMES])
    more = f" and {len(others) - _MOST_NAMES} more" if len(others) > _MOST_NAMES else ""
    message = f"{part.project.spec} renders {outcome.plan.path}, and so does {named}{more}"
    remedy = "set `workflow` in each of them, to a file of its own"
    place = outcome.spec.locate(outcome.config.given.workflow.route)
    found = Diagnostic(
        code="CG611", severity=Severity.ERROR, message=message, location=place, remedy=remedy
    )
    return part.replace(
        outcome=outcome.replace(diagnostics=(*outcome.diagnostics, found), plan=None, changes=())
    )
