"""Two plans, compared."""

from typing import Final

from ci_gen.plan.jobs import Plan
from ci_gen.review import facts, images, releases, workflows
from ci_gen.review.changes import Change, Kind, in_order

# Of a workflow that is new as a whole.
_TOLD_OF_NEW: Final = {Kind.IMAGE, Kind.CHECK, Kind.TRIGGER, Kind.PERMISSION, Kind.REGISTRY}


def compare(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Return what differs from *old* to *new*, the most important first."""
    parts = (
        images.changes(facts.images(old), facts.images(new)),
        workflows.changes(old, new),
        releases.changes(old, new),
    )
    found = in_order(change for part in parts for change in part)
    if found or old == new:
        return found
    return (
        Change(kind=Kind.WORKFLOW, subject=new.path, words="the workflow differs in details only"),
    )


def introduce(plan: Plan) -> tuple[Change, ...]:
    """Return what is worth knowing of a *plan* that has none to be compared with."""
    nothing = plan.replace(on={}, jobs=())
    return tuple(change for change in compare(nothing, plan) if change.kind in _TOLD_OF_NEW)
