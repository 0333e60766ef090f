"""Platforms that BuildKit builds, and how containerd reads their names, from `platforms.json`.

Source: containerd/platforms, moby/buildkit and tonistiigi/binfmt at the commits the file names.
"""

import json
from functools import cache
from pathlib import Path
from typing import Final

from ci_gen.record import Record

_FILE: Final = Path(__file__).with_name("platforms.json")


class PlatformCatalogue(Record):
    """What is needed to read a platform as containerd does, and to correct what it lets through."""

    source: str
    buildable: tuple[str, ...]
    emulators: dict[str, str]
    os_aliases: dict[str, str]
    arch_aliases: dict[str, str]
    variants: dict[str, dict[str, str]]
    misspelt: dict[str, str]
    toolchains: dict[str, dict[str, str | None]]


@cache
def catalogue() -> PlatformCatalogue:
    """Return the facts about platforms, read once."""
    facts = json.loads(_FILE.read_bytes())
    return PlatformCatalogue(**{**facts, "buildable": tuple(facts["buildable"])})


def family(platform: str) -> str:
    """Return the architecture of *platform* without its variant: `arm` for `linux/arm/v7`."""
    return platform.split("/")[1]


def slug(platform: str) -> str:
    """Return *platform* in a form that fits file names and artifact names."""
    return platform.replace("/", "-")
