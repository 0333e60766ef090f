"""Reading a spec: its data, the places of its values, and what is wrong with its text."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.reader import ReaderError

from ci_gen import files
from ci_gen.diagnostics import Diagnostic, Location, Route, Severity
from ci_gen.errors import CiGenError
from ci_gen.record import Record
from ci_gen.yaml import expansion
from ci_gen.yaml.extents import Extent
from ci_gen.yaml.nodes import MOST_LEVELS, NestingError, tree

NAMES: Final = ("ci-gen.yml", "ci-gen.yaml", ".github/ci-gen.yml", ".github/ci-gen.yaml")
MOST_BYTES: Final = 512 * 1024
_MOST_VALUES: Final = 50_000
_CONFLICT: Final = re.compile(r"^<{7}(?: |$)", re.MULTILINE)


class Spec(Record):
    """A spec that was read: *path* as it is shown, the *text*, and its *data*.

    *old_keys* tells what keys of the data, by their routes, are called in the text.
    """

    path: str
    text: str
    data: Any
    old_keys: Mapping[Route, str] = MappingProxyType({})

    def locate(self, route: Route) -> Location:
        """Return where the value of *route* is written, or its key where that tells more.

        What is not written itself is where its parent is.
        """
        return _between(tree(self.text).extent(route, self.old_keys), self.path)

    def locate_key(self, route: Route) -> Location:
        """Return where the key is written that *route* ends in."""
        return _between(tree(self.text).extent(route, self.old_keys, is_key=True), self.path)


def scalar_text(value: str | float | bool) -> str:  # noqa: FBT001 (a value of a spec)
    """Return a scalar of a spec as it was written."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(getattr(value, "text", value))


def load(root: Path, path: str) -> Spec | Diagnostic:
    """Return the spec in the file *path* below *root*, or why there is none.

    Raises CiGenError when the file cannot be read at all.
    """
    try:
        return decode(read(root, path), path)
    except files.TooLargeError as error:
        return _too_large(error.size, path)


def decode(raw: bytes, shown: str) -> Spec | Diagnostic:
    """Return the spec in the bytes of a file, or the one diagnostic that says why it is none."""
    text = _decode(raw, shown)
    return text if isinstance(text, Diagnostic) else parse(text, shown)


def text_to_quote(root: Path, path: str) -> str:
    """Return the text of a spec that `load` refused, as far as it can be shown to somebody."""
    try:
        raw = read(root, path)
    except files.TooLargeError:
        return ""
    return "" if b"\0" in raw else raw.decode("utf-8", "replace").removeprefix("\ufeff")


def read(root: Path, path: str) -> bytes:
    """Return the bytes of the spec *path* below *root*. Raises CiGenError where there are none."""
    raw = files.read(root, path, MOST_BYTES)
    if raw is None:
        raise CiGenError(f"there is no {path}", "run `ci-gen init` to write one")
    return raw


def parse(text: str, shown: str) -> Spec | Diagnostic:
    """Return the spec in *text*, or the one diagnostic that says why it is none."""
    try:
        if mark := tree(text).first_tag:
            message, remedy = "a spec has no use for YAML tags (!)", "remove the tag"
            return Diagnostic(
                code="CG106",
                severity=Severity.ERROR,
                message=message,
                location=_at(mark, shown),
                remedy=remedy,
            )
        data = tree(text).data()
        problem = _unwanted(text, data, shown)
    except DuplicateKeyError as error:
        return _duplicate(error, shown)
    except (NestingError, RecursionError) as error:
        # Aliases of aliases, each of them not too deep, have no place.
        return _nested(_at(getattr(error, "problem_mark", None), shown))
    except (MarkedYAMLError, ReaderError) as error:
        return _syntax(error, text, shown)
    except (YAMLError, ValueError) as error:
        return _refused(shown, "CG103", f"the spec is not valid YAML: {error}", "correct it")
    return problem or Spec(path=shown, text=text, data=data)


