"""Labels of runners, GitHub's and other providers', from `runners.json`.

Source: each row's `source`. That 32-bit ARM runs on GitHub's arm64 runners is not documented by
GitHub; public projects build and run it there without QEMU (ppy/SDL3-CS,
ssciwr/clang-format-wheel, docker/github-builder).
"""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any, Final

from ci_gen.record import Record

GITHUB: Final = "github"
_FILE: Final = Path(__file__).with_name("runners.json")
# GitHub's own limit.
_LONGEST: Final = 256
# A release of Ubuntu that is newer than the catalogue.
_UBUNTU: Final = re.compile(r"ubuntu-\d\d\.\d\d(-arm)?")


class Runner(Record):
    """A runner. *native* lists the architecture families that its processor runs.

    *native* is empty where the label does not tell. *probable* are families that it is known to run
    although nobody promises it: QEMU stays set up for them, and registers itself only where it is
    needed. A job for a runner that is not *usable* waits for ever. *brownouts* are days before
    *supported_until* on which jobs fail. With *single_label* `runs-on` has no other label.
    *terms* say who gets it for nothing, where that is not everybody. What is not known is None.
    """

    label: str
    provider: str
    os: str
    native: frozenset[str]
    probable: frozenset[str]
    has_docker: bool | None
    docker_version: str | None
    usable: bool
    supported_until: str | None
    single_label: bool | None
    source: str
    as_of: str | None
    brownouts: tuple[str, ...]
    terms: str | None


def find(label: str) -> Runner | None:
    """Return what is known of the runner *label*, None for a name that its owner chose.

    GitHub compares labels without regard to case.
    """
    if found := _exact().get(label.lower()):
        return found
    if len(label) > _LONGEST:
        return None
    rows = (row for row in _file()["patterns"] if _matches(row["pattern"], label))
    row = next(rows, None)
    return _runner({**row, "label": label}) if row else None


def named(label: str) -> Runner | None:
    """Return the runner *label* if it is known what it runs, else None."""
    if found := find(label):
        return found if found.native else None
    if not _UBUNTU.fullmatch(label.lower()):
        return None
    return ARM64 if label.lower().endswith("-arm") else AMD64


def is_github(label: str) -> bool:
    """Return whether GitHub hosts the Ubuntu runner *label*, as far as its name tells."""
    found = find(label)
    if found is None:
        return label.lower().startswith("ubuntu-")
    return found.provider == GITHUB and found.os == "linux"


def free_elsewhere(family: str) -> Runner | None:
    """Return a runner that is not GitHub's, runs *family* natively, and is free on some terms."""
    rows = (row for row in _exact().values() if row.terms and row.usable)
    return next((row for row in rows if family in row.native), None)


def resolved(label: str) -> str | None:
    """Return the label that a floating one, such as ubuntu-latest, stands for; else None."""
    return _text(_file()["latest"].get(label.lower()))


def meant_by(label: str) -> str | None:
    """Return the label that was meant by one that nobody has, None if *label* is no such one."""
    return _text(_file()["wrong"].get(label.lower()))


def retired_on(label: str) -> str | None:
    """Return the day from which GitHub no longer had the runner *label*, None if it has it."""
    return _text(_file()["retired"].get(label.lower()))


def usual_like(label: str) -> str:
    """Return the label of GitHub's that does what a *label* with an Ubuntu in it did."""
    return (ARM64 if label.lower().endswith("-arm") else AMD64).label


@cache
def _file() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_FILE.read_bytes())
    return data


@cache
def _exact() -> dict[str, Runner]:
    return {row["label"].lower(): _runner(row) for row in _file()["runners"]}


def _runner(row: dict[str, Any]) -> Runner:
    fields = {key: value for key, value in row.items() if key != "pattern"}
    sets = {key: frozenset(row[key]) for key in ("native", "probable")}
    return Runner(**{**fields, **sets, "brownouts": tuple(row["brownouts"])})


def _matches(pattern: str, label: str) -> bool:
    return re.fullmatch(pattern, label, re.IGNORECASE) is not None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


AMD64: Final = _exact()["ubuntu-24.04"]
ARM64: Final = _exact()["ubuntu-24.04-arm"]
