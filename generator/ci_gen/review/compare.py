"""A spec and what it was at a Git revision: what the difference means."""

from ci_gen import pipeline
from ci_gen.diagnostics import Diagnostic, Severity
from ci_gen.outcome import Outcome
from ci_gen.plan.jobs import Plan
from ci_gen.record import Record
from ci_gen.review import comparison, pinned, revisions
from ci_gen.review.changes import Change, Kind, quoted
from ci_gen.spec.project import Project
from ci_gen.yaml import document as spec


class Review(Record):
    """What came of a spec, and what *changes* it makes; none while it has errors."""

    outcome: Outcome
    changes: tuple[Change, ...]


def review(project: Project, revision: str) -> Review:
    """Return what the spec of *project* changes against itself at *revision*.

    Raises CiGenError when Git does not know the revision.
    """
    at = revisions.commit(project.root, revision)
    outcome = pipeline.compare(project)
    if outcome.plan is None:
        return Review(outcome=outcome, changes=())
    new = pinned.as_in(outcome.changes[0].current or "", outcome.plan)
    found = _plan_at(project, at)
    if isinstance(found, Diagnostic):
        words = f"{quoted(project.spec)} at {revision} is refused by this ci-gen, so nothing was"
        reason = f"compared: {' '.join(found.message.split())} ({found.code})"
        return Review(
            outcome=outcome,
            changes=(Change(kind=Kind.SPEC, subject=project.spec, words=f"{words} {reason}"),),
        )
    if found is None:
        words = f"there is no {quoted(project.spec)} at {revision}: everything is new"
        everything = comparison.introduce(new)
        return Review(
            outcome=outcome,
            changes=(Change(kind=Kind.SPEC, subject=project.spec, words=words), *everything),
        )
    return Review(outcome=outcome, changes=comparison.compare(found, new))


def _plan_at(project: Project, commit: str) -> Plan | Diagnostic | None:
    """Return the plan of the spec at a commit, or why there is none, None without a spec."""
    raw = revisions.read(project.root, commit, project.spec)
    if raw is None:
        return None
    found = spec.decode(raw, project.spec)
    if isinstance(found, Diagnostic):
        return found
    outcome = pipeline.judge(found)
    if outcome.plan is None:
        return next(d for d in outcome.diagnostics if d.severity is Severity.ERROR)
    workflow = revisions.read(project.root, commit, outcome.plan.path) or b""
    text = workflow.decode("utf-8", "replace").replace("\r\n", "\n")
    return pinned.as_in(text, outcome.plan)
