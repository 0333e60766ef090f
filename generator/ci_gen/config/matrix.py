"""Which texts of a spec stand in the rows of a matrix, where GitHub reads few contexts."""

from collections.abc import Iterator, Mapping
from typing import Any

from ci_gen.config.triggers import as_list
from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Route
from ci_gen.yaml.document import scalar_text

_SCALARS = ("context", "dockerfile", "target")
_MAPS = ("args", "contexts")


def of_builds(view: View) -> Iterator[tuple[Entry, Route, str]]:
    """Yield each text about a build that differs between the rows of an image, and where it is.

    What one platform or variant overrides stands in the rows of all others too.
    """
    for entry in view.entries:
        if entry.strategy == "split":
            family = [other for other in view.entries if other.home == entry.home]
            names = {name for other in family for name in _overridden(other)}
            for route, own in _own(entry):
                yield from ((entry, *found) for found in _texts(own, route))
            for key, name in sorted(names):
                yield from ((entry, *found) for found in _base(entry, key, name))


def of_runners(view: View) -> Iterator[tuple[Entry, Route, str]]:
    """Yield each label of a runner, which stands in the rows of an image, and where it is."""
    for entry in view.entries:
        given, route = entry.get("runners"), entry.at("runners")
        for key, value in given.items() if isinstance(given, dict) else [("", given)]:
            for label in as_list(value) if entry.strategy == "split" else ():
                yield entry, (*route, key) if key else route, label


def _own(entry: Entry) -> Iterator[tuple[Route, Mapping[str, Any]]]:
    """Yield what a target or the variant itself says about the build."""
    yield from ((route, own) for _, route, own in entry.own_builds)
    if entry.variant:
        route, layer = entry.layers[0]
        yield (*route, "build"), layer.get("build", {})


def _overridden(entry: Entry) -> Iterator[tuple[str, str]]:
    for _, own in _own(entry):
        yield from ((key, "") for key in _SCALARS if key in own)
        yield from ((key, name) for key in _MAPS for name in own.get(key, {}))


def _base(entry: Entry, key: str, name: str) -> Iterator[tuple[Route, str]]:
    """Yield the text of the image itself under *key* and *name*."""
    layers = entry.layers[1:] if entry.variant else entry.layers
    image = Entry(route=entry.home, layers=layers)
    value = image.get("build", key)
    if name:
        value = (value or {}).get(name)
    if value is not None:
        route = (*image.at("build", key), name) if name else image.at("build", key)
        yield route, scalar_text(value)


def _texts(value: Any, route: Route) -> Iterator[tuple[Route, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*route, key))
    elif isinstance(value, str):
        yield route, value
