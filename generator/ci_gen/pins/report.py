"""What is to be said of the pins in a workflow."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ci_gen.catalog import actions, hazards
from ci_gen.catalog.commits import Match, Verdict
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.plan.parts import Pin
from ci_gen.workflow.drift import FileChange
from ci_gen.workflow.uses import Line, Use, lines, verdicts

_RENDER: Final = "run `ci-gen render`"
_UPDATE: Final = "run `ci-gen pins update`"
_START: Final = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")
# What a floating tag such as v4 leaves open is as new as can be.
_NEWEST: Final = 10**9
# Letters of a comment that are quoted.
_MOST: Final = 60
_WRONG: Final = {Match.OTHER_COMMIT, Match.OTHER_VERSION, Match.SEVERAL, Match.TAG_OBJECT}


def on_disk(change: FileChange, ours: Mapping[str, Pin]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the pins in the workflow on disk.

    *ours* are the pins that the spec and the catalogue give, by action.
    """
    return _findings(change, change.current or "", ours)


def after_rendering(change: FileChange, ours: Mapping[str, Pin]) -> Iterator[Diagnostic]:
    """Yield which pins on disk rendering replaces, and what is wrong with those that it keeps."""
    if change.wanted is not None:
        yield from replaced(change)
        yield from _findings(change, change.wanted, ours)


def replaced(change: FileChange) -> Iterator[Diagnostic]:
    """Yield which pins on disk are replaced by known ones."""
    for line in lines(change.current or ""):
        found = change.verdicts.get(line.use)
        if found and (found.match.is_false or found.match is Match.TAG_OBJECT):
            what = _tag_object if found.match is Match.TAG_OBJECT else _swapped
            yield what(line, found, _place(change.path, line)).replace(
                severity=Severity.WARNING, remedy="it is replaced; find out who wrote it"
            )


def of_templates(
    made: str, sources: Mapping[str, str], otherwise: Location
) -> Iterator[Diagnostic]:
    """Yield what is wrong with the commits in *made*, which templates of one's own have printed.

    Places are in *sources*, the templates by path, or *otherwise* where none has the line as it is.
    """
    found = verdicts("", made)
    for line in {line.use: line for line in lines(made)}.values():
        verdict = found.get(line.use)
        if verdict and verdict.match in _WRONG:
            text = f"{line.action}@{line.ref}"
            places = (
                Location(path=path, line=source[: source.index(text)].count("\n") + 1)
                for path, source in sources.items()
                if text in source
            )
            what = _tag_object if verdict.match is Match.TAG_OBJECT else _swapped
            yield what(line, verdict, next(places, otherwise)).replace(remedy=_correct(verdict))


def _correct(verdict: Verdict) -> str:
    known = verdict.known
    return f"write @{known.sha} # {known.version}" if known else "find out which of them is right"


def _findings(change: FileChange, text: str, ours: Mapping[str, Pin]) -> Iterator[Diagnostic]:
    said: set[Use] = set()
    for line in lines(text):
        place, pin = _place(change.path, line), ours.get(line.action)
        verdict = change.verdicts.get(line.use)
        match = verdict.match if verdict else Match.KNOWN
        if verdict and match.is_false:
            yield _swapped(line, verdict, place)
        elif verdict and match is Match.TAG_OBJECT:
            yield _tag_object(line, verdict, place)
        elif unclear := _unclear(line, pin):
            yield _unclear_pin(line, unclear, place, match)
        elif match is Match.UNKNOWN and line.use not in said:
            said.add(line.use)
            yield _unknown(line, pin, place)
        yield from _hazard(line, pin, place)


def _place(path: str, line: Line) -> Location:
    return Location(path=path, line=line.line, column=len(line.head) - len("uses:") + 1)


def _swapped(line: Line, verdict: Verdict, place: Location) -> Diagnostic:
    return Diagnostic(
        code="CG505",
        severity=Severity.ERROR,
        message=_what_is_false(line, verdict),
        location=place,
        remedy="find out who changed it; `ci-gen render` puts the known one back",
    )


