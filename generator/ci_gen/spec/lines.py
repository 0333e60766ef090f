"""Texts as YAML's `|` writes them: the last line break means nothing, and lines are a list.

What comes after it, the schema and all that reads a spec, sees texts and lists only.
"""

from typing import Any, Final

from ci_gen.diagnostics import Route
from ci_gen.spec import parts, schema
from ci_gen.yaml import blocks
from ci_gen.yaml.document import Spec

# What the schema says wherever lines are a list.
REF: Final = {"$ref": "#/$defs/block"}


def normalise(read: Spec) -> Spec:
    """Return *read* with each text of several lines as the text, or the list, that it means."""
    return read.replace(data=_normal(read.data, ()))


def _normal(value: Any, route: Route) -> Any:
    match value:
        case str() if "\n" in value:
            return blocks.entries(value) if _is_list(route) else value.rstrip("\n")
        case dict():
            return {key: _normal(item, (*route, key)) for key, item in value.items()}
        case list():
            return [_normal(item, (*route, i)) for i, item in enumerate(value)]
        case _:
            return value


def _is_list(route: Route) -> bool:
    *_, found = parts.along(schema.load(), route)
    return REF in found
