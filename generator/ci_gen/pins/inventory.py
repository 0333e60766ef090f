"""The actions that a workflow uses: their releases, and where each was said."""

from collections.abc import Iterator

from ci_gen.catalog import actions, hazards
from ci_gen.diagnostics import Location
from ci_gen.outcome import Outcome
from ci_gen.plan.parts import Pin
from ci_gen.plan.strategies import pinning
from ci_gen.record import Record
from ci_gen.workflow.uses import Line, lines


class Row(Record):
    """An action as a workflow uses it. What is not known is None.

    *ref* is what stands behind the `@`. *origin* is `catalogue`, `spec` or `file`: where the
    release was said. *place* is where that can be looked at. *ours* is the pin of the plan.
    """

    action: str
    ref: str
    version: str | None
    commit: str | None
    date: str | None
    runs: str | None
    origin: str
    place: Location
    ours: Pin | None

    @property
    def is_retired(self) -> bool:
        """Return whether GitHub's runners lack the action's runtime."""
        return self.runs in actions.RETIRED

    @property
    def repository(self) -> str:
        """Return OWNER/NAME of the action's repository."""
        return "/".join(self.action.split("/")[:2])


def rows(outcome: Outcome) -> tuple[Row, ...]:
    """Return the actions of the workflow that `render` would write, in the order of their use."""
    if outcome.plan is None or not outcome.changes:
        return ()
    change = outcome.changes[0]
    ours = pinning.used(outcome.plan)
    found = {
        (line.action, line.ref): _row(line, ours.get(line.action), outcome, change.path)
        for line in reversed(tuple(lines(change.wanted or "")))
    }
    return tuple(reversed(found.values()))


def _row(line: Line, ours: Pin | None, outcome: Outcome, path: str) -> Row:
    commit, origin, place = line.commit, "file", Location(path=path, line=line.line)
    if ours and line.version == ours.version and line.commit in {ours.sha, None}:
        commit, origin = ours.sha, "spec" if ours.is_fixed else "catalogue"
    if origin == "spec" and outcome.spec and outcome.config:
        place = outcome.spec.locate(outcome.config.given.pins.overrides[line.action].route)
    date, runs = _facts(line, commit)
    return Row(
        action=line.action,
        ref=line.ref,
        version=line.version,
        commit=commit,
        date=date,
        runs=runs,
        origin=origin,
        place=place,
        ours=ours,
    )


def _facts(line: Line, commit: str | None) -> tuple[str | None, str | None]:
    """Return the date and the runtime of a release, as far as they are known."""
    if line.action in actions.names():
        row = actions.action(line.action)
        if commit == row.sha:
            return row.date, row.runs
    hazard = hazards.of(line.action, line.number or None)
    return None, hazard.runtime if hazard else None


def data(found: tuple[Row, ...]) -> Iterator[dict[str, str | int | None]]:
    """Yield each row for a program: no age, which would be another one tomorrow."""
    for row in found:
        yield {
            "action": row.action,
            "ref": row.ref,
            "version": row.version,
            "commit": row.commit,
            "date": row.date,
            "runtime": row.runs,
            "from": row.origin,
            "path": row.place.path,
            "line": row.place.line,
        }
