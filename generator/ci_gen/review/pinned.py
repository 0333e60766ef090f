"""Pins of a plan as they are in its workflow, where bots may have bumped them."""

from collections.abc import Iterator
from typing import Any, TypeAlias

from ci_gen.plan.jobs import CallJob, Job, Plan
from ci_gen.plan.parts import Pin
from ci_gen.workflow import uses as pins
from ci_gen.workflow.uses import Line

_Found: TypeAlias = dict[str, Iterator[Pin]]


def as_in(text: str, plan: Plan) -> Plan:
    """Return *plan* with the pins that the workflow in *text* has; others stay as they are.

    Where it uses an action more than once, each use has its own pin.
    """
    groups: dict[str, list[Pin]] = {}
    for line in pins.lines(text):
        groups.setdefault(line.action, []).append(_pin(line))
    found = {action: iter(group) for action, group in groups.items()}
    return plan.replace(jobs=tuple(_job(job, found) for job in plan.jobs))


def _pin(line: Line) -> Pin:
    is_tag = line.hash is None
    return Pin(
        action=line.action, sha=line.ref, version=line.ref if is_tag else line.note, is_tag=is_tag
    )


def _job(job: Job, found: _Found) -> Job:
    if isinstance(job, CallJob):
        return job.replace(uses=_next(job.uses, found))
    return job.replace(steps=tuple(_step(step, found) for step in job.steps))


def _step(step: Any, found: _Found) -> Any:
    pin = getattr(step, "uses", None)
    return step if pin is None else step.replace(uses=_next(pin, found))


def _next(pin: Pin, found: _Found) -> Pin:
    return next(found.get(pin.action, iter(())), pin)
