"""Raspberry Pi boards that run Linux, from `boards.json`.

Source: raspberrypi/documentation, row by row in the file, read on the date it carries.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any, Final

from ci_gen.record import Record

_FILE: Final = Path(__file__).with_name("boards.json")
_SEPARATORS: Final = str.maketrans("", "", " -_")


class Board(Record):
    """A board. *platform_64* and *platform_32*: its container platform under an OS of that width.

    A platform is None where no such OS exists for the board; *released* is a month (YYYY-MM) and
    *eol* a day (YYYY-MM-DD), where known.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    soc: str
    core: str
    isa: str
    platform_64: str | None
    platform_32: str
    released: str | None
    eol: str | None
    notes: str
    source: str

    @property
    def platform(self) -> str:
        """Return the platform under the OS that the board's owners are expected to run."""
        return self.platform_64 or self.platform_32


class BoardCatalogue(Record):
    """All that is known of boards; every name in it is as `normalise` returns it."""

    read: str
    boards: tuple[Board, ...]
    names: dict[str, Board]
    ambiguous: frozenset[str]
    not_linux: frozenset[str]
    not_released: frozenset[str]
    machine_names: dict[str, str]
    groups: dict[str, tuple[str, ...]]


def normalise(name: str) -> str:
    """Return *name* in the form in which names of boards are compared."""
    return name.lower().translate(_SEPARATORS)


@cache
def catalogue() -> BoardCatalogue:
    """Return the facts about boards, read once."""
    facts = json.loads(_FILE.read_bytes())
    boards = tuple(_board(row) for row in facts["boards"])
    return BoardCatalogue(
        read=facts["read"],
        boards=boards,
        names=_names(boards),
        ambiguous=_normalised(facts["ambiguous"]),
        not_linux=_normalised(facts["not_linux"]["aliases"]),
        not_released=_normalised(facts["not_released"]["aliases"]),
        machine_names={normalise(k): v for k, v in facts["machine_names"].items()},
        groups={normalise(k): tuple(v) for k, v in facts["groups"].items()},
    )


def group_names() -> tuple[str, ...]:
    """Return the names that stand for several boards at once, as they are documented."""
    return tuple(json.loads(_FILE.read_bytes())["groups"])


def _board(row: dict[str, Any]) -> Board:
    return Board(**{**row, "aliases": tuple(row["aliases"])})


def _normalised(names: list[str]) -> frozenset[str]:
    return frozenset(normalise(name) for name in names)


def _names(boards: tuple[Board, ...]) -> dict[str, Board]:
    return {normalise(name): board for board in boards for name in _names_of(board)}


def _names_of(board: Board) -> tuple[str, ...]:
    return (board.id, board.name, *board.aliases)
