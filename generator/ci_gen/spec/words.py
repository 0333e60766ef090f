"""Types of values: what a schema accepts, what a value is, and what people call them."""

from typing import Any, Final

from ci_gen.spec.schema import resolve

_WORDS: Final = {
    "string": "text",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "nothing",
    "integer": "a whole number",
    "number": "a number",
}

_MOST_SHOWN: Final = 60


def short(shown: str) -> str:
    """Return *shown*, cut where it is too long for a message."""
    return shown if len(shown) <= _MOST_SHOWN else f"{shown[:_MOST_SHOWN]}..."


def types(names: str | list[str]) -> str:
    """Return what values of these types are called."""
    listed = [names] if isinstance(names, str) else names
    return " or ".join(dict.fromkeys(_WORDS[name] for name in listed))


def kinds(schema: dict[str, Any], root: dict[str, Any]) -> list[str]:
    """Return the types of values that *schema* may accept."""
    if "type" in schema:
        return [schema["type"]] if isinstance(schema["type"], str) else list(schema["type"])
    if "enum" in schema:
        return ["string"]
    if "$ref" in schema:
        return kinds(resolve(schema["$ref"], root), root)
    return [name for branch in schema["anyOf"] for name in kinds(branch, root)]


def kind(value: Any) -> str:
    """Return the type of *value* in the words of JSON Schema."""
    match value:
        case bool():
            return "boolean"
        case str():
            return "string"
        case dict():
            return "object"
        case list():
            return "array"
        case None:
            return "null"
        case _:
            return "number"
