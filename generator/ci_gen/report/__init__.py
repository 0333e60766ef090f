"""Reports: one module for each format, with one function `report`."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from types import MappingProxyType
from typing import Final, cast

from ci_gen.diagnostics import Diagnostic
from ci_gen.record import Record
from ci_gen.workflow.drift import FileChange

# Nobody reads more, and a run keeps no more annotations.
MOST_FOR_PEOPLE: Final = 50
MOST_FOR_PROGRAMS: Final = 1000
# Some messages quote what they are about.
_MOST_LETTERS: Final = 1000


class Findings(Record):
    """What is reported: *sources* are the texts of files, by path, to quote from."""

    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, str] = MappingProxyType({})
    changes: Sequence[FileChange] = ()

    def most(self, count: int) -> Sequence[Diagnostic]:
        """Return at most *count* diagnostics, none of great length, in their order.

        The worst are kept: a flood of warnings hides no error.
        """
        found = self.diagnostics
        if len(found) > count:
            ranked = sorted(enumerate(found), key=lambda pair: -pair[1].severity)
            found = [diagnostic for _, diagnostic in sorted(ranked[:count], key=itemgetter(0))]
        return [_shortened(diagnostic) for diagnostic in found]

    def more(self, count: int) -> str:
        """Return how many diagnostics `most` leaves out, in words; nothing if there are none."""
        left = len(self.diagnostics) - count
        return f"and {left:,} more" if left > 0 else ""


def _shortened(found: Diagnostic) -> Diagnostic:
    if max(len(found.message), len(found.remedy)) <= _MOST_LETTERS:
        return found
    return found.replace(message=_cut(found.message), remedy=_cut(found.remedy))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_LETTERS else f"{text[:_MOST_LETTERS]}..."


Reporter = Callable[[Findings], str]

FORMATS: Final = ("text", "json", "sarif", "github")


def reporter(name: str) -> Reporter:
    """Return the reporter of the format *name*, one of `FORMATS`."""
    module = importlib.import_module(f"ci_gen.report.{name}_report")
    return cast("Reporter", module.report)
