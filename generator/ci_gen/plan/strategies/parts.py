"""What jobs of every strategy have in common: permissions, caches and inputs of the build."""

from collections.abc import Iterator, Mapping, Sequence

from ci_gen import expressions
from ci_gen.config.model import Build, Environment, Events, Image
from ci_gen.plan.parts import Input, Permission
from ci_gen.plan.strategies import steps

NATIVE_MINUTES = 30
EMULATED_MINUTES = 120


def job_id(kind: str, image: Image, *, is_alone: bool) -> str:
    """Return the id of a job: with the image's own only where there are several images."""
    return kind if is_alone else f"{kind}-{image.family}"


def permissions(image: Image, events: Events) -> Iterator[Permission]:
    """Yield the permissions of a job that builds or publishes *image*."""
    needed = {"contents": Permission(scope="contents", access="read", why=None)}
    for login in image.logins:
        if login.permission and events.publishes:
            access, verb = ("write", "push to") if login.is_written else ("read", "pull from")
            why = f"{verb} {login.host}"
            needed[login.permission] = Permission(scope=login.permission, access=access, why=why)
    for scope, access in image.permissions:
        if access == "write" or scope not in needed:
            needed[scope] = Permission(scope=scope, access=access, why="asked for in the spec")
    yield from needed.values()


def environment(image: Image, events: Events) -> Environment | None:
    """Return the environment of a job that builds *image*, which nobody has to approve in vain.

    A name that comes out empty is no environment: Toloka/tolokaforge#646.
    """
    condition = steps.merged_only(events)
    if image.environment is None or condition is None or image.pull_request.has_secrets:
        return image.environment
    return image.environment.replace(sparing=expressions.when(condition, image.environment.name))


def imports(image: Image, events: Events) -> tuple[str, ...]:
    """Return where layers come from, in runs that may read a cache."""
    # Releases read no cache, so nothing would ever read this one.
    if not events.branches and not events.unmerged and not image.cache.is_for_releases:
        return ()
    reading, merged = steps.reading(image, events), steps.merged_only(events)
    both = " && ".join(condition for condition in (merged, reading) if condition) or None
    return steps.records(
        # Pull requests get no secrets, not even those of a cache.
        expressions.when(both if expressions.leaks(line) else reading, line)
        for line in image.cache.imports
    )


def exports(image: Image, events: Events) -> tuple[str, ...]:
    """Return where layers go to, in runs that may write a cache."""
    if not events.publishes or not events.branches:
        return ()
    # An inline cache is part of the image, so it goes wherever the image goes.
    condition = None if image.cache.exports == ("type=inline",) else steps.writing(events)
    return steps.records(expressions.when(condition, line) for line in image.cache.exports)


def lines(build: Build) -> dict[str, tuple[str, ...]]:
    """Return the inputs of a build that may differ between its platforms."""
    return {
        "context": (build.context,),
        "file": (build.dockerfile,) if build.dockerfile else (),
        "target": (build.target,) if build.target else (),
        "build-args": steps.pairs(build.args),
        "build-contexts": steps.pairs(build.contexts),
    }


def common_lines(builds: Sequence[Build]) -> dict[str, tuple[str, ...]]:
    """Return what all *builds* have in common of these inputs."""
    first, *others = [lines(build) for build in builds]
    return {
        name: tuple(line for line in found if all(line in other[name] for other in others))
        for name, found in first.items()
    }


def differing(builds: Sequence[Build]) -> frozenset[str]:
    """Return the names of these inputs that are not the same in all *builds*."""
    common = common_lines(builds)
    return frozenset(
        name for build in builds for name, found in lines(build).items() if found != common[name]
    )


def shared_lines(builds: Sequence[Build]) -> dict[str, tuple[str, ...]]:
    """Return these inputs for a job whose rows have their own: what differs stands in the matrix.

    The key of the matrix is called like the input.
    """
    other = differing(builds)
    return {
        name: (*found, f"${{{{ matrix.{name} }}}}") if name in other else found
        for name, found in common_lines(builds).items()
    }


def inputs(build: Build, given: Mapping[str, tuple[str, ...]]) -> Iterator[Input]:
    """Yield the inputs of docker/build-push-action that the spec set, in the action's order.

    *given* are those that may differ between platforms.
    """
    variables = steps.secret_names(build.secrets).items()
    files = [secret for secret in build.secrets if secret.file]
    found: tuple[tuple[str, str | bool | tuple[str, ...] | None], ...] = (
        ("target", "".join(given["target"])),
        ("build-args", given["build-args"]),
        ("secret-envs", tuple(f"{name}={variable}" for name, variable in variables)),
        ("secret-files", tuple(f"{secret.id}={secret.file}" for secret in files)),
        ("ssh", build.ssh),
        ("build-contexts", given["build-contexts"]),
        ("network", build.network),
        ("allow", build.allow),
        ("add-hosts", build.add_hosts),
        ("shm-size", build.shm_size),
        ("ulimit", build.ulimit),
        ("no-cache", build.no_cache),
        ("no-cache-filters", build.no_cache_filters),
        ("pull", build.pull),
    )
    yield from (Input(name=name, value=value) for name, value in found if value)


def attestations(image: Image) -> Iterator[tuple[str, str | bool]]:
    """Yield the attestations that the spec speaks of, and what it says."""
    for name, answer in (("provenance", image.build.provenance), ("sbom", image.build.sbom)):
        if answer is not None:
            yield name, answer
