"""Pins of actions in a workflow: `uses: OWNER/REPO@COMMIT # VERSION`.

Bots and people change what comes after the name of an action. Nothing there is an edit of the
file, so it is left out when files are compared, and a version that is newer than ours is kept.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from ci_gen.catalog import actions, commits
from ci_gen.catalog.commits import Commit, Match, Verdict
from ci_gen.record import Record

# At the indentation of a job's or step's key, which no text of a spec can reach: it is quoted or
# deeper.
_USES: Final = re.compile(
    r"^(?P<head>(?: {4}| {6}- | {8})uses:) +(?P<quote>[\"']?)"
    r"(?P<action>[A-Za-z0-9][\w.-]*/[\w./-]+)"
    # A comment ends where any reader of YAML sees a line end: what follows would be hidden in it.
    r"@(?P<ref>[^\s\"'#@]+)(?P=quote)(?P<note>[ \t]+#[^\n\r\x85\u2028\u2029]*)?[ \t]*$",
    re.MULTILINE,
)
_COMMIT: Final = re.compile(r"[0-9a-fA-F]{40}")
# A commit that somebody shortened, or wrote too long, is still read as one.
_HASH: Final = re.compile(r"[0-9a-fA-F]{7,64}")

# An action, and what comes after its `@`: reference and comment.
Use: TypeAlias = tuple[str, str, str]


class Line(Record):
    """A line of a workflow that uses an action: what comes before and after the `@`.

    *note* is the comment without its `#`. *line* is the number of the line in its file.
    """

    head: str
    action: str
    ref: str
    note: str
    line: int = 0

    @property
    def commit(self) -> str | None:
        """Return the commit in lower case, None for a tag or branch."""
        return self.ref.lower() if _COMMIT.fullmatch(self.ref) else None

    @property
    def hash(self) -> str | None:
        """Return the commit, also where it has not the 40 digits that GitHub asks for."""
        return self.ref.lower() if _HASH.fullmatch(self.ref) else None

    @property
    def use(self) -> Use:
        """Return the action with its reference and comment, wherever the line is."""
        return self.action, self.ref, self.note

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


def verdicts(rendered: str, existing: str) -> dict[Use, Verdict]:
    """Return how each commit in *existing* goes with its version.

    Known are the releases of the catalogue, and those that *rendered* uses.
    """
    ours = _releases(lines(rendered))
    uses = {line.use: line for line in lines(existing) if line.hash}
    found = {use: _verdict(line, ours) for use, line in uses.items()}
    unknown = (line for use, line in uses.items() if found[use].match is Match.UNKNOWN)
    return found | dict.fromkeys(_disagreeing(unknown), Verdict(match=Match.SEVERAL))


def _releases(found: Iterable[Line]) -> dict[tuple[str, object], Commit]:
    """Return the releases that lines use, by action and commit, and by action and version."""
    releases: dict[tuple[str, object], Commit] = {}
    for line in found:
        if line.commit and line.version:
            own = Commit(action=line.action, version=line.version, sha=line.commit)
            releases[line.action, line.commit] = releases[line.action, line.number] = own
    return releases


def _verdict(line: Line, ours: Mapping[tuple[str, object], Commit]) -> Verdict:
    version = commits.claim(line.note)
    own = (ours.get((line.action, key)) for key in (line.hash, version))
    releases = (*filter(None, own), *commits.known(line.action))
    return commits.compare(line.hash or "", version, releases)


def _disagreeing(found: Iterable[Line]) -> Iterator[Use]:
    """Yield what uses one version of an action at more than one commit."""
    groups: dict[tuple[str, object], list[Line]] = {}
    for line in found:
        if version := actions.number(line.note):
            groups.setdefault((line.action, version), []).append(line)
    for group in groups.values():
        if len({line.hash for line in group}) > 1:
            yield from (line.use for line in group)


def replaceable(found: Mapping[Use, Verdict]) -> set[Use]:
    """Return what cannot stay: a false commit, and another way to write a known one."""
    return {
        use
        for use, verdict in found.items()
        if verdict.match.is_false
        or verdict.match is Match.TAG_OBJECT
        or (verdict.match is Match.KNOWN and not _COMMIT.fullmatch(use[1]))
    }


def restored(existing: str, wanted: str, found: Mapping[Use, Verdict]) -> str:
    """Return *existing* with the pins of *wanted* in place of those that cannot stay."""
    ours = {line.action: line for line in lines(wanted)}
    wrong = replaceable(found)

    def restore(match: re.Match[str]) -> str:
        line = _line(match)
        own = ours.get(line.action)
        if own is None or line.use not in wrong:
            return match[0]
        return str(line.replace(ref=own.ref, note=own.note))

    return _USES.sub(restore, existing)


def keep(rendered: str, existing: str, fixed: Collection[str] = ()) -> str:
    """Return *rendered* with the pins of *existing* that are newer, or that nobody can compare.

    The latter are kept where they are: at the same one of the lines that use the action. What
    the spec says of the actions in *fixed* stays. A commit that is not that of its version is not
    kept.
    """
    newest: dict[str, Line] = {}
    unclear: dict[tuple[str, int], Line] = {}
    wrong = replaceable(verdicts(rendered, existing))
    for nth, line in _counted(lines(existing)):
        if line.use in wrong:
            continue
        if line.version is None:
            unclear[line.action, nth] = line
        elif line.action not in newest or _rank(line) > _rank(newest[line.action]):
            newest[line.action] = line
    seen: Counter[str] = Counter()

    def choose(found: re.Match[str]) -> str:
        ours = _line(found)
        nth = seen[ours.action]
        seen[ours.action] += 1
        if ours.action in fixed or ours.version is None:
            return found[0]
        theirs = unclear.get((ours.action, nth)) or newest.get(ours.action)
        return str(_newer(ours, theirs)) if theirs else found[0]

    return _USES.sub(choose, rendered)


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
