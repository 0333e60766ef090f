"""What a text of a matrix job becomes in one of its rows."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ci_gen.plan.jobs import Leg, LegsJob

Row: TypeAlias = Mapping[str, str]

# As `expressions.choose` writes it around a text that holds expressions.
_FORMAT: Final = re.compile(r"format\('((?:[^']|'')*)', ([^()]*)\)")
_HOLE: Final = re.compile(r"\{(\d+)\}")
_VALUE: Final = re.compile(r"\$\{\{ matrix\.([\w-]+) \}\}")
_CACHE: Final = re.compile(r"type=\w+(?:,[^'\"\s|]*)?")
# They say how layers are kept, and not where.
_MANNERS: Final = ("mode=", "ignore-error=", "image-manifest=", "oci-mediatypes=")


def row_of(leg: Leg, job: LegsJob) -> Row:
    """Return the values of *leg* that names and texts of *job* may use."""
    row = {job.key: ",".join(leg.platforms), "slug": leg.slug}
    return {**row, "variant": leg.variant} if leg.variant else row


def filled(text: str, row: Row) -> str:
    """Return *text* with the values of *row*, in expressions of their own and in `format`."""
    text = _FORMAT.sub(lambda found: _formatted(found, row), text)
    return _VALUE.sub(lambda found: row.get(found[1], found[0]), text)


def _formatted(found: re.Match[str], row: Row) -> str:
    values = [_value(part.strip(), row) for part in found[2].split(",")]
    return _HOLE.sub(lambda hole: _at(values, int(hole[1])), f"'{found[1]}'")


def _value(text: str, row: Row) -> str:
    return row.get(text.removeprefix("matrix."), f"${{{{ {text} }}}}")


def _at(values: list[str], index: int) -> str:
    return values[index] if index < len(values) else ""


def caches(lines: tuple[str, ...], row: Row) -> Iterator[str]:
    """Yield where the cache in *lines* is, whatever the condition under which it is read."""
    for line in lines:
        for found in _CACHE.findall(filled(line, row)):
            parts = [part for part in found.split(",") if not part.startswith(_MANNERS)]
            yield ",".join(parts)
