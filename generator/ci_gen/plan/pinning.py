"""The actions of a plan, and the releases of them that the spec asks for."""

from collections.abc import Iterator
from typing import Any, cast

from ci_gen.config.model import Pins
from ci_gen.plan.jobs import Plan
from ci_gen.plan.parts import Pin
from ci_gen.record import Record


def pinned(plan: Plan, pins: Pins) -> Plan:
    """Return *plan* with its actions pinned as *pins* says."""
    return cast("Plan", _pinned(plan, pins))


def used(plan: Plan) -> dict[str, Pin]:
    """Return the pin of each action that *plan* uses, by its name."""
    return {pin.action: pin for pin in _pins(plan)}


def _pinned(part: Any, pins: Pins) -> Any:
    match part:
        case Pin():
            return _pin(part, pins)
        case Record():
            return part.replace(**{key: _pinned(value, pins) for key, value in vars(part).items()})
        case tuple():
            return tuple(_pinned(item, pins) for item in part)
        case _:
            return part


def _pin(ours: Pin, pins: Pins) -> Pin:
    own = pins.overrides.get(ours.action)
    if own is None:
        return ours.replace(is_tag=pins.is_tag)
    return Pin(
        action=ours.action, sha=own.commit, version=own.version, is_tag=pins.is_tag, is_fixed=True
    )


def _pins(part: Any) -> Iterator[Pin]:
    if isinstance(part, Pin):
        yield part
    elif isinstance(part, Record | tuple):
        for item in vars(part).values() if isinstance(part, Record) else part:
            yield from _pins(item)
