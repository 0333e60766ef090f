"""A job for each platform on the runner that runs it natively, and one that publishes.

A platform is pushed by its digest, tested, and recorded. Tags are made when all platforms are
there, so that no tag ever stands for less than the spec declares.
"""

from collections.abc import Iterator, Sequence

from ci_gen import expressions
from ci_gen.catalog import platforms, runners
from ci_gen.model import Events, Image
from ci_gen.plan import Job, Leg, LegsJob, MetadataJob, PublishJob
from ci_gen.plan_steps import (
    BuildByDigest,
    CheckIndex,
    CheckMachine,
    CreateIndex,
    DecideQemu,
    DownloadDigests,
    Input,
    Permission,
    PullImage,
    RecordDigest,
    Step,
    TestImage,
)
from ci_gen.strategies import parts, signing, steps

_PUBLISH_MINUTES = 15
_METADATA = "metadata"
_PLATFORM = "${{ matrix.platform }}"


def metadata_job(images: Sequence[Image]) -> MetadataJob:
    """Return the job that makes the tags of *images* once for all of their jobs."""
    return MetadataJob(
        id=_METADATA,
        name="Make tags and labels",
        runner=(runners.AMD64.label,),
        timeout_minutes=5,
        steps=tuple(steps.metadata_for_all(image) for image in images),
    )


def jobs(image: Image, events: Events, *, is_alone: bool) -> tuple[Job, ...]:
    """Return the jobs of *image*: its legs, and what publishes them if any run may publish."""
    legs = _legs_job(image, events, is_alone=is_alone)
    return (legs, _publish_job(image, events, legs)) if events.publishes else (legs,)


def _legs_job(image: Image, events: Events, *, is_alone: bool) -> LegsJob:
    return LegsJob(
        id=parts.job_id("build", image, is_alone=is_alone),
        name=f"Build {image.id} {_PLATFORM}",
        needs=(_METADATA,),
        legs=tuple(_leg(image, platform) for platform in image.platforms),
        fail_fast=image.strategy.fail_fast,
        max_parallel=image.strategy.max_parallel,
        has_optional=bool(image.strategy.allow_failure),
        is_self_hosted=any("self-hosted" in labels for labels in image.runners.values()),
        permissions=tuple(parts.permissions(image, events)),
        environment=image.environment,
        steps=tuple(_steps(image, events)),
    )


def _leg(image: Image, platform: str) -> Leg:
    labels = image.runners[platform]
    machines = [m.label for m in image.machines if m.platform == platform and m.label]
    return Leg(
        platform=platform,
        slug=platforms.slug(platform),
        runner=labels,
        timeout_minutes=image.timeout_minutes or _minutes(platform, labels[0]),
        is_optional=platform in image.strategy.allow_failure,
        machines=tuple(dict.fromkeys(machines)),
    )


def _minutes(platform: str, label: str) -> int:
    """Return the limit of a leg. A runner of one's own is taken to be of the right kind."""
    runner = runners.named(label)
    is_native = runner is None or platforms.family(platform) in runner.native | runner.probable
    return parts.NATIVE_MINUTES if is_native else parts.EMULATED_MINUTES


def _steps(image: Image, events: Events) -> Iterator[Step]:
    yield steps.check_out()
    if events.publishes:
        for login in image.logins:
            yield steps.log_in(login, events, is_guarded=image.environment is not None)
    yield steps.set_up_buildx(image.builder, is_asked=True)
    if image.emulation:
        yield DecideQemu(platform=_PLATFORM)
        yield steps.set_up_qemu(image.emulation, "steps.qemu.outputs.emulate == 'true'")
    if restore := steps.restore_cache(image, events):
        yield restore
    yield _build(image, events)
    if events.publishes:
        yield PullImage(condition=steps.merged_only(events), image=_digest(image))
    yield from _tests(image, events)
    yield CheckMachine(image=_built(image, events))
    if save := steps.save_cache(image, events):
        yield save
    if events.publishes:
        yield _record(image, events)


def _local(image: Image) -> str:
    """Return what an image is called that is loaded instead of pushed."""
    return f"{image.id}:under-test"


def _built(image: Image, events: Events) -> str:
    """Return the reference of what a leg built: its digest, or the image that it loaded."""
    return _either(events, _digest(image), _local(image))


