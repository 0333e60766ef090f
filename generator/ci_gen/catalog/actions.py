"""Releases of actions and the commits they stand for, from `actions.json`.

Source: the actions' own repositories at the tag, or what the row's `source` says.
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from ci_gen.record import Record

# Runtimes that GitHub's runners lack. Source: the runner's own warning, read 2026-08-22: actions
# for node20 run on node24 from June 2026, and node20 is gone from runners on 2026-09-16.
RETIRED: Final = frozenset({"node12", "node16", "node20"})
_FILE: Final = Path(__file__).with_name("actions.json")
_VERSION: Final = re.compile(r"v?(\d{1,9})\.(\d{1,9})\.(\d{1,9})")


class Action(Record):
    """A release: *sha* is the commit that its tag *version* stood for on the day it was read.

    *runs* is the runtime (`node24`, `composite`, `docker`, `workflow_call`); *inputs*, *outputs*
    and *required* are None where they were not read; *inputs_checked* says whether they were read
    at this very version. *as_of* is the day up to which the row is known, *source* how the commit
    was established, *tag_object* the object of an annotated tag, which is not its commit.
    """

    action: str
    version: str
    sha: str
    date: str | None
    runs: str | None
    inputs: tuple[str, ...] | None
    outputs: tuple[str, ...] | None
    required: tuple[str, ...] | None
    inputs_checked: bool
    as_of: str
    source: str
    tag_object: str | None


@cache
def _file() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_bytes())
    return data


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["action"]: row for row in _file()["actions"]}


@cache
def action(name: str) -> Action:
    """Return the catalogue's release of the action *name*, such as `actions/checkout`."""
    return _action(_rows()[name])


def every() -> tuple[Action, ...]:
    """Return all releases in the catalogue."""
    return tuple(map(_action, _file()["actions"]))


def _action(row: dict[str, Any]) -> Action:
    keys = ("inputs", "outputs", "required")
    lists = {key: tuple(row[key]) for key in keys if row[key] is not None}
    return Action(**{**row, **lists})


def names() -> tuple[str, ...]:
    """Return the names of all actions in the catalogue."""
    return tuple(_rows())


def known_until() -> str:
    """Return the last day of which the catalogue knows any release."""
    return max(str(row["as_of"]) for row in _rows().values())


def number(version: str) -> tuple[int, ...] | None:
    """Return the parts of a whole *version* such as v1.2.3, to compare; None for any other text."""
    found = _VERSION.fullmatch(version)
    return tuple(int(part) for part in found.groups()) if found else None
