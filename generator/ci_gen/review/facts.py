"""What a plan says of each image: the same facts, whatever strategy made its jobs."""

import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ci_gen.expressions import OPENING
from ci_gen.plan.jobs import BuildJob, CallJob, GateJob, Job, LegsJob, Plan
from ci_gen.plan.parts import Input, Reason
from ci_gen.plan.steps import (
    BuildAndPush,
    BuildByDigest,
    CheckMachine,
    Metadata,
    RestoreCache,
    Step,
    TestImage,
)
from ci_gen.record import Record
from ci_gen.review import rows
from ci_gen.review.changes import quoted

Inputs: TypeAlias = Mapping[str, tuple[str, ...]]
_Build: TypeAlias = BuildAndPush | BuildByDigest

# The strategy whose jobs are those of another workflow, with inputs of its own.
CALLED: Final = "github-builder"
_TESTED: Final = re.compile(r"matrix\.platform == '([^']*)'")
# A list of platforms, in the expression that gives pull requests fewer of them.
_PLATFORMS: Final = re.compile(r"'([^']*/[^']*)'")


class Place(Record):
    """How a platform is built. *minutes* and *runner* are None where another workflow decides.

    *machines* need it, None where that is not told. *cache* says where layers come from, *inputs*
    are those of the build.
    """

    machines: tuple[str, ...] | None
    runner: tuple[str, ...] | None
    minutes: int | None
    is_optional: bool
    cache: tuple[str, ...]
    inputs: Inputs


class Tested(Record):
    """A test: *words* say shortly what *asked* says in full. It runs on all without *platforms*."""

    words: str
    platforms: tuple[str, ...]
    asked: tuple[object, ...]


class ImageFacts(Record):
    """An image. *fewer* are the platforms that pull requests build, None for all."""

    names: tuple[str, ...]
    rules: tuple[str, ...]
    flavor: tuple[str, ...]
    strategy: str
    platforms: Mapping[str, Place]
    fewer: tuple[str, ...] | None
    tests: tuple[Tested, ...]


def steps_of(job: Job) -> tuple[Step, ...]:
    """Return the steps of *job*, none for a job that has them elsewhere."""
    return () if isinstance(job, CallJob | GateJob) else job.steps


def images(plan: Plan) -> dict[str, ImageFacts]:
    """Return what *plan* says of each image, by the id of the image."""
    steps = (step for job in plan.jobs for step in steps_of(job))
    metadata = {step.image_id: step for step in steps if isinstance(step, Metadata)}
    return {name: facts for job in plan.jobs for name, facts in _images_of(job, metadata)}


def _images_of(job: Job, metadata: Mapping[str, Metadata]) -> Iterator[tuple[str, ImageFacts]]:
    match job:
        case BuildJob():
            yield _in_one_job(job)
        case LegsJob():
            yield from _in_rows(job, metadata)
        case CallJob():
            yield job.name.removeprefix("Build "), _called(job)
        case _:
            pass


def _in_one_job(job: BuildJob) -> tuple[str, ImageFacts]:
    build = _build(job)
    said = next(step for step in job.steps if isinstance(step, Metadata))
    place = Place(
        machines=(), runner=job.runner, minutes=job.timeout_minutes, is_optional=False,
        cache=tuple(_cache(job, build, {})), inputs=_inputs(build, (), {}),
    )  # fmt: skip
    return said.image_id, ImageFacts(
        names=said.images, rules=said.tags, flavor=said.flavor, strategy="single",
        platforms=_at_one_place(build.reasons, place),
        fewer=_fewer(build.platforms),
        tests=tuple(_tests(job, None)),
    )  # fmt: skip


def _called(job: CallJob) -> ImageFacts:
    given = {found.name: _lines(found) for found in job.inputs}
    names, rules, flavor = (given.pop(f"meta-{key}", ()) for key in ("images", "tags", "flavor"))
    scope = tuple(f"type=gha,scope={name}" for name in given.pop("cache-scope", ()))
    runner = given.pop("runner", None)
    place = Place(
        machines=(), runner=runner, minutes=None, is_optional=False, cache=scope, inputs=given
    )
    return ImageFacts(
        names=names, rules=rules, flavor=flavor, strategy=CALLED,
        platforms=_at_one_place(job.reasons, place),
        fewer=_fewer(job.platforms),
        tests=(),
    )  # fmt: skip


def _at_one_place(reasons: tuple[Reason, ...], place: Place) -> dict[str, Place]:
    return {reason.platform: place.replace(machines=reason.machines) for reason in reasons}


def _fewer(text: str) -> tuple[str, ...] | None:
    if OPENING not in text:
        return None
    return tuple(next(iter(_PLATFORMS.findall(text)), "").split(","))


