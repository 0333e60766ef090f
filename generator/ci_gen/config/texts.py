"""The texts of a spec, and where GitHub reads them."""

from collections.abc import Iterator
from typing import Any, Final

from ci_gen.config.given import GivenText, Place
from ci_gen.diagnostics import Route

_PLACES: Final = {
    "concurrency": Place.WORKFLOW,
    "runners": Place.JOB,
    "environment": Place.JOB,
    "registries": Place.STEP_WITH_SECRETS,
    "secrets": Place.STEP_WITH_SECRETS,
    "cache": Place.STEP_WITH_SECRETS,
    # The rule secret-in-build-argument says more about these.
    "args": Place.STEP_WITH_SECRETS,
    "labels": Place.STEP_WITH_SECRETS,
    "annotations": Place.STEP_WITH_SECRETS,
}


def texts(value: Any, route: Route = (), place: Place = Place.STEP) -> Iterator[GivenText]:
    """Yield each text in *value*, which is at *route* and is read at *place*."""
    if isinstance(value, str):
        yield GivenText(value=value, route=route, place=place)
    elif isinstance(value, dict):
        for key, item in value.items():
            # What a target or a variant builds in its own way is in the matrix.
            is_row = key == "build" and not {"targets", "variants"}.isdisjoint(route)
            inner = Place.ROW if is_row else _PLACES.get(key, place)
            yield from texts(item, (*route, key), inner)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from texts(item, (*route, i), place)
