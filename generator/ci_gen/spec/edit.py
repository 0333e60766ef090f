"""Changing a spec and leaving the rest of its text alone. Beside `spec` it alone knows ruamel."""

import copy
from collections.abc import Mapping
from io import StringIO
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.error import YAMLError

from ci_gen.errors import CiGenError
from ci_gen.spec import lines
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec

_KEY: Final = "pins"


def with_overrides(given: Spec, releases: Mapping[str, Mapping[str, str]]) -> str:
    """Return the text of *given* with *releases* of actions among its overrides.

    Raises CiGenError when the text is written in a way that does not let them in.
    """
    rows = given.text.splitlines(keepends=True)
    first, last = _place(given, rows)
    try:
        section = _changed("".join(rows[first:last]), releases)
    except (YAMLError, ValueError, AttributeError, TypeError):
        raise _refusal(given, releases) from None
    end = "" if first == 0 or rows[first - 1].endswith("\n") else "\n"
    text = "".join((*rows[:first], end, section, *rows[last:]))
    read = spec.parse(text, given.path)
    expected = _expected(lines.normalise(given).data, releases)
    if not isinstance(read, Spec) or lines.normalise(read).data != expected:
        raise _refusal(given, releases)
    return text


def _place(given: Spec, rows: list[str]) -> tuple[int, int]:
    """Return the first line of the key and the line after it; all lines where lines are no keys.

    Comments and empty lines at the end belong to what comes next.
    """
    root = YAML(typ="safe", pure=True).compose(given.text)
    if root.flow_style:
        return 0, len(rows)
    starts = [key.start_mark.line for key, _ in root.value]
    names = [key.value for key, _ in root.value]
    if _KEY not in names:
        return len(rows), len(rows)
    nth = names.index(_KEY)
    last = starts[nth + 1] if nth + 1 < len(starts) else len(rows)
    while last > starts[nth] + 1 and rows[last - 1].strip()[:1] in {"", "#"}:
        last -= 1
    return starts[nth], last


def _changed(section: str, releases: Mapping[str, Mapping[str, str]]) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    data = yaml.load(section) or CommentedMap()
    overrides = data.setdefault(_KEY, CommentedMap()).setdefault("overrides", CommentedMap())
    for action, release in releases.items():
        if action not in overrides:
            overrides[action] = CommentedMap()
            overrides[action].fa.set_flow_style()
        overrides[action].update(release)
    text = StringIO()
    yaml.dump(data, text)
    return text.getvalue()


def _expected(data: Mapping[str, Any], releases: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    expected = copy.deepcopy(dict(data))
    overrides = expected.setdefault(_KEY, {}).setdefault("overrides", {})
    overrides.update({action: dict(release) for action, release in releases.items()})
    return expected


def _refusal(given: Spec, releases: Mapping[str, Mapping[str, str]]) -> CiGenError:
    rows = (f"{action}: {release}" for action, release in releases.items())
    return CiGenError(
        f"{given.path} is written in a way that ci-gen cannot add pins to",
        f"add under pins.overrides: {'; '.join(rows)}".replace("'", ""),
    )
