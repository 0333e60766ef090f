"""What an action or a reusable workflow is given, against what the catalogue knows it takes.

actionlint knows inputs by an action's tag, so it does not look at one that is pinned to a commit.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from ci_gen.catalog import actions
from ci_gen.catalog.actions import Action
from ci_gen.catalog.removed_inputs import REMOVED, RemovedInput
from ci_gen.diagnostics import Severity
from ci_gen.record import Record
from ci_gen.words import did_you_mean, nearest, suggestion

_VERSION: Final = re.compile(r"v?(\d+)(?:\.\d+)*")
# What `uses` takes beside the inputs when the action is a container.
_OF_CONTAINERS: Final = frozenset({"entrypoint", "args"})
# Of a version that nobody read, only what looks like a slip of the pen is worth a word.
_LIKENESS_IN_DOUBT: Final = 0.8


class Use(Record):
    """A use of *action* at *ref*, a commit or a tag; *version* is what a comment says of it."""

    action: str
    ref: str
    version: str
    inputs: tuple[str, ...]


class InputProblem(Record):
    """What is wrong with one *input*, None for one that is missing."""

    code: str
    severity: Severity
    input: str | None
    message: str
    remedy: str


def problems(use: Use) -> Iterator[InputProblem]:
    """Yield what is wrong with the inputs of *use*, nothing for actions that are not known.

    Names of inputs are compared as GitHub does it: upper and lower case are the same.
    """
    row = _rows().get(use.action.lower())
    if row is None:
        return
    version = row.version if use.ref == row.sha else use.version or use.ref
    for name in use.inputs:
        yield from _problem(row, version, name)
    if version == row.version:
        given = {name.lower() for name in use.inputs}
        yield from (_missing(row, name) for name in row.required or () if name not in given)


@cache
def _rows() -> dict[str, Action]:
    return {name.lower(): actions.action(name) for name in actions.names()}


def _problem(row: Action, version: str, name: str) -> Iterator[InputProblem]:
    if gone := _removed(row, version, name.lower()):
        message = f'{row.action} has no input "{name}" since v{gone.since}'
        yield InputProblem(
            code="CG512", severity=Severity.ERROR, input=name, message=message, remedy=gone.instead
        )
        return
    known = [known.lower() for known in row.inputs or ()]
    if not known or name.lower() in known or _is_for_container(row, name):
        return
    if version == row.version:
        yield _unknown(row, name, known)
    elif near := nearest(name.lower(), known, _LIKENESS_IN_DOUBT):
        message = f'{row.action} has no input "{name}" in {row.version}, the version ci-gen knows'
        remedy = did_you_mean(near)
        yield InputProblem(
            code="CG510", severity=Severity.WARNING, input=name, message=message, remedy=remedy
        )


def _removed(row: Action, version: str, name: str) -> RemovedInput | None:
    major = _VERSION.fullmatch(version)
    rows = (gone for gone in REMOVED if (gone.action, gone.name) == (row.action, name))
    return next((gone for gone in rows if major and int(major[1]) >= gone.since), None)


def _is_for_container(row: Action, name: str) -> bool:
    return row.runs == "docker" and name.lower() in _OF_CONTAINERS


def _unknown(row: Action, name: str, known: list[str]) -> InputProblem:
    remedy = suggestion(name.lower(), known, "remove it, or look it up in its README")
    message = f'{row.action} {row.version} has no input "{name}"'
    # Where they were read at an earlier version, one may have been added since.
    severity = Severity.ERROR if row.inputs_checked else Severity.WARNING
    return InputProblem(code="CG510", severity=severity, input=name, message=message, remedy=remedy)


def _missing(row: Action, name: str) -> InputProblem:
    message = f'{row.action} {row.version} needs the input "{name}"'
    return InputProblem(
        code="CG511",
        severity=Severity.ERROR,
        input=None,
        message=message,
        remedy=f"add {name} under `with`",
    )
