"""What zizmor says of workflows: ways to attack them."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ci_gen.catalog import codes
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import reason
from ci_gen.lint import tools

# Nothing found, and findings by their severity. Source: https://docs.zizmor.sh/usage/#exit-codes
_ANSWERS: Final = (0, 10, 11, 12, 13, 14)
_OPTIONS: Final = ("--offline", "--format", "json", "--no-config", "--persona", "regular")
_SEVERITIES: Final = {"High": Severity.ERROR, "Medium": Severity.WARNING, "Low": Severity.WARNING}


def check(program: str, files: Mapping[str, str], _root: Path) -> Iterator[Diagnostic]:
    """Yield the findings of the *program* in *files*, which need not be on disk.

    Raises ToolError when there is no answer.
    """
    for path, text in files.items():
        yield from filter(None, (_diagnostic(row, path) for row in _rows(program, path, text)))


def _rows(program: str, path: str, text: str) -> list[Any]:
    # It wants a file, and takes it for a workflow because of its folder.
    try:
        with tempfile.TemporaryDirectory(prefix="ci-gen-") as folder:
            file = Path(folder, ".github", "workflows", Path(path).name)
            file.parent.mkdir(parents=True)
            file.write_text(text, encoding="utf-8")
            return tools.answer([program, *_OPTIONS, str(file)], folder=Path(folder), fine=_ANSWERS)
    except OSError as error:
        raise tools.ToolError(f"there is no place for its input: {reason(error)}") from None


def _diagnostic(row: Any, path: str) -> Diagnostic | None:
    try:
        if row.get("ignored"):
            return None
        place = _primary(row["locations"])
        location = _location(place["concrete"]["location"], path)
        message = f"{row['desc']}: {place['symbolic']['annotation']}"
        severity = _SEVERITIES.get(row["determinations"]["severity"], Severity.NOTE)
        code = f"zizmor/{row['ident']}"
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        raise tools.ToolError("its JSON has another form than ci-gen knows") from None
    return Diagnostic(
        code=code,
        severity=severity,
        message=message,
        location=location,
        remedy=f"see {codes.page(code)}",
    )


def _location(found: Any, path: str) -> Location:
    start, end = found["start_point"], found["end_point"]
    return Location(
        path=path,
        line=int(start["row"]) + 1,
        column=int(start["column"]) + 1,
        end_line=int(end["row"]) + 1,
        end_column=int(end["column"]) + 1,
    )


def _primary(places: Any) -> Any:
    return next((p for p in places if p["symbolic"].get("kind") == "Primary"), places[0])
