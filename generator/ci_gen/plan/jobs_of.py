"""The jobs of a group: what builds it, what publishes it, and the check at the end."""

from collections.abc import Sequence

from ci_gen.config.model import Config
from ci_gen.expressions import (
    Condition,
    Context,
    Not,
    Truth,
    Value,
    all_of,
    any_of,
    call,
    concat,
    is_not,
    joined,
)
from ci_gen.plan import build, conditions, docker_driver, publish, sign, tables
from ci_gen.plan.group import Group, who
from ci_gen.plan.jobs import Job, StepsJob
from ci_gen.plan.matrix import Entry, Matrix, Table, columns_used, entries, product
from ci_gen.plan.matrix import Row as Cells
from ci_gen.plan.parts import Output, Permission, Variable
from ci_gen.plan.permissions import environment, merged, permissions, publishing
from ci_gen.plan.rows import Row
from ci_gen.plan.steps import RequireSuccess, Step

CHECK = "image"
_MINUTES = 15
_ALWAYS = Truth(expression=call("always"))
_WHY = "a check that is skipped would count as passed"
_REQUIRED = "the check to require on your branch"
# What people look for first in a row.
_FIRST = ("image", "variant", "platform", "platforms", "slug", "runner", "timeout", "optional")


def group(found: Group) -> tuple[StepsJob, ...]:
    """Return the jobs of a group, the last of which is the check where the group is alone."""
    if not _is_plain(found):
        made = (_build_job(found),)
        return (*made, _publish_job(found)) if publishes_apart(found) else made
    if not found.is_matrix:
        return (_whole_job(found),)
    return (_build_job(found), _publishing_check(found))


def publishes_apart(found: Group) -> bool:
    """Return whether another job publishes what the jobs of the group build."""
    if not found.events.publishes:
        return False
    if found.image.builder.driver == "docker":
        return sign.is_wanted(found)
    return found.is_matrix or not _is_plain(found)


def _is_plain(found: Group) -> bool:
    """Return whether the check itself may publish: with no right but to push one image."""
    image = found.image
    has_rights = sign.is_wanted(found) or image.environment or image.permissions
    needs_checkout = image.builder.buildkitd_config
    return found.is_alone and not has_rights and not (found.is_matrix and needs_checkout)


def is_check(job: Job) -> bool:
    """Return whether *job* is the check to require."""
    return job.id == CHECK


def _whole_job(found: Group) -> StepsJob:
    """Return the one job that builds, checks and publishes."""
    steps = _build_steps(found)
    is_published = found.events.publishes and found.image.builder.driver != "docker"
    if is_published:
        steps = (*steps, *publish.in_build_job(found))
    return _job(found, CHECK, found.check, steps, permissions(found))


def _build_job(found: Group) -> StepsJob:
    image, table = found.image, found.built
    name: Value = f"Build {image.id}"
    if found.is_matrix:
        built = Context(path=f"matrix.{found.key}")
        name = concat("Build ", who(table, separator=" "), " ", built)
    job = _job(found, f"build{found.suffix}", name, _build_steps(found), permissions(found))
    job = job.replace(
        outputs=tuple(_outputs(found)), environment=environment(found, is_building=True)
    )
    return _in_rows(job, found) if found.is_matrix else job


def _build_steps(found: Group) -> tuple[Step, ...]:
    is_docker = found.image.builder.driver == "docker"
    return tuple(docker_driver.steps(found) if is_docker else build.steps(found))


def _job(
    found: Group,
    job_id: str,
    name: Value,
    steps: tuple[Step, ...],
    granted: tuple[Permission, ...],
) -> StepsJob:
    row = found.rows[0]
    return StepsJob(
        id=job_id,
        name=name,
        about=_REQUIRED if job_id == CHECK else "",
        condition=None,
        why="",
        needs=(),
        runner=row.runner,
        is_self_hosted=any("self-hosted" in row.runner for row in found.rows),
        timeout_minutes=str(row.minutes),
        optional=None,
        matrix=None,
        environment=None,
        permissions=granted,
        outputs=(),
        steps=steps,
    )


def _outputs(found: Group) -> list[Output]:
    if not publishes_apart(found):
        return []
    if not found.is_matrix:
        return [Output(name="digest", value=build.DIGEST)]
    names = [str(row["digest"]) for row in found.built.rows]
    return [Output(name=n, value=Context(path=f"steps.digest.outputs.{n}")) for n in names]


def _in_rows(job: StepsJob, found: Group) -> StepsJob:
    """Return *job* with a row of a matrix for each row of the group."""
    table = found.built
    has_optional = any(row.is_optional for row in found.rows)
    job = job.replace(
        runner=Context(path="matrix.runner") if table.differs("runner") else job.runner,
        timeout_minutes=table.value("timeout"),
        optional=Context(path="matrix.optional") if has_optional else None,
    )
    strategy = found.image.strategy
    matrix = _matrix(job, table, ("variant" if _is_family(found) else "image", found.key))
    return job.replace(
        matrix=matrix.replace(
            fewer=_fewer(job, found),
            fail_fast=strategy.fail_fast,
            max_parallel=strategy.max_parallel,
        )
    )


