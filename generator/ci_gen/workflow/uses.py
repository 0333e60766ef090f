"""Pins of actions as they stand in a workflow: `uses: OWNER/REPO@COMMIT # VERSION`.

Bots and people change what stands behind the name of an action. Nothing in there is an edit of the
file, so it is left out when files are compared, and a version that is newer than ours is kept.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Final

from ci_gen.catalog import actions
from ci_gen.record import Record

# At the indentation of a job's or step's key, which no text of a spec can reach: it is quoted or
# deeper.
_USES: Final = re.compile(
    r"^(?P<head>(?: {4}| {6}- | {8})uses:) +(?P<quote>[\"']?)"
    r"(?P<action>[A-Za-z0-9][\w.-]*/[\w./-]+)"
    r"@(?P<ref>[^\s\"'#@]+)(?P=quote)(?P<note>[ \t]+#[^\n]*)?[ \t]*$",
    re.MULTILINE,
)
_COMMIT: Final = re.compile(r"[0-9a-f]{40}")


class Line(Record):
    """A line of a workflow that uses an action: what stands before and behind the `@`.

    *note* is the comment without its `#`. *line* is the number of the line in its file.
    """

    head: str
    action: str
    ref: str
    note: str
    line: int = 0

    @property
    def commit(self) -> str | None:
        """Return the commit, None where a tag or branch stands."""
        return self.ref if _COMMIT.fullmatch(self.ref) else None

    @property
    def version(self) -> str | None:
        """Return the version that the line is for, None where none can be read from it."""
        text = self.note if self.commit else self.ref
        return text if actions.number(text) else None

    @property
    def number(self) -> tuple[int, ...]:
        """Return the version to compare; an unknown one comes before all others."""
        return actions.number(self.version or "") or ()

    def __str__(self) -> str:
        note = f" # {self.note}" if self.note else ""
        return f"{self.head} {self.action}@{self.ref}{note}"


def lines(text: str) -> Iterator[Line]:
    """Yield each line of *text* that uses an action of another repository."""
    number, end = 1, 0
    for found in _USES.finditer(text):
        number, end = number + text.count("\n", end, found.start()), found.start()
        yield _line(found).replace(line=number)


def _line(found: re.Match[str]) -> Line:
    note = (found["note"] or "").strip().removeprefix("#").strip()
    return Line(head=found["head"], action=found["action"], ref=found["ref"], note=note)


def without_pins(text: str) -> str:
    """Return *text* with the commits and versions of its actions left out."""
    return _USES.sub(r"\g<head> \g<action>", text)


def pinned(text: str) -> list[str]:
    """Return the lines of *text* that pin an action."""
    return [found[0] for found in _USES.finditer(text)]


def swapped(rendered: str, existing: str) -> list[Line]:
    """Return one line of *existing* for each action whose commit is not that of its version."""
    ours = {(line.action, line.version): line.commit for line in lines(rendered) if line.commit}
    found: dict[str, Line] = {}
    for line in lines(existing):
        known = ours.get((line.action, line.version))
        if known and line.commit and line.commit != known:
            found.setdefault(line.action, line)
    return list(found.values())


def keep(rendered: str, existing: str, fixed: Collection[str] = ()) -> str:
    """Return *rendered* with the pins of *existing* that are newer, or that nobody can compare.

    The latter are kept where they stand: at the same one of the lines that use the action. What
    the spec says of the actions in *fixed* stays.
    """
    newest: dict[str, Line] = {}
    unclear: dict[tuple[str, int], Line] = {}
    for nth, line in _counted(lines(existing)):
        if line.version is None:
            unclear[line.action, nth] = line
        elif line.action not in newest or _rank(line) > _rank(newest[line.action]):
            newest[line.action] = line
    seen: Counter[str] = Counter()

    def settle(found: re.Match[str]) -> str:
        ours = _line(found)
        nth = seen[ours.action]
        seen[ours.action] += 1
        if ours.action in fixed or ours.version is None:
            return found[0]
        theirs = unclear.get((ours.action, nth)) or newest.get(ours.action)
        return str(_newer(ours, theirs)) if theirs else found[0]

    return _USES.sub(settle, rendered)


def replaced(text: str, pins: dict[str, tuple[str, str]]) -> str:
    """Return *text* with what *pins* has for an action, reference and note, in all of its lines."""

    def replace(found: re.Match[str]) -> str:
        ref, note = pins.get(found["action"], ("", ""))
        return str(_line(found).replace(ref=ref, note=note)) if ref else found[0]

    return _USES.sub(replace, text)


def _counted(found: Iterator[Line]) -> Iterator[tuple[int, Line]]:
    """Yield each line with how many came before it that use the same action."""
    seen: Counter[str] = Counter()
    for line in found:
        yield seen[line.action], line
        seen[line.action] += 1


def _rank(line: Line) -> tuple[tuple[int, ...], bool]:
    # Of two lines for one version, the one with the commit says more.
    return line.number, line.commit is not None


def _newer(ours: Line, theirs: Line) -> Line:
    """Return *ours*, or what *theirs* has instead, written as ours is."""
    if theirs.version is None:
        return theirs.replace(head=ours.head)
    if theirs.number <= ours.number:
        return ours
    if ours.commit is None:
        return ours.replace(ref=theirs.version, note="")
    note = theirs.version if theirs.commit else theirs.note
    return ours.replace(ref=theirs.ref, note=note)
