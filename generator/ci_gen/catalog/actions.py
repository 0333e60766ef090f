"""Releases of actions and the commits they stand for, from `actions.json`.

Source: the actions' own repositories at the tag, or what the row's `source` says.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

_FILE: Final = Path(__file__).with_name("actions.json")


class Action(NamedTuple):
    """A release: *sha* is the commit that its tag *version* stood for on the day it was read.

    *runs* is the runtime (`node24`, `composite`, `docker`, `workflow_call`); *inputs*, *outputs*
    and *required* are None where they were not read.
    """

    action: str
    version: str
    sha: str
    date: str | None
    runs: str | None
    inputs: tuple[str, ...] | None
    outputs: tuple[str, ...] | None
    required: tuple[str, ...] | None
    source: str


@cache
def _rows() -> dict[str, dict[str, Any]]:
    return {row["action"]: row for row in json.loads(_FILE.read_bytes())["actions"]}


@cache
def action(name: str) -> Action:
    """Return the catalogue's release of the action *name*, such as `actions/checkout`."""
    row = _rows()[name]
    lists = {key: tuple(row[key]) for key in ("inputs", "outputs", "required") if row[key]}
    return Action(**{**row, **lists})


def names() -> tuple[str, ...]:
    """Return the names of all actions in the catalogue."""
    return tuple(_rows())