def _is_family(found: Group) -> bool:
    return len({image.family for image in found.images}) == 1


def _matrix(job: StepsJob, table: Table, axes: tuple[str, str]) -> Matrix:
    columns = _columns(job, table)
    axed = product(table, columns, axes) if set(axes) <= set(columns) else None
    return Matrix(
        axes=axed[0] if axed else (),
        include=axed[1] if axed else entries(table, columns, axes[1]),
        fewer=None,
        fail_fast=False,
        max_parallel=None,
    )


def _columns(job: StepsJob, table: Table) -> list[str]:
    used = columns_used(job)
    ordered = (*_FIRST, *(name for name in table.rows[0] if name not in _FIRST))
    return [name for name in ordered if name in used]


def _fewer(job: StepsJob, found: Group) -> tuple[Entry, ...] | None:
    """Return the rows that a pull request runs, None if it runs all of them."""
    if all(row.platforms == row.on_pull_requests for row in found.rows):
        return None
    columns = _columns(job, found.built)
    return tuple(
        entry.replace(cells={**entry.cells, **_fewer_cells(row, found.key, entry.cells)})
        for entry, row in zip(entries(found.built, columns, found.key), found.rows, strict=True)
        if row.on_pull_requests
    )


def _fewer_cells(row: Row, key: str, cells: Cells) -> dict[str, str]:
    """Return those of the *cells* of a row that differ where it builds fewer platforms."""
    tested = [platform for platform in row.tested if platform in row.on_pull_requests]
    found = {
        key: ",".join(row.on_pull_requests),
        "tested": ",".join(tested),
        "folder": tables.folder(row.on_pull_requests),
    }
    return {name: text for name, text in found.items() if name in cells}


def _publish_job(found: Group) -> StepsJob:
    image, table = found.image, found.published
    is_matrix = len(found.images) > 1
    condition = conditions.publishes(found.events)
    if is_matrix:
        # What one image breaks the others need not wait for.
        condition = all_of(Not(condition=Truth(expression=call("cancelled"))), condition)
    steps = tuple(publish.in_own_job(found, None))
    granted = merged(*publishing(found), *sign.permissions(image))
    name = concat("Publish ", who(table, separator=" "))
    job = _job(found, f"publish{found.suffix}", name, steps, granted).replace(
        condition=condition,
        needs=(f"build{found.suffix}",),
        runner=image.service_runner,
        is_self_hosted="self-hosted" in image.service_runner,
        timeout_minutes=str(_MINUTES),
        environment=environment(found, is_building=False),
    )
    if not is_matrix:
        return job
    axis = "variant" if _is_family(found) else "image"
    return job.replace(matrix=_matrix(job, table, (axis, axis)))


def _publishing_check(found: Group) -> StepsJob:
    """Return the check that also publishes the one image of the workflow."""
    condition = conditions.publishes(found.events)
    steps = publish.in_own_job(found, condition) if found.events.publishes else ()
    needs = ("build",)
    failed = _has_failed(needs, condition)
    made = _check(needs, failed, found.image.service_runner, found.check)
    return made.replace(
        permissions=publishing(found) if found.events.publishes else (),
        steps=(*made.steps, *steps),
        timeout_minutes=str(_MINUTES),
    )


def check(jobs: Sequence[Job], config: Config) -> StepsJob:
    """Return the check that fails unless all *jobs* succeeded, or had nothing to publish."""
    needs = tuple(job.id for job in jobs)
    failed = _has_failed(needs, conditions.publishes(config.events))
    return _check(needs, failed, config.service_runner, config.required_check)


def _check(
    needs: tuple[str, ...], failed: Condition | None, runner: tuple[str, ...], name: str
) -> StepsJob:
    return StepsJob(
        id=CHECK,
        name=name,
        about=_REQUIRED,
        condition=_ALWAYS,
        why=_WHY,
        needs=needs,
        runner=runner,
        is_self_hosted="self-hosted" in runner,
        timeout_minutes="5",
        optional=None,
        matrix=None,
        environment=None,
        permissions=(),
        outputs=(),
        steps=(_require_success(needs, failed),),
    )


def _require_success(needs: tuple[str, ...], condition: Condition | None) -> RequireSuccess:
    results = [concat(f"{need}: ", Context(path=f"needs.{need}.result")) for need in needs]
    return RequireSuccess(
        title="Fail unless the jobs before this one succeeded",
        condition=condition,
        variables=(Variable(name="RESULTS", value=joined(", ", results)),),
    )


def _has_failed(needs: tuple[str, ...], publishes: Condition | None) -> Condition | None:
    """Return when a job did not succeed; only runs that do not publish may leave one out."""
    if len(needs) == 1:
        return is_not(f"needs.{needs[0]}.result", "success")
    failed, cancelled, skipped = (
        Truth(expression=call("contains", Context(path="needs.*.result"), word))
        for word in ("failure", "cancelled", "skipped")
    )
    missed = all_of(publishes, skipped) or skipped
    return any_of(failed, cancelled, missed)
