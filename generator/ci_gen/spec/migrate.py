"""Specs with keys that are called otherwise by now: reading them, and rewriting their text.

The text is changed only where it has to be, so that comments, quotes and layout stay.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, cast

from ci_gen.catalog import renames
from ci_gen.catalog.renames import Rename
from ci_gen.diagnostics import Diagnostic, Route, Severity
from ci_gen.errors import CiGenError
from ci_gen.record import Record
from ci_gen.spec import schema
from ci_gen.yaml import document as spec
from ci_gen.yaml import positions as spec_text
from ci_gen.yaml import write as yaml_text
from ci_gen.yaml.document import Spec
from ci_gen.yaml.positions import KeyPosition, Span

_PAIR: Final = re.compile(r"(?P<name>[^\s=#]+)=(?P<value>.*)")
# The line where a text of several lines begins.
_SIGN: Final = re.compile(r"(?P<sign>\|[-+0-9]*)[^\r\n]*\r?\n")
_LINES: Final = re.compile(r"^[ ]*(?P<line>\S[^\r\n]*?)[ ]*\r?$", re.MULTILINE)
_REMEDY: Final = "run `ci-gen migrate`"


class Step(Record):
    """One key to rewrite: where it is, the row that says how, its value, and the new one."""

    route: Route
    row: Rename
    given: Any
    value: Any


class Upgrade(Record):
    """A spec of today's language, what it was made of, and a diagnostic for each change.

    *version* is the older version that it was written for, None if it was written for today's.
    """

    spec: Spec
    diagnostics: tuple[Diagnostic, ...]
    steps: tuple[Step, ...]
    version: int | None


class Migration(Record):
    """The text of a spec *before* and *after* it was rewritten, and each change in words."""

    before: str
    after: str
    changes: tuple[str, ...]


def upgrade(read: Spec) -> Upgrade:
    """Return *read* in today's language; unchanged if it is, or if nothing is known about it."""
    version, current = _version(read.data), current_version()
    if version is None or not renames.OLDEST <= version <= current:
        return Upgrade(spec=read, diagnostics=(), steps=(), version=None)
    steps = tuple(sorted(_steps(read.data, version), key=lambda step: read.locate_key(step.route)))
    found = [_outdated(read, step) for step in steps]
    data = _rebuilt(read.data, (), {step.route: step for step in steps})
    older = version if version < current else None
    if older is not None:
        data["version"] = current
        found.insert(0, _older(read, older, current))
    keys = {(*step.route[:-1], step.row.new): step.row.old for step in steps}
    return Upgrade(
        spec=read.replace(data=data, old_keys=keys),
        diagnostics=tuple(found),
        steps=steps,
        version=older,
    )


def current_version() -> int:
    """Return the version of the language that the schema describes."""
    version: int = schema.load()["properties"]["version"]["const"]
    return version


def rewrite(read: Spec, upgraded: Upgrade) -> str:
    """Return the text of *read* in the language of *upgraded*.

    Raises CiGenError where the text is written in a way that cannot be followed.
    """
    # A set: aliases of one value are one place.
    edits = {edit for step in upgraded.steps for edit in _edits(read.text, step)}
    if upgraded.version is not None:
        edits.add((spec_text.find(read.text, ("version",)).value, str(current_version())))
    text = read.text
    for span, new in sorted(edits, key=lambda edit: (edit[0].start, edit[0].end), reverse=True):
        text = text[: span.start] + new + text[span.end :]
    result = spec.parse(text, read.path)
    if isinstance(result, Diagnostic) or repr(result.data) != repr(upgraded.spec.data):
        message = f"cannot rewrite {read.path}: a value in it is written in an unusual way"
        raise CiGenError(message, "rename the keys that `ci-gen lint` names by hand")
    return text


def migrate(root: Path, shown: str) -> Migration:
    """Return what the spec *shown* below *root*, which is a valid one, becomes in today's language.

    Raises CiGenError when it cannot be rewritten.
    """
    read = cast("Spec", spec.load(root, shown))
    upgraded = upgrade(read)
    # Byte for byte: line endings and the mark in front of the text are nobody's business here.
    before = spec.read(root, shown).decode("utf-8")
    if not upgraded.diagnostics:
        return Migration(before=before, after=before, changes=())
    after = rewrite(read.replace(text=before), upgraded)
    return Migration(before=before, after=after, changes=tuple(_changes(read, upgraded)))


def _changes(read: Spec, upgraded: Upgrade) -> Iterator[str]:
    if upgraded.version is not None:
        place = read.locate(("version",))
        yield f"{place}: version {upgraded.version} is now {current_version()}"
    for step in upgraded.steps:
        yield f"{read.locate_key(step.route)}: {step.row.old} is now {step.row.new}"


def _version(data: Any) -> int | None:
    """Return the version that *data* is written for, today's if it does not say."""
    if not isinstance(data, dict):
        return None
    given = data.get("version", current_version())
    return given if isinstance(given, int) and not isinstance(given, bool) else None


def _steps(data: Mapping[str, Any], version: int) -> Iterator[Step]:
    for row in renames.RENAMES:
        for route, mapping in _mappings(data, row.within):
            if row.old not in mapping or row.new in mapping or version > row.version:
                continue
            value = _converted(row, mapping[row.old])
            if value is not None:
                yield Step(route=(*route, row.old), row=row, given=mapping[row.old], value=value)


