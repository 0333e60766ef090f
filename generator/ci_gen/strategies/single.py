"""One job for each image, which builds all of its platforms at once.

For few platforms, for Dockerfiles that cross-compile, and where there are no ARM runners.
"""

from collections.abc import Iterator

from ci_gen import expressions
from ci_gen.catalog import platforms, runners
from ci_gen.model import Config, Events, Image
from ci_gen.plan import BuildAndPush, BuildJob, GateJob, Input, Permission, Plan, Step
from ci_gen.strategies import steps

_NATIVE_MINUTES = 30
_EMULATED_MINUTES = 120
_GATE = "image"


def plan(config: Config) -> Plan:
    """Return the workflow that builds each image of *config* in one job."""
    is_alone = len(config.images) == 1
    jobs = tuple(_job(image, config.events, is_alone=is_alone) for image in config.images)
    return Plan(
        path=config.workflow,
        name=config.name,
        on=config.events.on,
        concurrency=config.concurrency,
        jobs=(*jobs, _gate(tuple(job.id for job in jobs))),
    )


def _gate(needs: tuple[str, ...]) -> GateJob:
    return GateJob(
        id=_GATE,
        name=_GATE,
        runner=(runners.AMD64.label,),
        timeout_minutes=5,
        needs=needs,
    )


def _job(image: Image, events: Events, *, is_alone: bool) -> BuildJob:
    return BuildJob(
        id="build" if is_alone else f"build-{image.id}",
        name=f"Build {image.id}",
        runner=image.runner,
        is_self_hosted="self-hosted" in image.runner,
        timeout_minutes=image.timeout_minutes or _minutes(image),
        permissions=tuple(_permissions(image, events)),
        environment=image.environment,
        steps=tuple(_steps(image, events)),
    )


def _minutes(image: Image) -> int:
    """Return a limit that a build of usual size stays below, emulated platforms included."""
    families = {platforms.family(platform) for platform in image.platforms}
    known = {runner.label: runner for runner in (runners.AMD64, runners.ARM64)}
    runner = known.get(image.runner[0])
    is_native = runner is not None and families <= runner.native | runner.probable
    return _NATIVE_MINUTES if is_native or image.emulation is None else _EMULATED_MINUTES


def _permissions(image: Image, events: Events) -> Iterator[Permission]:
    needed = {"contents": Permission("contents", "read", None)}
    for login in image.logins:
        if login.permission and events.publishes:
            needed[login.permission] = Permission(
                login.permission, "write", f"push to {login.host}"
            )
    for scope, access in image.permissions:
        needed[scope] = Permission(scope, access, "asked for in the spec")
    yield from needed.values()


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
        inputs=tuple(_inputs(image)),
        cache_from=_cached(image.cache.imports, steps.reading(events)),
        cache_to=_exports(image, events),
    )


def _annotations(image: Image) -> tuple[str, ...]:
    # The docker driver writes no annotations.
    if image.builder.driver == "docker":
        return ()
    level = "index,manifest:" if steps.is_index(image) else ""
    own = ((f"{level}{name}", value) for name, value in image.build.annotations)
    return ("${{ steps.meta.outputs.annotations }}", *steps.pairs(own))


def _exports(image: Image, events: Events) -> tuple[str, ...]:
    if not events.publishes:
        return ()
    # An inline cache is part of the image, so it goes wherever the image goes.
    condition = None if image.cache.exports == ("type=inline",) else steps.writing(events)
    return _cached(image.cache.exports, condition)


def _cached(lines: tuple[str, ...], condition: str | None) -> tuple[str, ...]:
    return steps.records(expressions.when(condition, line) for line in lines)


def _inputs(image: Image) -> Iterator[Input]:
    """Yield the inputs of docker/build-push-action that the spec set, in the action's order."""
    build = image.build
    named = [secret for secret in build.secrets if secret.value is not None]
    variables = steps.secret_variables(build.secrets, is_guarded=True)
    environment = zip(named, variables, strict=True)
    files = [secret for secret in build.secrets if secret.file]
    inputs: tuple[tuple[str, str | bool | tuple[str, ...] | None], ...] = (
        ("target", build.target),
        ("build-args", steps.pairs(build.args)),
        ("secret-envs", tuple(f"{s.id}={variable.name}" for s, variable in environment)),
        ("secret-files", tuple(f"{secret.id}={secret.file}" for secret in files)),
        ("ssh", build.ssh),
        ("build-contexts", steps.pairs(build.contexts)),
        ("network", build.network),
        ("allow", build.allow),
        ("add-hosts", build.add_hosts),
        ("shm-size", build.shm_size),
        ("ulimit", build.ulimit),
        ("no-cache", build.no_cache),
        ("no-cache-filters", build.no_cache_filters),
        ("pull", build.pull),
        ("load", build.load),
        ("outputs", build.outputs),
    )
    yield from (Input(name, value) for name, value in inputs if value)
    for name, answer in (("provenance", build.provenance), ("sbom", build.sbom)):
        if answer is not None:
            yield Input(name, answer)