def _decode(raw: bytes, shown: str) -> str | Diagnostic:
    remedy = "save it as UTF-8 text"
    if len(raw) > MOST_BYTES:
        return _too_large(len(raw), shown)
    if raw[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return _refused(shown, "CG102", "the spec is written in UTF-16", remedy)
    if b"\0" in raw:
        return _refused(shown, "CG102", "the spec is a binary file", remedy)
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _refused(shown, "CG102", "the spec is not UTF-8 text", remedy, line)


def _too_large(size: int, shown: str) -> Diagnostic:
    message = f"the spec has {size / 1_000_000:.1f} MB, which no spec needs"
    return _refused(shown, "CG107", message, "name the spec itself, or shorten it")


def _refused(shown: str, code: str, message: str, remedy: str, line: int = 0) -> Diagnostic:
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        location=Location(path=shown, line=line, column=min(line, 1)),
        remedy=remedy,
    )


def _at(mark: StringMark | None, shown: str) -> Location:
    return (
        Location(path=shown, line=mark.line + 1, column=mark.column + 1)
        if mark
        else Location(path=shown)
    )


def _between(extent: Extent | None, shown: str) -> Location:
    if extent is None:
        return Location(path=shown)
    start, end = extent
    place = _at(start, shown)
    if start.index == end.index:
        return place
    return place.replace(end_line=end.line + 1, end_column=end.column + 1)


def _nested(place: Location) -> Diagnostic:
    return Diagnostic(
        code="CG106",
        severity=Severity.ERROR,
        message=f"the spec is nested too deeply: in more than {MOST_LEVELS} levels",
        location=place,
        remedy="make it flatter",
    )


def _duplicate(error: DuplicateKeyError, shown: str) -> Diagnostic:
    key = str(error.problem).partition('"')[2].rpartition('" with ')[0]
    location = _at(error.problem_mark, shown)
    message = f'the key "{key}" is given twice in one mapping'
    return Diagnostic(
        code="CG105",
        severity=Severity.ERROR,
        message=message,
        location=location,
        remedy="keep one of them",
    )


def _syntax(error: MarkedYAMLError | ReaderError, text: str, shown: str) -> Diagnostic:
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        message = f"the spec holds the control character U+{error.character:04X}"
        return _refused(shown, "CG103", message, "remove it", line)
    if conflict := _CONFLICT.search(text):
        message = "a merge left its conflict markers in"
        line = text.count("\n", 0, conflict.start()) + 1
        return _refused(shown, "CG122", message, "keep one of the two sides", line)
    location = _at(error.problem_mark or error.context_mark, shown)
    if "expected a single document" in str(error):
        message, remedy = "the spec holds more than one document", "keep what is above ---"
        return Diagnostic(
            code="CG108", severity=Severity.ERROR, message=message, location=location, remedy=remedy
        )
    message, remedy = f"the spec is not valid YAML: {error.problem}", "correct the line"
    if "\\t" in str(error.problem):
        message, remedy = "there is a tab where YAML wants spaces", "indent with spaces"
    return Diagnostic(
        code="CG103", severity=Severity.ERROR, message=message, location=location, remedy=remedy
    )


def _unwanted(text: str, data: Any, shown: str) -> Diagnostic | None:
    """Return what is valid YAML and still no spec: nothing at all, merge keys, alias bombs."""
    if data is None:
        remedy = "write at least version, image and targets, or run `ci-gen init`"
        return _refused(shown, "CG104", "the spec is empty", remedy)
    if "*" in text and (size := expansion.size(data, {})) is None:
        message = "an alias refers to a value that holds the alias itself"
        return _refused(shown, "CG106", message, "write the value out")
    if "*" in text and size and size > _MOST_VALUES:
        message = f"its aliases make the spec grow beyond {_MOST_VALUES} values"
        return _refused(shown, "CG106", message, "write out what is meant, without aliases")
    if "*" in text and expansion.depth(data, {}) > MOST_LEVELS:
        return _nested(Location(path=shown))
    if "<<" in text and (mark := expansion.merge_key(tree(text).root)):
        message, remedy = "YAML 1.2 has no merge keys (<<)", "write the keys out"
        return Diagnostic(
            code="CG106",
            severity=Severity.ERROR,
            message=message,
            location=_at(mark, shown),
            remedy=remedy,
        )
    return None
