"""Pins of a plan as they stand in its workflow, where bots may have bumped them."""

from typing import Any

from ci_gen.plan.jobs import CallJob, GateJob, Job, Plan
from ci_gen.plan.parts import Pin
from ci_gen.workflow import uses as pins


def as_in(text: str, plan: Plan) -> Plan:
    """Return *plan* with the pins that the workflow in *text* has; others stay as they are."""
    found = {pin.action: pin for pin in map(_pin, pins.pinned(text))}
    return plan.replace(jobs=tuple(_job(job, found) for job in plan.jobs))


def _pin(line: str) -> Pin:
    action, _, rest = line.partition("uses: ")[2].partition("@")
    sha, _, version = rest.partition(" # ")
    return Pin(action=action, sha=sha, version=version)


def _job(job: Job, found: dict[str, Pin]) -> Job:
    match job:
        case GateJob():
            return job
        case CallJob():
            return job.replace(uses=found.get(job.uses.action, job.uses))
        case _:
            return job.replace(steps=tuple(_step(step, found) for step in job.steps))


def _step(step: Any, found: dict[str, Pin]) -> Any:
    pin = getattr(step, "uses", None)
    return step if pin is None else step.replace(uses=found.get(pin.action, pin))
