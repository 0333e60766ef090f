"""One job for each image, which builds all of its platforms at once.

For few platforms, for Dockerfiles that cross-compile, and where there are no ARM runners.
"""

from collections.abc import Iterator

from ci_gen.catalog import platforms, runners
from ci_gen.model import Events, Image
from ci_gen.plan import BuildJob
from ci_gen.plan_steps import BuildAndPush, Input, Step
from ci_gen.strategies import parts, signing, steps


def job(image: Image, events: Events, *, is_alone: bool) -> BuildJob:
    """Return the job that builds *image*; *is_alone* if the workflow has no other image."""
    return BuildJob(
        id=parts.job_id("build", image, is_alone=is_alone),
        name=f"Build {image.id}",
        runner=image.runner,
        is_self_hosted="self-hosted" in image.runner,
        timeout_minutes=image.timeout_minutes or _minutes(image),
        permissions=tuple(parts.permissions(image, events)),
        environment=image.environment,
        digest="${{ steps.build.outputs.digest }}" if signing.is_wanted(image, events) else None,
        steps=tuple(_steps(image, events)),
    )


def _minutes(image: Image) -> int:
    """Return a limit that a build of usual size stays below, emulated platforms included."""
    families = {platforms.family(platform) for platform in image.platforms}
    runner = runners.named(image.runner[0])
    is_native = runner is not None and families <= runner.native | runner.probable
    return parts.NATIVE_MINUTES if is_native or image.emulation is None else parts.EMULATED_MINUTES


def _steps(image: Image, events: Events) -> Iterator[Step]:
    is_guarded = image.environment is not None
    yield steps.check_out()
    if events.publishes:
        for login in image.logins:
            yield steps.log_in(login, events, is_guarded=is_guarded)
    if image.emulation:
        yield steps.set_up_qemu(image.emulation)
    yield steps.set_up_buildx(image.builder)
    yield steps.metadata(image)
    if restore := steps.restore_cache(image, events):
        yield restore
    yield _build(image, events, is_guarded=is_guarded)
    if save := steps.save_cache(image, events):
        yield save


def _build(image: Image, events: Events, *, is_guarded: bool) -> BuildAndPush:
    build = image.build
    condition = steps.merged_only(events)
    return BuildAndPush(
        is_read=signing.is_wanted(image, events),
        name="Build and push" if events.publishes else "Build",
        uses=steps.pin("docker/build-push-action"),
        variables=tuple(steps.secret_variables(build.secrets, is_guarded=is_guarded)),
        context=build.context,
        dockerfile=build.dockerfile,
        platforms=",".join(image.platforms),
        push=(f"${{{{ {condition} }}}}" if condition else True) if events.publishes else False,
        labels=("${{ steps.meta.outputs.labels }}", *steps.pairs(build.labels)),
        annotations=_annotations(image),
        reasons=tuple(steps.reasons(image)),
        inputs=(*parts.inputs(image), *_own_inputs(image)),
        cache_from=parts.imports(image, events),
        cache_to=parts.exports(image, events),
    )


def _annotations(image: Image) -> tuple[str, ...]:
    # The docker driver writes no annotations.
    if image.builder.driver == "docker":
        return ()
    level = "index,manifest:" if steps.is_index(image) else ""
    own = ((f"{level}{name}", value) for name, value in image.build.annotations)
    return ("${{ steps.meta.outputs.annotations }}", *steps.pairs(own))


def _own_inputs(image: Image) -> Iterator[Input]:
    if image.build.load:
        yield Input("load", value=True)
    if image.build.outputs:
        yield Input("outputs", image.build.outputs)
    yield from (Input(name, answer) for name, answer in parts.attestations(image))