def _digest(image: Image) -> str:
    return f"{image.names[0].text}@${{{{ steps.build.outputs.digest }}}}"


def _either(events: Events, published: str, local: str) -> str:
    """Return *published*, or *local* in runs that publish nothing."""
    if not events.publishes:
        return local
    condition = steps.merged_only(events)
    if condition is None:
        return published
    return expressions.choose(condition, published, local)


def _build(image: Image, events: Events) -> BuildByDigest:
    is_guarded = image.environment is not None
    names = ",".join(name.text for name in image.names)
    named = f'"name={names}"' if len(image.names) > 1 else f"name={names}"
    push = f"type=image,{named},push-by-digest=true,name-canonical=true,push=true"
    load = f"type=docker,name={_local(image)}"
    return BuildByDigest(
        name="Build and push by digest" if events.publishes else "Build",
        uses=steps.pin("docker/build-push-action"),
        variables=tuple(steps.secret_variables(image.build.secrets, is_guarded=is_guarded)),
        context=image.build.context,
        dockerfile=image.build.dockerfile,
        inputs=(*parts.inputs(image), *_attestations(image, events)),
        labels=(_output(image, "labels"), *steps.pairs(image.build.labels)),
        outputs=(_either(events, push, load), *image.build.outputs),
        cache_from=parts.imports(image, events),
        cache_to=parts.exports(image, events),
    )


def _attestations(image: Image, events: Events) -> Iterator[Input]:
    """Yield the attestations; an image that is loaded into Docker cannot hold any."""
    for name, answer in parts.attestations(image):
        text = str(answer).lower() if isinstance(answer, bool) else answer
        yield Input(name, _either(events, text, "false") if answer else False)


def _output(image: Image, name: str) -> str:
    return f"${{{{ needs.{_METADATA}.outputs.{name}-{image.id} }}}}"


def _tests(image: Image, events: Events) -> Iterator[TestImage]:
    if image.test is None:
        return
    tested = image.test.platforms
    is_some = [f"matrix.platform == '{platform}'" for platform in tested]
    yield TestImage(
        condition=" || ".join(is_some) or None,
        image=_built(image, events),
        command=image.test.command,
        exit_code=image.test.exit_code,
        output=image.test.output,
        script=image.test.script,
        healthcheck=image.test.healthcheck,
    )


def _record(image: Image, events: Events) -> RecordDigest:
    return RecordDigest(
        uses=steps.pin("actions/upload-artifact"),
        condition=steps.merged_only(events),
        image=_built(image, events),
        image_id=image.id,
        tested=_tested(image),
    )


def _tested(image: Image) -> str:
    if image.test is None:
        return "none"
    tests = [f"matrix.platform == '{platform}'" for platform in image.test.platforms]
    return f"${{{{ ({' || '.join(tests)}) && 'passed' || 'none' }}}}" if tests else "passed"


def _publish_job(image: Image, events: Events, legs: LegsJob) -> PublishJob:
    is_read = signing.is_wanted(image, events)
    permissions = [p for p in parts.permissions(image, events) if p.scope != "contents"]
    return PublishJob(
        id=legs.id.replace("build", "publish", 1),
        name=f"Publish {image.id}",
        needs=(_METADATA, legs.id),
        condition=steps.merged_only(events),
        runner=(runners.AMD64.label,),
        timeout_minutes=_PUBLISH_MINUTES,
        permissions=(Permission("contents", "read", None), *permissions),
        environment=image.environment,
        digest="${{ steps.published.outputs.digest }}" if is_read else None,
        steps=tuple(_publish_steps(image, is_read=is_read)),
    )


def _publish_steps(image: Image, *, is_read: bool) -> Iterator[Step]:
    for login in image.logins:
        if any(login.host == name.host for name in image.names):
            is_guarded = image.environment is not None
            yield steps.log_in(login, None, is_guarded=is_guarded)
    yield DownloadDigests(uses=steps.pin("actions/download-artifact"), image_id=image.id)
    annotations = [(f"index:{name}", value) for name, value in image.build.annotations]
    yield CreateIndex(
        image=image.names[0].text,
        tags=_output(image, "tags"),
        annotations=(_output(image, "annotations"), *(f"{n}={v}" for n, v in annotations)),
        platforms=image.platforms,
        optional=image.strategy.allow_failure,
    )
    yield CheckIndex(tags=_output(image, "tags"), is_read=is_read)
