"""Looking up keys of a spec: in an image, and in the top level for what the image does not say."""

from collections.abc import Mapping
from typing import Any, Final

from ci_gen.config.sections import Named, Texts
from ci_gen.config.values import Value
from ci_gen.diagnostics import Route
from ci_gen.record import Record
from ci_gen.yaml.document import scalar_text

# The one obvious field that a short form gives.
_FIELDS: Final = {
    "build": "context",
    "builder": "driver",
    "cache": "type",
    "check": "programs",
    "emulation": "setup",
    "environment": "name",
    "concurrency": "group",
    "strategy": "type",
    "test": "command",
}


def as_list(value: Any) -> list[Any]:
    """Return *value*, or the list with it alone; None is no value at all."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def texts(found: Value[Any]) -> Texts:
    """Return the texts that were *found*: one, several or none."""
    items = tuple(scalar_text(item) for item in as_list(found.value))
    return Value(value=items, route=found.route)


def named(found: Value[Any]) -> Named:
    """Return the texts by name that were *found*."""
    given: Mapping[str, Any] = found.value or {}
    items = {
        name: Value(value=scalar_text(item), route=found.at(name)) for name, item in given.items()
    }
    return Value(value=items, route=found.route)


def _long(key: str, value: Any) -> Mapping[str, Any]:
    """Return the mapping that *value*, the short form of *key*, stands for."""
    if isinstance(value, dict):
        # What is set up in detail is set up.
        return {"setup": "qemu", **value} if key == "emulation" else value
    return {"rules": as_list(value)} if key == "tags" else {_FIELDS[key]: value}


class KeyLayers(Record):
    """Mappings to look a key up in, each with its route; *route* is where it would be."""

    route: Route
    parts: tuple[tuple[Route, Mapping[str, Any]], ...]

    def get(self, key: str) -> Value[Any]:
        """Return the first value of *key*, None where there is none."""
        for route, part in self.parts:
            if (value := part.get(key)) is not None:
                return Value(value=value, route=(*route, key))
        return Value(value=None, route=(*self.route, key))

    def section(self, key: str) -> "KeyLayers":
        """Return the mappings below *key*, in their long form."""
        parts = tuple(
            ((*route, key), _long(key, part[key]))
            for route, part in self.parts
            if part.get(key) is not None
        )
        return KeyLayers(route=(*self.route, key), parts=parts)

    def texts(self, key: str) -> Texts:
        """Return the texts under *key*."""
        return texts(self.get(key))

    def named(self, key: str) -> Named:
        """Return the texts by name under *key*."""
        return named(self.get(key))

    @property
    def place(self) -> Route:
        """Return where the first of the mappings is, or would be."""
        return self.parts[0][0] if self.parts else self.route

    @property
    def is_given(self) -> bool:
        """Return whether there is any mapping."""
        return bool(self.parts)
