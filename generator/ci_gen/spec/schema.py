"""The schema of the spec, and a quick check of a spec against it.

The check answers yes or no, which is all that a valid spec needs. Only a refused spec pays for
`jsonschema`, which knows where and why (`explain_schema`) and takes longer to import than all else.
"""

import json
import re
from functools import cache
from typing import Any, Final

from ci_gen._resources import SCHEMAS

# What `type` means, with the reading of JSON Schema: a boolean is no number.
_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
    "integer": (int,),
    "number": (int, float),
}


def text(name: str = "spec") -> str:
    """Return the shipped schema *name* (`spec`, `report` or `changes`) as it is published."""
    return (SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")


@cache
def load(name: str = "spec") -> dict[str, Any]:
    """Return the shipped schema *name*, read once."""
    schema: dict[str, Any] = json.loads(text(name))
    return schema


def is_valid(data: Any) -> bool:
    """Return whether the schema accepts *data* as a spec."""
    schema = load()
    return accepts(schema, data, schema)


def accepts(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    """Return whether *schema*, a part of *root*, accepts *value*.

    Knows the keywords that the shipped schemas use; a test compares it with `jsonschema`.
    """
    if "$ref" in schema and not accepts(resolve(schema["$ref"], root), value, root):
        return False
    return (
        _has_type(schema.get("type"), value)
        and _is_listed(schema, value)
        and _holds(schema, value, root)
        and _fits(schema, value, root)
    )


def resolve(ref: str, root: dict[str, Any]) -> dict[str, Any]:
    """Return the definition in *root* that *ref* names."""
    definition: dict[str, Any] = root["$defs"][ref.removeprefix("#/$defs/")]
    return definition


def _has_type(wanted: str | list[str] | None, value: Any) -> bool:
    if wanted is None:
        return True
    names = [wanted] if isinstance(wanted, str) else wanted
    return any(_is_a(name, value) for name in names)


def _is_a(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[name])


def _is_listed(schema: dict[str, Any], value: Any) -> bool:
    if "const" in schema and not _same(value, schema["const"]):
        return False
    return "enum" not in schema or any(_same(value, item) for item in schema["enum"])


def _same(value: Any, item: Any) -> bool:
    return bool(value == item) and isinstance(value, bool) == isinstance(item, bool)


def _holds(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    if "anyOf" in schema and not any(accepts(part, value, root) for part in schema["anyOf"]):
        return False
    if "oneOf" in schema and sum(accepts(part, value, root) for part in schema["oneOf"]) != 1:
        return False
    return "not" not in schema or not accepts(schema["not"], value, root)


def _fits(schema: dict[str, Any], value: Any, root: dict[str, Any]) -> bool:
    match value:
        case str():
            return _fits_text(schema, value)
        case dict():
            return _fits_mapping(schema, value, root)
        case list():
            return len(value) >= schema.get("minItems", 0) and all(
                accepts(schema["items"], item, root) for item in value if "items" in schema
            )
        case bool() | None:
            return True
        case _:
            # As jsonschema has it: what cannot be compared, .nan, is not out of range.
            low, high = schema.get("minimum"), schema.get("maximum")
            return not ((low is not None and value < low) or (high is not None and value > high))


def _fits_text(schema: dict[str, Any], value: str) -> bool:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        return False
    return "pattern" not in schema or _compiled(schema["pattern"]).search(value) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _fits_mapping(schema: dict[str, Any], value: dict[str, Any], root: dict[str, Any]) -> bool:
    if len(value) < schema.get("minProperties", 0):
        return False
    if not all(key in value for key in schema.get("required", ())):
        return False
    names = schema.get("propertyNames")
    if names is not None and not all(accepts(names, key, root) for key in value):
        return False
    known = schema.get("properties", {})
    return all(_fits_key(schema, known, key, item, root) for key, item in value.items())


def _fits_key(
    schema: dict[str, Any], known: dict[str, Any], key: str, item: Any, root: dict[str, Any]
) -> bool:
    if key in known:
        return accepts(known[key], item, root)
    rest = schema.get("additionalProperties", True)
    return rest if isinstance(rest, bool) else accepts(rest, item, root)
