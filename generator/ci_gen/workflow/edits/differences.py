"""Where one workflow differs from another: by job, by step of the same name, by row of a matrix."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from ci_gen.diagnostics import Route
from ci_gen.record import Record

# What is absent on one side; None is a value of YAML.
ABSENT: Final = object()
_PIN: Final = re.compile(r"@[0-9a-f]{40}\Z")


class Difference(Record):
    """One value that differs, at *path* inside of a step, else of a *job*, else of the workflow.

    *row* is the row of a matrix that the path is in, for the *platform* and the image or variant of
    *whose*. *action* is what the step uses. *route* leads to the value in the workflow on disk, or
    to what would hold it.
    """

    route: Route
    path: tuple[str, ...]
    wanted: Any
    current: Any
    job: str | None = None
    step: str | None = None
    action: str = ""
    row: str | None = None
    platform: str = ""
    whose: Mapping[str, str] = MappingProxyType({})

    @property
    def is_gone(self) -> bool:
        """Return whether the value is only in what is wanted."""
        return self.current is ABSENT

    @property
    def is_added(self) -> bool:
        """Return whether the value is only on disk."""
        return self.wanted is ABSENT


def find(current: Any, wanted: Mapping[str, Any]) -> Iterator[Difference]:
    """Yield where *current* differs from *wanted*, in the order of what is wanted."""
    if not isinstance(current, dict) or not isinstance(current.get("jobs"), dict):
        yield Difference(route=(), path=(), wanted=wanted, current=current)
        return
    whole = Difference(route=(), path=(), wanted=wanted, current=current)
    for key, theirs, ours in _pairs(current, wanted):
        part = _below(whole, key, theirs, ours)
        if key != "jobs":
            yield from _values(part)
            continue
        for name, job, expected in _pairs(theirs, ours):
            yield from _job(_below(part, name, job, expected).replace(job=name, path=()))


def action_of(step: Any) -> str:
    """Return the action that *step* uses, without its version; empty when it uses none."""
    uses = step.get("uses") if isinstance(step, dict) else None
    return uses.partition("@")[0] if isinstance(uses, str) else ""


def _pairs(current: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in dict.fromkeys((*wanted, *current)):
        yield key, current.get(key, ABSENT), wanted.get(key, ABSENT)


def _below(parent: Difference, key: str, current: Any, wanted: Any) -> Difference:
    route = (*parent.route, key)
    path = (*parent.path, key)
    return parent.replace(route=route, path=path, current=current, wanted=wanted)


def _values(part: Difference) -> Iterator[Difference]:
    """Yield the values that differ in *part*: one by one in mappings, else as a whole."""
    current, wanted = part.current, part.wanted
    if isinstance(current, dict) and isinstance(wanted, dict):
        for key, theirs, ours in _pairs(current, wanted):
            yield from _values(_below(part, key, theirs, ours))
    elif part.path[-1:] == ("include",) and _has_rows(current) and _has_rows(wanted):
        yield from _rows(part)
    # As they are written: 1.10 is another text than 1.1.
    elif repr(current) != repr(wanted) and not _is_same_action(part):
        yield part


def _is_same_action(part: Difference) -> bool:
    """Return whether both use the same action at some commit: bots may change which."""
    texts = (part.current, part.wanted)
    if part.path != ("uses",) or not all(isinstance(t, str) and _PIN.search(t) for t in texts):
        return False
    return bool(part.current.partition("@")[0] == part.wanted.partition("@")[0])


def _job(job: Difference) -> Iterator[Difference]:
    if not (isinstance(job.current, dict) and isinstance(job.wanted, dict)):
        yield from _values(job)
        return
    for key, theirs, ours in _pairs(job.current, job.wanted):
        part = _below(job, key, theirs, ours)
        if key == "steps" and isinstance(theirs, list) and isinstance(ours, list):
            yield from _steps(part.replace(path=()))
        else:
            yield from _values(part)


def _steps(steps: Difference) -> Iterator[Difference]:
    current, wanted = _named(steps.current), _named(steps.wanted)
    for name, theirs, ours in _pairs(current, wanted):
        i, step = theirs if theirs is not ABSENT else (None, ABSENT)
        expected = ours[1] if ours is not ABSENT else ABSENT
        route = steps.route if i is None else (*steps.route, i)
        action = action_of(expected) or action_of(step)
        found = Difference(
            route=route,
            path=(),
            wanted=expected,
            current=step,
            job=steps.job,
            step=name,
            action=action,
        )
        yield from _values(found)
    common = [name for name in current if name in wanted]
    expected = [name for name in wanted if name in current]
    if common != expected:
        yield steps.replace(path=("steps",), current=common, wanted=expected)


def _named(steps: Sequence[Any]) -> dict[str, tuple[int, Any]]:
    """Return steps with their indices by name; a name that comes again gets a number."""
    named: dict[str, tuple[int, Any]] = {}
    counts: Counter[str] = Counter()
    for i, step in enumerate(steps):
        given = step.get("name") if isinstance(step, dict) else None
        name = known = str(given or action_of(step) or f"step {i + 1}")
        while known in named:
            counts[name] += 1
            known = f"{name} ({counts[name] + 1})"
        named[known] = (i, step)
    return named


def _has_rows(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _rows(rows: Difference) -> Iterator[Difference]:
    current = {_row_name(row, i): (i, row) for i, row in enumerate(rows.current)}
    wanted = {_row_name(row, i): (i, row) for i, row in enumerate(rows.wanted)}
    for name, theirs, ours in _pairs(current, wanted):
        i, row = theirs if theirs is not ABSENT else (None, ABSENT)
        expected = ours[1] if ours is not ABSENT else ABSENT
        route = rows.route if i is None else (*rows.route, i)
        cells = row if isinstance(row, dict) else expected
        yield from _values(
            Difference(
                route=route,
                path=(),
                wanted=expected,
                current=row,
                job=rows.job,
                row=name,
                platform=_platform(cells),
                whose={key: str(cells[key]) for key in ("image", "variant") if cells.get(key)},
            )
        )


def _row_name(row: Mapping[str, Any], i: int) -> str:
    """Return what tells a row from the others: its image, its variant and its platforms."""
    parts = (row.get("image"), row.get("variant"), _platform(row))
    return " ".join(str(part) for part in parts if part) or f"row {i + 1}"


def _platform(row: Mapping[str, Any]) -> str:
    """Return what a row builds, nothing for one that publishes what others have built."""
    found = str(row.get("platform") or row.get("platforms") or "")
    return "" if "digests" in row else found
