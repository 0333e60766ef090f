"""Reading a target: a board, a platform or a group of boards, in the words that people use."""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from ci_gen.catalog import boards, platforms
from ci_gen.catalog.boards import Board
from ci_gen.record import Record
from ci_gen.words import did_you_mean, nearest, suggestion

_PART: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_MOST_PARTS: Final = 3
# Without a table of its own containerd reads these single words as operating systems.
_SYSTEMS: Final = frozenset({"darwin", "macos", "windows", "freebsd", "netbsd", "openbsd", "linux"})


class MissKind(StrEnum):
    """Why a target cannot be used; each kind is a rule."""

    UNKNOWN = "unknown-target"
    AMBIGUOUS = "ambiguous-board"
    NOT_LINUX = "board-without-linux"
    NOT_RELEASED = "unreleased-board"
    OS = "board-without-os"
    FOREIGN_OS = "foreign-operating-system"
    PLATFORM = "unknown-platform"


class Hit(Record):
    """A target that was understood. *board* and *group* are None for a platform.

    *corrected* is set when it was written in a wrong way.
    """

    text: str
    platform: str
    board: Board | None = None
    group: str | None = None
    corrected: bool = False

    @property
    def label(self) -> str | None:
        """Return the machines that the target means in words, None for a platform."""
        if self.board is None:
            return self.group
        is_narrow = self.board.platform_64 is not None and self.platform == self.board.platform_32
        return f"{self.board.name} with a 32-bit OS" if is_narrow else self.board.name


class Miss(Record):
    """A target that was not understood, why, and what to write instead."""

    kind: MissKind
    message: str
    remedy: str


Lookup = tuple[Hit, ...] | Miss


def hits(found: Lookup) -> tuple[Hit, ...]:
    """Return what was *found*, nothing for a miss."""
    return () if isinstance(found, Miss) else found


def lookup(text: str, os: str | None = None) -> Lookup:
    """Return what the target *text* stands for: one hit, or one for each platform of a group.

    *os* is `32-bit` or `64-bit` for a board whose owners run such a system, None for the usual.
    """
    name = boards.normalise(text)
    facts = boards.catalogue()
    if name in facts.groups:
        return tuple(
            Hit(text=text, platform=platform, group=text) for platform in facts.groups[name]
        )
    if name in facts.ambiguous:
        return _ambiguous(text, name)
    if board := facts.names.get(name):
        return _board(text, board, os)
    if miss := _special(text, name):
        return miss
    return _platform(text) if _is_platform_like(text) else _unknown(text)


def normalise(platform: str) -> str | None:
    """Return *platform* as containerd normalises it, None if BuildKit builds no such platform.

    Source: containerd/platforms `Normalize`; variants that mean the default one are dropped.
    """
    facts = platforms.catalogue()
    parts = platform.lower().split("/")
    if len(parts) == 1:
        parts = ["linux", *parts]
    system = facts.os_aliases.get(parts[0], parts[0])
    arch, _, implied = facts.arch_aliases.get(parts[1], parts[1]).partition("/")
    variant = parts[2] if len(parts) == _MOST_PARTS else implied
    variant = facts.variants.get(arch, {}).get(variant, variant)
    normal = "/".join(part for part in (system, arch, variant) if part)
    return normal if normal in facts.buildable else None


def normalised(texts: Iterable[str]) -> tuple[str, ...]:
    """Return platforms as containerd normalises them; what is none stays as it is."""
    return tuple(normalise(text) or text for text in texts)


def _is_platform_like(text: str) -> bool:
    facts = platforms.catalogue()
    known = {part for platform in facts.buildable for part in platform.split("/")}
    word = text.strip().lower()
    return (
        "/" in text
        or word in known | _SYSTEMS
        or word in facts.arch_aliases
        or f"linux/{word}" in facts.misspelt
    )


def _platform(text: str) -> Lookup:
    parts = text.split("/")
    if len(parts) > _MOST_PARTS or not all(_PART.fullmatch(part) for part in parts):
        return Miss(
            kind=MissKind.PLATFORM,
            message=f'"{text}" is not the name of a platform',
            remedy="write it as OS/ARCHITECTURE or OS/ARCHITECTURE/VARIANT, such as linux/arm/v7",
        )
    if normal := normalise(text):
        return (Hit(text=text, platform=normal),)
    word = text.lower()
    facts = platforms.catalogue()
    if meant := facts.misspelt.get(word) or facts.misspelt.get(f"linux/{word}"):
        return (Hit(text=text, platform=meant, corrected=True),)
    return _foreign_os(text, parts) or _no_platform(text, word)


