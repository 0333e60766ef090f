"""What actionlint says of workflows; it runs shellcheck on their scripts where it is installed."""

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from ci_gen import files
from ci_gen.catalog import codes, runners
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import CiGenError
from ci_gen.lint import tools

# Source: docs/usage.md of actionlint, "Exit status".
_ANSWERS: Final = (0, 1)
# A type is written out with each of its properties, and a label is held against all there are.
_TYPE: Final = re.compile(r"(?<=object type )\{.*\}", re.DOTALL)
_LABELS: Final = re.compile(r" available labels are [^.]*(?:\.\d[^.]*)*\.")
_CONFIGURATIONS: Final = (".github/actionlint.yaml", ".github/actionlint.yml")
_MOST_BYTES: Final = 1024 * 1024
_UNKNOWN_LABEL: Final = re.compile(r'label "([^"]+)" is unknown')
_SHELLCHECK: Final = re.compile(r"SC\d+:(\w+):")
_SHELLCHECK_LEVELS: Final = {"error": Severity.ERROR, "warning": Severity.WARNING}


def check(program: str, files: Mapping[str, str], root: Path) -> Iterator[Diagnostic]:
    """Yield the findings of the *program* in *files*, which need not be on disk below *root*.

    Labels of runners in the project's own configuration of actionlint count.
    Raises ToolError when there is no answer.
    """
    options = ["-format", "{{json .}}", "-no-color", *_configuration(root)]
    for path, text in files.items():
        command = [program, *options, "-stdin-filename", path, "-"]
        for row in tools.answer(command, folder=root, text=text, fine=_ANSWERS):
            found = _diagnostic(row, path)
            if not _is_known_runner(found.message):
                yield found


def _configuration(root: Path) -> list[str]:
    # It looks for the file itself, but only where workflows are on disk already.
    names = [path for path in _CONFIGURATIONS if os.path.lexists(root / path)]
    try:
        texts = [name for name in names if files.read(root, name, _MOST_BYTES) is not None]
    except CiGenError as error:
        # It would follow a link, and quote what it finds there.
        raise tools.ToolError(error.message) from None
    return ["-config-file", str(root / texts[0])] if texts else []


def _diagnostic(row: Any, path: str) -> Diagnostic:
    try:
        kind, message = str(row["kind"]), _shorten(str(row["message"]))
        location = _location(row, path)
    except (KeyError, TypeError, ValueError):
        raise tools.ToolError("its JSON has another form than ci-gen knows") from None
    code = f"actionlint/{kind}"
    return Diagnostic(
        code=code,
        severity=_severity(kind, message),
        message=message,
        location=location,
        remedy=f"see {codes.page(code)}",
    )


def _location(row: Any, path: str) -> Location:
    line, end = int(row["line"]), int(row["end_column"])
    return Location(
        path=path, line=line, column=int(row["column"]), end_line=line, end_column=end + 1
    )


def _shorten(message: str) -> str:
    return _LABELS.sub("", _TYPE.sub("{...}", message))


def _is_known_runner(message: str) -> bool:
    """Return whether *message* is about the label of a runner that actionlint has not heard of."""
    label = _UNKNOWN_LABEL.match(message)
    return bool(label and runners.find(label[1]))


def _severity(kind: str, message: str) -> Severity:
    if kind == "runner-label":
        # Runners of one's own have any label; that of a hosted one is looked up by rules of ci-gen.
        return Severity.NOTE
    # Only shellcheck knows degrees.
    level = _SHELLCHECK.search(message)
    return _SHELLCHECK_LEVELS.get(level[1], Severity.NOTE) if level else Severity.ERROR
