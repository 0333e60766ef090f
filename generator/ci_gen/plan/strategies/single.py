"""One job for each image, which builds all of its platforms at once.

For platforms that want the same runner, for Dockerfiles that cross-compile, and where there are no
ARM runners. As in a split build nothing gets a tag before it was tested.
"""

from collections.abc import Iterator

from ci_gen.catalog import platforms, runners
from ci_gen.config.model import Events, Image
from ci_gen.plan.jobs import BuildJob
from ci_gen.plan.parts import Input, Output
from ci_gen.plan.steps import BuildAndPush, Step
from ci_gen.plan.strategies import legs, parts, publishing, signing, sites, steps


def job(image: Image, events: Events, *, is_alone: bool) -> BuildJob:
    """Return the job that builds *image*; *is_alone* if the workflow has no other image."""
    is_docker = image.builder.driver == "docker"
    return BuildJob(
        id=parts.job_id("build", image, is_alone=is_alone),
        name=f"Build {image.id}",
        runner=image.runner,
        timeout_minutes=image.timeout_minutes or _minutes(image),
        permissions=tuple(parts.permissions(image, events)),
        environment=parts.environment(image, events),
        outputs=tuple(_outputs(image, events)),
        steps=tuple(_plain_steps(image, events) if is_docker else _steps(image, events)),
    )


def _minutes(image: Image) -> int:
    """Return a limit that a build of usual size stays below, emulated platforms included."""
    families = {platforms.family(platform) for platform in image.platforms}
    runner = runners.named(image.runner[0])
    is_native = runner is not None and families <= runner.native | runner.probable
    return parts.NATIVE_MINUTES if is_native or image.emulation is None else parts.EMULATED_MINUTES


def _outputs(image: Image, events: Events) -> Iterator[Output]:
    """Yield what the job that signs wants to know."""
    if not signing.is_wanted(image, events):
        return
    step = "build" if image.builder.driver == "docker" else "published"
    yield Output(name="digest", value=f"${{{{ steps.{step}.outputs.digest }}}}")
    if image.is_attested and sites.has_open_names(image):
        for n in range(1, len(image.names) + 1):
            yield Output(
                name=f"name-{image.family}-{n}", value=f"${{{{ steps.names.outputs.name-{n} }}}}"
            )


def _steps(image: Image, events: Events) -> Iterator[Step]:
    yield from legs.work(sites.in_one_job(image), events)
    if events.publishes:
        yield from publishing.in_build_job(image, events)


def _plain_steps(image: Image, events: Events) -> Iterator[Step]:
    """Yield the steps of the docker driver, which cannot push what has no tag."""
    yield steps.check_out()
    if events.publishes:
        for login in image.logins:
            yield steps.log_in(login, events, is_guarded=image.environment is not None)
    if image.emulation:
        yield steps.set_up_qemu(image.emulation)
    yield steps.set_up_buildx(image.builder)
    yield from legs.metadata(image)
    yield _build(image, events)


def _build(image: Image, events: Events) -> BuildAndPush:
    build = image.build
    condition = steps.merged_only(events)
    return BuildAndPush(
        is_read=signing.is_wanted(image, events),
        name="Build and push" if events.publishes else "Build",
        uses=steps.pin("docker/build-push-action"),
        variables=tuple(steps.secret_variables(image, events)),
        context=build.context,
        dockerfile=build.dockerfile,
        platforms=",".join(image.platforms),
        push=(f"${{{{ {condition} }}}}" if condition else True) if events.publishes else False,
        labels=("${{ steps.meta.outputs.labels }}", *steps.pairs(build.labels)),
        reasons=tuple(steps.reasons(image)),
        inputs=(*parts.inputs(build, parts.lines(build)), *_own_inputs(image)),
        cache_from=parts.imports(image, events),
        cache_to=parts.exports(image, events),
    )


def _own_inputs(image: Image) -> Iterator[Input]:
    if image.build.load:
        yield Input(name="load", value=True)
    if image.build.outputs:
        yield Input(name="outputs", value=image.build.outputs)
    yield from (Input(name=name, value=answer) for name, answer in parts.attestations(image))
