"""Two sides of a change, compared."""

from typing import Final

from ci_gen.review import facts, images, releases, workflows
from ci_gen.review.changes import Change, Kind, in_order
from ci_gen.review.facts import Side

# Of a workflow that is new as a whole.
_TOLD_OF_NEW: Final = {Kind.IMAGE, Kind.CHECK, Kind.TRIGGER, Kind.PERMISSION, Kind.REGISTRY}


def compare(old: Side, new: Side) -> tuple[Change, ...]:
    """Return what differs from *old* to *new*, the most important first."""
    parts = (
        images.changes(facts.images(old.config), facts.images(new.config)),
        workflows.changes(old.plan, new.plan),
        releases.changes(old.plan, new.plan),
    )
    found = in_order(change for part in parts for change in part)
    if found or old.plan == new.plan:
        return found
    return (
        Change(
            kind=Kind.WORKFLOW, subject=new.plan.path, words="the workflow differs in details only"
        ),
    )


def introduce(new: Side) -> tuple[Change, ...]:
    """Return what is worth knowing of a side that has none to be compared with."""
    nothing = Side(config=new.config.replace(images=()), plan=new.plan.replace(on={}, jobs=()))
    return tuple(change for change in compare(nothing, new) if change.kind in _TOLD_OF_NEW)
