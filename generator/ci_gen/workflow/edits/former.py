"""Which lines somebody changed in a workflow that an earlier ci-gen wrote in another shape."""

import difflib
from collections.abc import Iterator, Sequence
from typing import Final

from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.record import Record
from ci_gen.workflow import drift as files
from ci_gen.workflow.drift import FileChange

_MOST: Final = 10
_LONGEST: Final = 60


class _Edit(Record):
    """Lines of the file from *line* on, and those that ci-gen wrote there."""

    line: int
    current: Sequence[str]
    written: Sequence[str]


def explain(change: FileChange, version: str) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each place where the file of *change* is not what was written.

    *version* is of the ci-gen that wrote it.
    """
    source = files.source(change.current or "")
    remedy = f"say in {source} what of it is still wanted, and run `ci-gen render --force`"
    if change.committed is None:
        words = f"which lines of it cannot be told: Git has no version as ci-gen {version} wrote it"
        yield _finding(change, Location(path=change.path), words, remedy)
        return
    edits = list(_edits(change.committed, change.current or ""))
    for edit in edits[:_MOST]:
        place = Location(path=change.path, line=edit.line, column=1)
        yield _finding(change, place, _words(edit, version), remedy)
    if len(edits) > _MOST:
        words = f"so are {len(edits) - _MOST} more places"
        yield _finding(change, Location(path=change.path), words, remedy)
    if not edits:
        words = "in its header or in its last line, the digests"
        yield _finding(
            change, Location(path=change.path), words, "run `ci-gen render --force` to drop it"
        )


def _finding(change: FileChange, place: Location, words: str, remedy: str) -> Diagnostic:
    return Diagnostic(
        code="CG602",
        severity=Severity.ERROR,
        message=f"{change.path} is edited: {words}",
        location=place,
        remedy=remedy,
    )


def _edits(committed: str, current: str) -> Iterator[_Edit]:
    old, new = files.body_lines(committed), files.body_lines(current)
    for kind, first, last, start, end in difflib.SequenceMatcher(None, old, new).get_opcodes():
        if kind != "equal":
            line = min(start + 1, len(new))
            yield _Edit(line=line, current=new[start:end], written=old[first:last])


def _words(edit: _Edit, version: str) -> str:
    wrote, found = _quoted(edit.written), _quoted(edit.current)
    if not edit.current:
        return f"{wrote}, which ci-gen {version} wrote here, is gone"
    is_one = len(edit.current) == 1
    last = edit.line + len(edit.current) - 1
    where = f"line {edit.line} is" if is_one else f"lines {edit.line} to {last} are"
    if not edit.written:
        return f"{where} not from ci-gen: {found}"
    return f"{where} {found} instead of {wrote}"


def _quoted(lines: Sequence[str]) -> str:
    text = " ".join(" ".join(lines).replace("`", "'").split())
    return f"`{text if len(text) <= _LONGEST else text[:_LONGEST] + '...'}`"