def _what_is_false(line: Line, verdict: Verdict) -> str:
    known = verdict.known
    if known is None:
        return f"{line.action} has more than one commit for {line.note[:_MOST]}"
    if verdict.match is Match.OTHER_VERSION:
        said = f"that of {known.version}, not of {line.note[:_MOST]}"
        return f"the commit of {line.action} is {said}"
    said = f"not the one that ci-gen knows for {known.version}: {known.sha}"
    return f"the commit of {line.action} is {said}"


def _tag_object(line: Line, verdict: Verdict, place: Location) -> Diagnostic:
    version = verdict.known.version if verdict.known else line.note
    message = f"{line.action} is used at the object of the tag {version}, not at its commit"
    return Diagnostic(
        code="CG514",
        severity=Severity.WARNING,
        message=message,
        location=place,
        remedy=f"run `ci-gen render`, or {_correct(verdict)}",
    )


def _unclear_pin(line: Line, unclear: tuple[str, str], place: Location, match: Match) -> Diagnostic:
    message, remedy = unclear
    if match is Match.UNKNOWN and line.commit:
        message = f"{message}, and ci-gen does not know the commit"
    return Diagnostic(
        code="CG506", severity=Severity.WARNING, message=message, location=place, remedy=remedy
    )


def _unknown(line: Line, ours: Pin | None, place: Location) -> Diagnostic:
    is_older = ours is not None and line.number < _ours(ours)
    return Diagnostic(
        code="CG513",
        severity=Severity.NOTE,
        message=f"{line.action} {line.version} is at a commit that ci-gen does not know",
        location=place,
        remedy=_RENDER if is_older else "`ci-gen pins update` asks the Git server for its tag",
    )


def _unclear(line: Line, ours: Pin | None) -> tuple[str, str] | None:
    """Return why *line* cannot be kept up to date, or is not what the spec says, and a remedy."""
    if ours and ours.is_fixed and line.version != ours.version:
        has = line.version or f"@{line.ref}"
        return f"the spec has {ours.version} of {line.action}, and the workflow {has}", _RENDER
    is_tag = bool(ours and ours.is_tag)
    if line.version and (line.commit or is_tag):
        return None
    if line.commit is None:
        what = "which is no whole version" if is_tag else "which can be moved, and not at a commit"
        return f'{line.action} is used at "{line.ref}", {what}', _remedy(line, ours)
    if line.note:
        message = f'"{line.note[:_MOST]}" beside the commit of {line.action} is no whole version'
        return message, _remedy(line, ours)
    return f"the commit of {line.action} has no version in a comment", _remedy(line, ours)


def _remedy(line: Line, ours: Pin | None) -> str:
    if ours is None:
        return "write the commit, and its version as a comment: @COMMIT # v1.2.3"
    if line.version:
        is_newer = line.number > (actions.number(ours.version) or ())
        return _UPDATE if is_newer else _RENDER
    return f"write {ours}, or {_UPDATE}"


def _hazard(line: Line, ours: Pin | None, place: Location) -> Iterator[Diagnostic]:
    text = line.note if line.commit else line.ref
    found = hazards.of(line.action, _number(text))
    if found is None:
        return
    code, severity = ("CG507", Severity.WARNING)
    if found.is_compromised:
        code, severity = ("CG508", Severity.ERROR)
    is_older = ours is not None and line.version and line.number < _ours(ours)
    remedy = _RENDER if is_older else found.instead
    yield Diagnostic(
        code=code,
        severity=severity,
        message=f"{line.action} {text}: {found.what}",
        location=place,
        remedy=remedy,
    )


def _ours(pin: Pin) -> tuple[int, ...]:
    return actions.number(pin.version) or ()


def _number(text: str) -> tuple[int, ...] | None:
    found = _START.match(text)
    return tuple(int(part or _NEWEST) for part in found.groups()) if found else None
