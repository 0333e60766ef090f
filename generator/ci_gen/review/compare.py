"""A spec and what it was at a Git revision: what the difference means."""

from ci_gen import batch, pipeline
from ci_gen.diagnostics import Diagnostic, Severity
from ci_gen.outcome import Compared, Outcome, Refused
from ci_gen.record import Record
from ci_gen.review import comparison, pinned, revisions
from ci_gen.review.changes import Change, Kind, quoted
from ci_gen.review.facts import Side
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
    outcome = batch.compare([project], is_alone=True)[0].outcome
    if not isinstance(outcome, Compared):
        return Review(outcome=outcome, changes=())
    plan = pinned.as_in(outcome.workflow.current or "", outcome.plan)
    new = Side(config=outcome.config, plan=plan)
    found = _side_at(project, at)
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


def _side_at(project: Project, commit: str) -> Side | Diagnostic | None:
    """Return what the spec was at a commit, or why that is refused, None without a spec."""
    raw = revisions.read(project.root, commit, project.spec)
    if raw is None:
        return None
    found = spec.decode(raw, project.spec)
    if isinstance(found, Diagnostic):
        return found
    outcome = pipeline.check(found)
    if isinstance(outcome, Refused):
        return next(d for d in outcome.diagnostics if d.severity is Severity.ERROR)
    workflow = revisions.read(project.root, commit, outcome.plan.path) or b""
    text = workflow.decode("utf-8", "replace").replace("\r\n", "\n")
    return Side(config=outcome.config, plan=pinned.as_in(text, outcome.plan))
