"""The actions and images that a workflow uses: their releases, and where each was said."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from ci_gen.catalog import actions, hazards, images
from ci_gen.catalog.actions import Action
from ci_gen.catalog.images import PinnedImage
from ci_gen.diagnostics import Location
from ci_gen.outcome import Compared
from ci_gen.plan import pinning
from ci_gen.plan.parts import Pin
from ci_gen.record import Record
from ci_gen.workflow import image_pins
from ci_gen.workflow.uses import Line, lines

# After so many days the catalogue is likely to lack releases that fix something.
_CURRENT_DAYS: Final = 90


class UsedAction(Record):
    """An action as a workflow uses it. What is not known is None.

    *ref* is what comes after the `@`. *origin* is `catalogue`, `spec` or `file`: where the
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

    @property
    def known(self) -> Action | None:
        """Return what the catalogue knows of it, None where the release is not the catalogue's."""
        return actions.action(self.action) if self.origin == "catalogue" else None


class ImageRow(Record):
    """An image that a workflow pulls, at *place*. *known* is the catalogue's row, if it is that."""

    name: str
    tag: str
    digest: str
    place: Location
    known: PinnedImage | None

    @property
    def origin(self) -> str:
        """Return where the release was said: `catalogue` or `file`."""
        return "catalogue" if self.known else "file"


def rows(outcome: Compared) -> tuple[UsedAction, ...]:
    """Return the actions of the workflow that `render` would write, in the order of their use."""
    change = outcome.workflow
    ours = pinning.used(outcome.plan)
    found = {
        (line.action, line.ref): _row(line, ours.get(line.action), outcome, change.path)
        for line in reversed(tuple(lines(change.wanted or "")))
    }
    return tuple(reversed(found.values()))


def _row(line: Line, ours: Pin | None, outcome: Compared, path: str) -> UsedAction:
    commit, origin, place = line.commit, "file", Location(path=path, line=line.line)
    if ours and line.version == ours.version and line.commit in {ours.sha, None}:
        commit, origin = ours.sha, "spec" if ours.is_fixed else "catalogue"
    if origin == "spec":
        place = outcome.spec.locate_key(outcome.config.given.pins.overrides[line.action].route)
    date, runs = _facts(line, commit)
    return UsedAction(
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


def image_rows(path: str, text: str) -> tuple[ImageRow, ...]:
    """Return the images with a digest that *text*, the workflow *path*, pulls, each once."""
    found: dict[tuple[str, str], ImageRow] = {}
    for line in image_pins.lines(text):
        ours = images.of(line.name)
        known = ours if ours and (line.tag, line.digest) == (ours.tag, ours.digest) else None
        place = Location(path=path, line=line.line)
        row = ImageRow(name=line.name, tag=line.tag, digest=line.digest, place=place, known=known)
        found.setdefault((images.short(line.name), line.digest), row)
    return tuple(found.values())


def images_of(outcome: Compared) -> tuple[ImageRow, ...]:
    """Return the images of the workflow that `render` would write."""
    change = outcome.workflow
    return image_rows(change.path, change.wanted or "")


def outdated(today: date) -> str | None:
    """Return what to say on the day *today* of a catalogue that is too old, else None."""
    until = actions.known_until()
    days = (today - date.fromisoformat(until)).days
    if days <= _CURRENT_DAYS:
        return None
    remedy = "run `ci-gen pins update`, or take a newer ci-gen"
    return f"ci-gen's catalogue knows releases until {until}, {days} days ago: {remedy}"


def data(found: tuple[UsedAction, ...]) -> Iterator[dict[str, str | int | None]]:
    """Yield each row for a program: no age, which would be another one tomorrow."""
    for row in found:
        yield {
            "action": row.action,
            "ref": row.ref,
            "version": row.version,
            "commit": row.commit,
            "date": row.date,
            "runtime": row.runs,
            "as_of": row.known.as_of if row.known else None,
            "source": row.known.source if row.known else None,
            "from": row.origin,
            "path": row.place.path,
            "line": row.place.line,
        }


def image_data(found: tuple[ImageRow, ...]) -> Iterator[dict[str, str | int | None]]:
    """Yield each image for a program."""
    for row in found:
        yield {
            "image": row.name,
            "tag": row.tag,
            "digest": row.digest,
            "as_of": row.known.as_of if row.known else None,
            "source": row.known.source if row.known else None,
            "from": row.origin,
            "path": row.place.path,
            "line": row.place.line,
        }
