"""What changes about a workflow: jobs, checks, triggers, permissions, logins and pins."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from ci_gen.expressions import code
from ci_gen.plan.jobs import CallJob, Job, JobEnvironment, Plan, RunGroup, StepsJob
from ci_gen.plan.matrix import in_row
from ci_gen.plan.steps import AttestImage, InstallCosign, LogIn, SetUpBuildx, SetUpQemu, Step
from ci_gen.review.changes import Change, Kind, count, quoted, without
from ci_gen.yaml.values import Verbatim

_WAIT: Final = "branch protection that requires it would wait forever"
_PULL_REQUEST: Final = "pull_request"


def changes(old: Plan, new: Plan) -> Iterator[Change]:
    """Yield what differs between two workflows, whatever images they build."""
    for part in (
        _workflow, _jobs, _job_count, _checks, _triggers, _permissions,
        _logins, _signatures, _environments, _concurrency, _set_ups,
    ):  # fmt: skip
        yield from part(old, new)


def _workflow(old: Plan, new: Plan) -> Iterator[Change]:
    if old.path != new.path:
        words = f"workflow is {quoted(new.path)} instead of {quoted(old.path)}: delete that"
        yield Change(kind=Kind.WORKFLOW, subject=new.path, words=words)
    if old.name != new.name:
        words = f"workflow is called {quoted(new.name)} instead of {quoted(old.name)}"
        yield Change(kind=Kind.WORKFLOW, subject=new.path, words=words)


def _jobs(old: Plan, new: Plan) -> Iterator[Change]:
    for job in _without(old, new):
        yield Change(kind=Kind.JOB, subject=job.id, words=f"job {quoted(job.id)} removed")
    for job in _without(new, old):
        yield Change(kind=Kind.JOB, subject=job.id, words=f"job {quoted(job.id)} added")


def _without(plan: Plan, other: Plan) -> list[Job]:
    known = {job.id for job in other.jobs}
    return [job for job in plan.jobs if job.id not in known]


def _job_count(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = _run(old), _run(new)
    if before is None or after is None or before == after:
        return
    more = "more" if after > before else "fewer"
    words = f"{count(abs(after - before), 'job')} {more} in a run ({after} instead of {before})"
    yield Change(kind=Kind.JOB, subject="run", words=words)


def _run(plan: Plan) -> int | None:
    """Return how many jobs a run that publishes has, None where another workflow decides."""
    if any(isinstance(job, CallJob) for job in plan.jobs):
        return None
    return sum(_count(job) for job in plan.jobs)


def _count(job: Job) -> int:
    return len(job.matrix.rows) if isinstance(job, StepsJob) and job.matrix else 1


def _checks(old: Plan, new: Plan) -> Iterator[Change]:
    # Only those of pull requests are waited for, if there are any.
    on_pull_requests = any(_PULL_REQUEST in plan.on for plan in (old, new))
    before, after = (
        [] if on_pull_requests and _PULL_REQUEST not in plan.on else list(_check_names(plan))
        for plan in (old, new)
    )
    for name in without(before, after):
        words = f"check name {quoted(name)} disappears, {_WAIT}"
        yield Change(kind=Kind.CHECK, subject=name, words=words)
    for name in without(after, before):
        yield Change(kind=Kind.CHECK, subject=name, words=f"check name {quoted(name)} appears")


def _check_names(plan: Plan) -> Iterator[str]:
    """Yield the names under which pull requests see the jobs of *plan*."""
    for job in plan.jobs:
        if isinstance(job, CallJob):
            # What follows is for the workflow that is called to decide.
            yield f"{job.name} / …"
        elif job.matrix is None:
            yield str(job.name)
        else:
            fewer = job.matrix.fewer
            rows = job.matrix.rows if fewer is None else [entry.cells for entry in fewer]
            yield from (in_row(job.name, row) for row in rows)


def _triggers(old: Plan, new: Plan) -> Iterator[Change]:
    for event in without(old.on, new.on):
        yield Change(kind=Kind.TRIGGER, subject=event, words=f"trigger {quoted(event)} removed")
    for event in without(new.on, old.on):
        words = f"trigger {quoted(event)} added with {_filters(new.on[event])}"
        yield Change(kind=Kind.TRIGGER, subject=event, words=words)
    for event in without(new.on, without(new.on, old.on)):
        if (old.on[event] or None) != (new.on[event] or None):
            words = f"{_filters(new.on[event])} instead of {_filters(old.on[event])}"
            yield Change(
                kind=Kind.TRIGGER, subject=event, words=f"trigger {quoted(event)} has {words}"
            )


def _filters(filters: Verbatim) -> str:
    return quoted(json.dumps(_plain(filters), ensure_ascii=False)) if filters else "no filters"


def _plain(value: Verbatim) -> object:
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def _permissions(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = _granted(old), _granted(new)
    kept = {job.id for job in new.jobs}
    for (job, scope), access in after.items():
        was = before.get((job, scope))
        if was != access and (access, was) != ("read", None):
            how = f"instead of {quoted(was)} in" if was else "added to"
            words = f"permission {quoted(f'{scope}: {access}')} {how} job {quoted(job)}"
            yield Change(kind=Kind.PERMISSION, subject=scope, words=words)
    for (job, scope), access in before.items():
        if job in kept and (job, scope) not in after:
            words = f"permission {quoted(f'{scope}: {access}')} removed from job {quoted(job)}"
            yield Change(kind=Kind.PERMISSION, subject=scope, words=words)


def _granted(plan: Plan) -> dict[tuple[str, str], str]:
    return {
        (job.id, permission.scope): permission.access
        for job in plan.jobs
        for permission in job.permissions
    }


def _logins(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = _registries(old), _registries(new)
    for name in without(before, after):
        yield Change(
            kind=Kind.REGISTRY,
            subject=name,
            words=f"registry {quoted(name)} removed: no login there",
        )
    for name in without(after, before):
        yield Change(
            kind=Kind.REGISTRY,
            subject=name,
            words=f"registry {quoted(name)} added: a job logs in there",
        )
    for name in without(after, without(after, before)):
        if before[name] != after[name]:
            yield Change(
                kind=Kind.REGISTRY,
                subject=name,
                words=f"registry {quoted(name)} gets another login",
            )


def _registries(plan: Plan) -> dict[str, tuple[str, str]]:
    found = {
        login.host or "docker.io": (str(login.username), str(login.password))
        for job in plan.jobs
        if isinstance(job, CallJob)
        for login in job.credentials
    }
    logins = (step for step in _steps(plan) if isinstance(step, LogIn))
    return found | {
        step.host or "docker.io": (str(step.username.value), str(step.password.value))
        for step in logins
    }


def _steps(plan: Plan) -> Iterator[Step]:
    return (step for job in plan.jobs if isinstance(job, StepsJob) for step in job.steps)


def _signatures(old: Plan, new: Plan) -> Iterator[Change]:
    for kind, subject, noun in (
        (InstallCosign, "cosign", "a signature of cosign"),
        (AttestImage, "github", "an attestation of GitHub"),
    ):
        before, after = (any(isinstance(s, kind) for s in _steps(plan)) for plan in (old, new))
        if before != after:
            verb = "gets" if after else "loses"
            yield Change(
                kind=Kind.SIGNATURE, subject=subject, words=f"what is published {verb} {noun}"
            )


def _environments(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = _environment_names(old), _environment_names(new)
    for job in after:
        if job in before and before[job] != after[job]:
            words = f"environment of job {quoted(job)} is {after[job]} instead of {before[job]}"
            yield Change(kind=Kind.ENVIRONMENT, subject=job, words=words)


def _environment_names(plan: Plan) -> dict[str, str]:
    jobs = (job for job in plan.jobs if isinstance(job, StepsJob))
    return {job.id: _environment(job.environment) for job in jobs}


def _environment(environment: JobEnvironment | None) -> str:
    return "none" if environment is None else quoted(environment.given)


def _concurrency(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = _group(old.concurrency), _group(new.concurrency)
    if before != after:
        words = f"runs wait for each other as {after} instead of {before}"
        yield Change(kind=Kind.CONCURRENCY, subject="group", words=words)
    was, now = _cancels(old.concurrency), _cancels(new.concurrency)
    if was != now:
        words = f"newer runs cancel older ones: {now} instead of {was}"
        yield Change(kind=Kind.CONCURRENCY, subject="cancel", words=words)


def _group(found: RunGroup | None) -> str:
    return "none" if found is None else quoted(str(found.group))


def _cancels(found: RunGroup | None) -> str:
    if found is None or isinstance(found.cancel, bool):
        return "always" if found and found.cancel else "never"
    return quoted(code(found.cancel))


def _set_ups(old: Plan, new: Plan) -> Iterator[Change]:
    if _run(old) is None or _run(new) is None:
        return
    before, after = _set_up(old), _set_up(new)
    for noun in ("QEMU", "builder"):
        if before.get(noun) != after.get(noun):
            how = _how(noun in before, noun in after)
            yield Change(kind=Kind.BUILD, subject=noun.lower(), words=f"{noun} is {how}")


def _how(was_there: bool, is_there: bool) -> str:  # noqa: FBT001 (before and after)
    if was_there and is_there:
        return "set up in another way"
    return "set up" if is_there else "no longer set up"


def _set_up(plan: Plan) -> dict[str, set[object]]:
    """Return how QEMU and builders are set up, without what a strategy decides about it."""
    found: dict[str, set[object]] = {}
    for step in _steps(plan):
        match step:
            case SetUpQemu():
                found.setdefault("QEMU", set()).add(step.inputs)
            case SetUpBuildx():
                found.setdefault("builder", set()).add(step.inputs)
            case _:
                pass
    return found
