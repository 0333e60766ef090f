"""Reports: one module for each format, with one function `report`."""

import importlib
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, cast

from ci_gen.diagnostics import Diagnostic
from ci_gen.record import Record
from ci_gen.workflow.drift import Change


class Findings(Record):
    """What is reported: *sources* are the texts of files, by path, to quote from."""

    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, str] = MappingProxyType({})
    changes: Sequence[Change] = ()


Reporter = Callable[[Findings], str]

FORMATS: Final = ("text", "json", "sarif", "github")


def reporter(name: str) -> Reporter:
    """Return the reporter of the format *name*, one of `FORMATS`."""
    module = importlib.import_module(f"ci_gen.report.{name}_report")
    return cast("Reporter", module.report)
