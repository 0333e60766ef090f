"""Checks and concurrency groups that two workflows of a repository call by the same name.

Branch protection knows a check by its name, so of two checks either counts as the one that is
required. Runs of one group wait for each other, or cancel each other, whatever they are for.
"""

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import CiGenError
from ci_gen.outcome import Outcome, Planned, Refused
from ci_gen.plan.jobs import Plan
from ci_gen.record import Record
from ci_gen.workflow import drift, read
from ci_gen.yaml.document import Spec, parse

# What runs for a commit that a pull request waits for.
_FOR_COMMITS: Final = frozenset({"merge_group", "pull_request", "pull_request_target", "push"})
_WORKFLOW: Final = re.compile(r"\$\{\{\s*github\.workflow\s*\}\}")
_BLANKS: Final = re.compile(r"\s+")
# Specs that nobody gave a name of its own may be many: a message names a few.
_MOST_NAMES: Final = 3
_EITHER: Final = "branch protection takes either for the other"
_WAIT: Final = "their runs wait for each other, or cancel each other"


class Names(Record):
    """What a workflow is known by: its *checks* on commits, and its concurrency *groups*."""

    path: str
    checks: tuple[str, ...]
    groups: tuple[str, ...]


def of_plan(plan: Plan) -> Names:
    """Return the names of a workflow that a spec wants."""
    is_for_commits = not _FOR_COMMITS.isdisjoint(plan.on)
    groups = (str(plan.concurrency.group),) if plan.concurrency else ()
    return Names(
        path=plan.path,
        checks=tuple(str(job.name) for job in plan.jobs) if is_for_commits else (),
        groups=tuple(_group(text, plan.name) for text in groups),
    )


def of_text(path: str, text: str) -> Names | None:
    """Return the names of the workflow *text*, None where it cannot be read as one."""
    found = parse(text, path)
    data = found.data if isinstance(found, Spec) else None
    if not isinstance(data, dict) or not isinstance(data.get("jobs"), dict):
        return None
    jobs = {name: job for name, job in data["jobs"].items() if isinstance(job, dict)}
    name = str(data.get("name") or path)
    return Names(
        path=path,
        checks=tuple(_checks(jobs)) if _is_for_commits(data.get("on")) else (),
        groups=tuple(
            _group(text, name)
            for holder in (data, *jobs.values())
            for text in _groups(holder.get("concurrency"))
        ),
    )


def of_repository(root: Path, plans: Sequence[Plan], specs: Collection[str]) -> tuple[Names, ...]:
    """Return the names of the workflows that *plans* want, and of all others below *root*.

    What exists of *specs* is left out: their plans say what will be.
    """
    wanted = [of_plan(plan) for plan in plans]
    paths = {names.path for names in wanted}
    checks = {check for names in wanted for check in names.checks}
    found = (
        of_text(path, text)
        for path, text in _others(root, paths, specs)
        # Few of many need to be read as YAML.
        if "concurrency" in text or any(check in text for check in checks)
    )
    return (*wanted, *filter(None, found))


def _others(
    root: Path, paths: Collection[str], specs: Collection[str]
) -> Iterator[tuple[str, str]]:
    for path in read.names(root):
        if path not in paths:
            with contextlib.suppress(CiGenError):
                text = read.text(root, path) or ""
                if drift.origin(text) not in specs:
                    yield path, text


def added(outcome: Outcome, known: Iterable[Names]) -> Outcome:
    """Return *outcome* with a warning for each name of its workflow that another one has."""
    if isinstance(outcome, Refused):
        return outcome
    return outcome.replace(diagnostics=(*outcome.diagnostics, *_findings(outcome, known)))


def _findings(outcome: Planned, known: Iterable[Names]) -> Iterator[Diagnostic]:
    own = of_plan(outcome.plan)
    given, spec = outcome.config.given, outcome.spec
    others = [names for names in known if names.path != own.path]
    check = outcome.config.required_check
    if check in own.checks and (same := [names for names in others if check in names.checks]):
        message = f'the check "{check}" is also one of {_listed(same)}, and {_EITHER}'
        remedy = "give it a name of its own: `required-check: NAME`"
        yield _warning(spec.locate(given.required_check.route), message, remedy)
    for group in own.groups:
        if same := [names for names in others if group in names.groups]:
            message = f'the concurrency group "{group}" is also one of {_listed(same)}, and {_WAIT}'
            remedy = "leave `concurrency` out, or name another group"
            yield _warning(spec.locate(given.concurrency.route), message, remedy)


def _listed(same: Sequence[Names]) -> str:
    named = ", ".join(names.path for names in same[:_MOST_NAMES])
    more = f" and {len(same) - _MOST_NAMES} more" if len(same) > _MOST_NAMES else ""
    return f"{named}{more}"


def _warning(place: Location, message: str, remedy: str) -> Diagnostic:
    return Diagnostic(
        code="CG612", severity=Severity.WARNING, message=message, location=place, remedy=remedy
    )


def _is_for_commits(on: Any) -> bool:
    events = [on] if isinstance(on, str) else on if isinstance(on, list | dict) else ()
    return any(event in _FOR_COMMITS for event in events if isinstance(event, str))


def _checks(jobs: Mapping[Any, Mapping[str, Any]]) -> Iterator[str]:
    for name, job in jobs.items():
        # The checks of a workflow that is called have the names of both.
        if "uses" not in job:
            yield str(job.get("name") or name)


def _groups(concurrency: Any) -> Iterator[str]:
    group = concurrency.get("group") if isinstance(concurrency, dict) else concurrency
    if isinstance(group, str) and group:
        yield group


def _group(text: str, workflow: str) -> str:
    """Return the text of a group, to compare: GitHub takes capitals and small letters alike."""
    return _BLANKS.sub("", _WORKFLOW.sub(lambda _: workflow, text)).lower()