def _mappings(data: Mapping[str, Any], within: str) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """Yield each mapping that *within* names, with its route: images for the empty name."""
    images = [((), data), *_children(data, (), "images")]
    if not within:
        yield from images
        return
    for route, image in images:
        parts = [*_children(image, route, "variants"), *_children(image, route, "targets")]
        for place, part in ((route, image), *parts):
            if isinstance(part.get(within), dict):
                yield (*place, within), part[within]


def _children(
    mapping: Mapping[str, Any], route: Route, key: str
) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    found = mapping.get(key)
    if not isinstance(found, dict | list):
        return
    for step, child in found.items() if isinstance(found, dict) else enumerate(found):
        if isinstance(child, dict):
            yield (*route, key, step), child


def _converted(row: Rename, value: Any) -> Any:
    """Return *value* in the form that the new key wants, None if it cannot have it."""
    if row.form == "pairs" and not isinstance(value, dict):
        return _pairs(value)
    if row.form == "list" and isinstance(value, str):
        return _words(value)
    return value


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s,]+", text) if word]


def _pairs(value: Any) -> dict[str, str] | None:
    lines = value.split("\n") if isinstance(value, str) else value
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        return None
    found = [_PAIR.fullmatch(line.strip()) for line in lines if line.strip()]
    pairs = {pair["name"]: pair["value"] for pair in found if pair}
    return pairs if len(pairs) == len(found) else None


def _rebuilt(value: Any, route: Route, steps: Mapping[Route, Step]) -> Any:
    """Return *value* with the keys of *steps* renamed, each in its place."""
    if isinstance(value, list):
        return [_rebuilt(item, (*route, i), steps) for i, item in enumerate(value)]
    if not isinstance(value, dict):
        return value
    rebuilt = {}
    for key, item in value.items():
        step = steps.get((*route, key))
        name, part = (step.row.new, step.value) if step else (key, item)
        rebuilt[name] = part if step else _rebuilt(part, (*route, key), steps)
    return rebuilt


def _outdated(read: Spec, step: Step) -> Diagnostic:
    message = f'"{step.row.old}" is called "{step.row.new}" in a spec, and was read as that'
    remedy = f"write {step.row.new}, or {_REMEDY}"
    return Diagnostic(
        code="CG119",
        severity=Severity.WARNING,
        message=message,
        location=read.locate_key(step.route),
        remedy=remedy,
    )


def _older(read: Spec, version: int, current: int) -> Diagnostic:
    message = f"the spec is written for version {version} of the language, and was read as that"
    place = read.locate(("version",))
    return Diagnostic(
        code="CG120",
        severity=Severity.WARNING,
        message=message,
        location=place,
        remedy=f"{_REMEDY}: it is {current} now",
    )


def _edits(text: str, step: Step) -> Iterator[tuple[Span, str]]:
    entry = spec_text.find(text, step.route)
    key = text[entry.key.start : entry.key.end]
    yield entry.key, key.replace(step.row.old, step.row.new)
    if type(step.given) is type(step.value):
        return
    if isinstance(step.given, list):
        yield from _from_list(text, entry, step.value)
    elif text[entry.value.start] == "|":
        yield from _from_block(text, entry, step.value)
    else:
        # The end of a folded text is where the next key begins.
        written = text[entry.value.start : entry.value.end].rstrip()
        yield Span(start=entry.value.start, end=entry.value.start + len(written)), _flow(step.value)


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(_pair(*pair, in_flow=True) for pair in value.items())}}}"
    return f"[{', '.join(yaml_text.scalar(word, in_flow=True) for word in value)}]"


def _pair(name: str, value: str, *, in_flow: bool) -> str:
    return f"{yaml_text.scalar(name)}: {yaml_text.scalar(value, in_flow=in_flow)}"


def _from_list(
    text: str, entry: KeyPosition, pairs: Mapping[str, str]
) -> Iterator[tuple[Span, str]]:
    """Yield what makes a list a mapping, item by item: there may be comments between them."""
    in_flow = text[entry.value.start] == "["
    if in_flow:
        yield Span(start=entry.value.start, end=entry.value.start + 1), "{"
        yield Span(start=entry.value.end - 1, end=entry.value.end), "}"
    # A list may begin at the column of its key, a mapping may not.
    for item, (name, value) in zip(entry.items, pairs.items(), strict=True):
        start = item.start if in_flow else text.rindex("-", 0, item.start)
        is_level = _column(text, start) == _column(text, entry.key.start)
        margin = "  " if is_level and not in_flow else ""
        yield Span(start=start, end=item.end), margin + _pair(name, value, in_flow=in_flow)


def _column(text: str, offset: int) -> int:
    return offset - text.rfind("\n", 0, offset) - 1


def _from_block(text: str, entry: KeyPosition, value: Any) -> Iterator[tuple[Span, str]]:
    """Yield what makes a text of several lines a list or a mapping."""
    sign = _SIGN.match(text, entry.value.start)
    if sign is None:
        raise AssertionError(text[entry.value.start :][:80])
    found = _LINES.finditer(text, sign.end(), entry.value.end)
    lines = [Span(start=line.start("line"), end=line.end("line")) for line in found]
    if isinstance(value, list):
        yield Span(start=sign.start(), end=sign.end("sign")), _flow(value)
        end = text.find("\n", lines[-1].end) + 1 or len(text)
        yield Span(start=sign.end(), end=end), ""
        return
    # Nothing may be left in front of the end of the line.
    start = len(text[: sign.start()].rstrip(" "))
    yield Span(start=start, end=sign.end("sign")), ""
    for line, (name, part) in zip(lines, value.items(), strict=True):
        yield line, _pair(name, part, in_flow=False)
