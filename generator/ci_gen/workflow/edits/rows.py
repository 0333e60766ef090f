"""Which key of the spec says what somebody wrote into the matrix of a job."""

from ci_gen.workflow.edits import words
from ci_gen.workflow.edits.differences import Difference
from ci_gen.workflow.edits.inputs import COLUMNS
from ci_gen.workflow.edits.words import Advice, assign, see, targets

# What the values of an axis are in the spec.
_AXES = {"image": "images", "variant": "variants"}


def advise(found: Difference) -> Advice | None:
    """Return what to do about a difference in a row of a matrix."""
    match found.path:
        case ():
            return _of_whole_row(found)
        case ("runner",):
            return Advice(key="runners", words=_runner(found))
        case (name,) if name in COLUMNS:
            key, advice = COLUMNS[name]
            return Advice(key=key, words=advice(key, found))
        case _:
            return None


def advise_axis(axis: str, found: Difference) -> Advice | None:
    """Return what to do about values that came to an *axis* of a matrix, or are gone."""
    if axis in {"platform", "platforms"}:
        return Advice(key="targets", words=words.platforms("targets", found))
    return Advice(key=_AXES[axis], words=see(_AXES[axis])) if axis in _AXES else None


def _runner(found: Difference) -> str:
    if found.platform and "," not in found.platform:
        return assign("runners", {found.platform: found.current})
    return see("runners")


def _of_whole_row(found: Difference) -> Advice | None:
    if found.platform:
        return Advice(key="targets", words=targets(found.platform, is_wanted=found.is_added))
    axis = next((axis for axis in _AXES if axis in found.whose), None)
    return advise_axis(axis, found) if axis else None
