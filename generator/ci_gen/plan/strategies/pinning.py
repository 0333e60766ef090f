"""The actions of a plan, and the releases of them that the spec asks for."""

from collections.abc import Iterator
from typing import Any, cast

from ci_gen.config.model import Pins
from ci_gen.plan.jobs import Plan
from ci_gen.plan.parts import Pin


def settled(plan: Plan, pins: Pins) -> Plan:
    """Return *plan* with its actions pinned as *pins* says."""
    return cast("Plan", _settled(plan, pins))


def used(plan: Plan) -> dict[str, Pin]:
    """Return the pin of each action that *plan* uses, by its name."""
    return {pin.action: pin for pin in _pins(plan)}


def _settled(part: Any, pins: Pins) -> Any:
    match part:
        case Pin():
            return _pin(part, pins)
        case tuple():
            items = [_settled(item, pins) for item in part]
            return type(part)(*items) if hasattr(part, "_fields") else tuple(items)
        case _:
            return part


def _pin(ours: Pin, pins: Pins) -> Pin:
    own = pins.overrides.get(ours.action)
    if own is None:
        return ours._replace(is_tag=pins.is_tag)
    return Pin(ours.action, own.commit, own.version, pins.is_tag, is_fixed=True)


def _pins(part: Any) -> Iterator[Pin]:
    if isinstance(part, Pin):
        yield part
    elif isinstance(part, tuple):
        for item in part:
            yield from _pins(item)
