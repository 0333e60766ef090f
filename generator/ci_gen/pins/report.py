"""What is to be said of the pins in a workflow."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from ci_gen.catalog import actions, hazards
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.plan.parts import Pin
from ci_gen.workflow.uses import Line, lines

_RENDER: Final = "run `ci-gen render`"
_UPDATE: Final = "run `ci-gen pins update`"
_START: Final = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?")
# What a floating tag such as v4 leaves open is as new as can be.
_NEWEST: Final = 10**9


def findings(path: str, text: str, ours: Mapping[str, Pin]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the pins in *text*, the workflow *path*.

    *ours* are the pins that the spec and the catalogue give, by action.
    """
    for line in lines(text):
        place = Location(path=path, line=line.line, column=len(line.head) - len("uses:") + 1)
        pin = ours.get(line.action)
        if unclear := _unclear(line, pin):
            message, remedy = unclear
            yield Diagnostic(
                code="CG506",
                severity=Severity.WARNING,
                message=message,
                location=place,
                remedy=remedy,
            )
        yield from _hazard(line, pin, place)


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
        message = f'"{line.note[:60]}" beside the commit of {line.action} is no whole version'
        return message, _remedy(line, ours)
    return f"no version stands beside the commit of {line.action}", _remedy(line, ours)


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