def _foreign_os(text: str, parts: list[str]) -> Miss | None:
    system = platforms.catalogue().os_aliases.get(parts[0].lower(), parts[0].lower())
    if system == "linux" or system not in _SYSTEMS:
        return None
    if system == "darwin":
        return Miss(
            kind=MissKind.FOREIGN_OS,
            message=(
                f'"{text}" names macOS itself, but containers on a Mac run Linux:'
                " Apple silicon runs linux/arm64 images"
            ),
            remedy="write linux/arm64 (Apple silicon) or linux/amd64 (Intel)",
        )
    return Miss(
        kind=MissKind.FOREIGN_OS,
        message=f'"{text}": the Linux runners that ci-gen uses build Linux images only',
        remedy=f"remove it, and build the {system} image in a workflow of its own",
    )


def _no_platform(text: str, word: str) -> Miss:
    if word in {"arm/v8", "linux/arm/v8"}:
        return Miss(
            kind=MissKind.PLATFORM,
            message=(
                f'"{text}" is a 32-bit system on a 64-bit processor, which no base image offers'
            ),
            remedy="write linux/arm64 for a 64-bit OS, or linux/arm/v7 for a 32-bit one",
        )
    known = platforms.catalogue().buildable
    return Miss(
        kind=MissKind.PLATFORM,
        message=f'BuildKit builds no platform "{text}"',
        remedy=suggestion(word, known, f"choose among {', '.join(known)}", likeness=0.85),
    )


def _board(text: str, board: Board, os: str | None) -> Lookup:
    if os == "32-bit":
        return (Hit(text=text, platform=board.platform_32, board=board),)
    if os == "64-bit" and board.platform_64 is None:
        return Miss(
            kind=MissKind.OS,
            message=f"no 64-bit OS runs on the {board.name} ({board.isa})",
            remedy=f"remove os, or write 32-bit ({board.platform_32})",
        )
    return (Hit(text=text, platform=board.platform, board=board),)


def _ambiguous(text: str, name: str) -> Miss:
    if name == "armhf":
        return Miss(
            kind=MissKind.AMBIGUOUS,
            message=(
                f'"{text}" means linux/arm/v7 to Debian and Docker,'
                " but linux/arm/v6 to Alpine, Home Assistant and Raspberry Pi OS"
            ),
            remedy="write linux/arm/v7 or linux/arm/v6, or name the board",
        )
    return Miss(
        kind=MissKind.AMBIGUOUS,
        message=f'"{text}" does not say which board is meant, and they need different platforms',
        remedy=(
            "name the model, such as raspberry-pi-5, raspberry-pi-zero-2-w or raspberry-pi-zero-w,"
            " or write all-pis"
        ),
    )


def _special(text: str, name: str) -> Miss | None:
    facts = boards.catalogue()
    if name in facts.not_linux:
        return Miss(
            kind=MissKind.NOT_LINUX,
            message=f'"{text}" is a microcontroller: it runs neither Linux nor containers',
            remedy="remove it from the targets",
        )
    if name in facts.not_released:
        return Miss(
            kind=MissKind.NOT_RELEASED,
            message=(
                f'"{text}" was no released Raspberry Pi when the catalogue was read ({facts.read})'
            ),
            remedy="write the platform that it will need, most likely linux/arm64",
        )
    if platform := facts.machine_names.get(name):
        return Miss(
            kind=MissKind.UNKNOWN,
            message=f'"{text}" is a Yocto or Home Assistant machine name, no board',
            remedy=f"write {platform}, or the board with os: 64-bit",
        )
    return None


def _unknown(text: str) -> Miss:
    return Miss(
        kind=MissKind.UNKNOWN,
        message=f'"{text}" is neither a board nor a platform that ci-gen knows',
        remedy=suggestion(text.lower(), candidates(), _other_name(text), likeness=0.7),
    )


def _other_name(text: str) -> str:
    """Return the remedy for a name that is like no documented one: it may be a slip of another."""
    named = boards.catalogue().names
    near = nearest(boards.normalise(text), named, likeness=0.8)
    if near is None:
        return "run `ci-gen platforms` for the boards and platforms there are"
    return did_you_mean(named[near].id)


def candidates() -> tuple[str, ...]:
    """Return the names that a target is documented to have: boards, platforms and groups."""
    ids = tuple(board.id for board in boards.catalogue().boards)
    return ids + platforms.catalogue().buildable + boards.group_names()