def _in_rows(job: LegsJob, metadata: Mapping[str, Metadata]) -> Iterator[tuple[str, ImageFacts]]:
    for variant in dict.fromkeys(leg.variant for leg in job.legs):
        legs = [leg for leg in job.legs if leg.variant == variant]
        image = _image_id(job, rows.row_of(legs[0], job))
        said = metadata[image]
        fewer = [leg for leg in job.fewer or () if leg.variant == variant]
        is_per_runner = any(len(leg.platforms) > 1 for leg in legs)
        yield image, ImageFacts(
            names=said.images, rules=said.tags, flavor=said.flavor,
            strategy="split: per-runner" if is_per_runner else "split",
            platforms=dict(_places(job, variant)),
            fewer=None if job.fewer is None else tuple(p for leg in fewer for p in leg.platforms),
            tests=tuple(_tests(job, variant)),
        )  # fmt: skip


def _image_id(job: LegsJob, row: rows.Row) -> str:
    """Return the id of the image that *row* builds: what its tests call it, without the slug."""
    found = next(step for step in job.steps if isinstance(step, CheckMachine))
    return rows.filled(found.under_test.image, row).partition(":")[0]


def _places(job: LegsJob, variant: str | None) -> Iterator[tuple[str, Place]]:
    build = _build(job)
    for leg in job.legs:
        row = rows.row_of(leg, job)
        # Which of several platforms each of its machines needs, a row does not tell.
        machines = leg.machines if len(leg.platforms) == 1 else None
        place = Place(
            machines=machines,
            runner=leg.runner,
            minutes=leg.timeout_minutes,
            is_optional=leg.is_optional,
            cache=tuple(_cache(job, build, row)),
            inputs=_inputs(build, leg.own, row),
        )
        if leg.variant == variant:
            yield from ((platform, place) for platform in leg.platforms)


def _build(job: BuildJob | LegsJob) -> _Build:
    return next(step for step in job.steps if isinstance(step, BuildAndPush | BuildByDigest))


def _cache(job: BuildJob | LegsJob, build: _Build, row: rows.Row) -> Iterator[str]:
    kept = [step for step in job.steps if isinstance(step, RestoreCache)]
    if kept:
        yield from (f"type=local,scope={rows.filled(step.scope, row)}" for step in kept)
    else:
        yield from rows.caches(build.cache_from, row)


def _inputs(build: _Build, own: tuple[Input, ...], row: rows.Row) -> dict[str, tuple[str, ...]]:
    """Return the inputs of a build as they are in *row*, which has some of its *own*."""
    given = {"context": (build.context,), "file": tuple(filter(None, [build.dockerfile]))}
    given |= {found.name: _lines(found) for found in build.inputs}
    given |= {"labels": build.labels[1:], "secrets": tuple(v.value for v in build.variables)}
    if isinstance(build, BuildByDigest):
        given |= {"annotations": build.annotations[1:], "outputs": build.outputs[1:]}
        given |= {"oci-mediatypes": ("false",) if build.has_old_media_types else ()}
    values = {found.name: _lines(found) for found in own}
    found = {name: tuple(_in_row(lines, values, row)) for name, lines in given.items()}
    return {name: lines for name, lines in found.items() if lines}


def _in_row(lines: tuple[str, ...], own: Inputs, row: rows.Row) -> Iterator[str]:
    for line in lines:
        name = line.removeprefix("${{ matrix.").removesuffix(" }}")
        yield from filter(None, own.get(name, (rows.filled(line, row),)))


def _lines(given: Input) -> tuple[str, ...]:
    match given.value:
        case bool():
            return (str(given.value).lower(),)
        case str():
            return (given.value,)
        case lines:
            return lines


def _tests(job: BuildJob | LegsJob, variant: str | None) -> Iterator[Tested]:
    for step in job.steps:
        if not isinstance(step, TestImage):
            continue
        # Variants that are tested in their own way stand in the title, in brackets.
        if not step.title or variant in step.title.strip(" ()").split(", "):
            platforms = step.under_test.only or tuple(_TESTED.findall(step.condition or ""))
            asked = (
                *(step.command, step.exit_code, step.output),
                *(step.script, step.inline_script, step.healthcheck),
            )
            yield Tested(words=", ".join(_test_words(step)), platforms=platforms, asked=asked)


def _test_words(step: TestImage) -> Iterator[str]:
    if step.command is not None:
        yield f"runs {quoted(shlex.join(step.command))}" if step.command else "runs the image"
    if step.exit_code:
        yield f"wants exit code {step.exit_code}"
    if step.output is not None:
        yield f"wants {quoted(step.output)} in its output"
    if step.script is not None:
        yield f"runs the script {quoted(step.script)}"
    if step.inline_script is not None:
        yield f"runs the script {quoted(' '.join(step.inline_script))}"
    if step.healthcheck is not None:
        yield f"waits {step.healthcheck} seconds for a healthy container"
