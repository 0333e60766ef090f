"""Paths of findings where several repositories are reported on at once."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from ci_gen.batch import Part
from ci_gen.diagnostics import Location
from ci_gen.report import Findings
from ci_gen.workflow.drift import FileChange

_Placed = TypeVar("_Placed", Location, FileChange)


def prefixes(parts: Sequence[Part]) -> dict[Path, str]:
    """Return for each root what leads to it from the folder that all *parts* have in common.

    Specs of one repository are shown from its root, as they are alone.
    """
    roots = dict.fromkeys(part.project.root for part in parts)
    common = os.path.commonpath(roots)
    return {r: f"{r.relative_to(common).as_posix()}/".removeprefix("./") for r in roots}


def placed(found: Findings, prefix: str) -> Findings:
    """Return *found* with paths that begin with *prefix*."""
    if not prefix:
        return found
    return Findings(
        diagnostics=[d.replace(location=_moved(d.location, prefix)) for d in found.diagnostics],
        sources={prefix + path: text for path, text in found.sources.items()},
        changes=[_moved(change, prefix) for change in found.changes],
    )


def _moved(thing: _Placed, prefix: str) -> _Placed:
    return thing.replace(path=prefix + thing.path)
