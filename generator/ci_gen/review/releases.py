"""What changes about the releases of actions."""

from collections.abc import Iterator
from typing import TypeAlias

from ci_gen.catalog import actions, commits
from ci_gen.catalog.commits import Match
from ci_gen.plan.jobs import CallJob, Plan, StepsJob
from ci_gen.plan.parts import Pin
from ci_gen.review.changes import Change, Kind, quoted, without

# The pins of each action by what they run, in the order of their use.
_Pins: TypeAlias = dict[str, dict[tuple[str, str], Pin]]


def changes(old: Plan, new: Plan) -> Iterator[Change]:
    """Yield the actions that only one of two plans uses, and those at other releases."""
    before, after = _used(old), _used(new)
    for name in without(after, before):
        words = f"action {quoted(name)} added at {_versions(after, name)}"
        yield Change(kind=Kind.PIN, subject=name, words=words)
    for name in without(before, after):
        yield Change(kind=Kind.PIN, subject=name, words=f"action {quoted(name)} removed")
    for name in without(after, without(after, before)):
        for key in without(after[name], before[name]):
            words = _moved(_versions(before, name), after[name][key])
            yield Change(kind=Kind.PIN, subject=name, words=words)


def _used(plan: Plan) -> _Pins:
    pins = [job.uses for job in plan.jobs if isinstance(job, CallJob)]
    steps = (step for job in plan.jobs if isinstance(job, StepsJob) for step in job.steps)
    pins += [pin for step in steps if isinstance(pin := getattr(step, "uses", None), Pin)]
    found: _Pins = {}
    for pin in pins:
        found.setdefault(pin.action, {})[pin.sha, pin.version] = pin
    return found


def _versions(pins: _Pins, name: str) -> str:
    return ", ".join(dict.fromkeys(_version(pin) for pin in pins[name].values()))


def _version(pin: Pin) -> str:
    if actions.number(pin.version):
        return pin.version
    return quoted(pin.version or pin.sha)


def _moved(old: str, new: Pin) -> str:
    version = _version(new)
    if old == version:
        return f"{new.action} is at another commit of {version}{_doubt(new)}"
    return f"{new.action} {old} → {version}{_doubt(new)}"


def _doubt(pin: Pin) -> str:
    if pin.is_tag:
        return ""
    match commits.compare(pin.sha.lower(), commits.claim(pin.version), commits.known(pin.action)):
        case commits.Verdict(match=Match.KNOWN):
            return ""
        case commits.Verdict(match=Match.UNKNOWN):
            return ", a commit that ci-gen does not know"
        case commits.Verdict(match=Match.TAG_OBJECT):
            return ", which is the object of the tag and not its commit"
        case _:
            return ", whose commit is another one"
