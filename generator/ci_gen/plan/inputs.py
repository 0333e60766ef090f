"""The inputs of docker/build-push-action that the spec sets."""

from collections.abc import Iterator
from functools import partial

from ci_gen.config.model import Build, Image
from ci_gen.expressions import Condition, Context, Value, parse, when
from ci_gen.plan import cache, conditions, lists, metadata, tables
from ci_gen.plan.group import Group
from ci_gen.plan.parts import Given, Input, Reason, Variable
from ci_gen.plan.set_up import variable


def label_inputs(group: Group) -> Iterator[Input]:
    """Yield the labels, and the annotations where the build makes the whole index."""
    build = group.image.build
    own = lists.pairs(build.labels)
    yield Input(name="labels", value=(Context(path="steps.meta.outputs.labels"), *own))
    # Those of one row of several belong to the index, which is made later.
    if metadata.annotates_build(group):
        levels = ",".join(metadata.levels(group))
        annotations = lists.pairs((f"{levels}:{name}", text) for name, text in build.annotations)
        made = Context(path="steps.meta.outputs.annotations")
        # What stays on the runner of a pull request may be one manifest, which has no index.
        when_published = partial(when, conditions.publishes(group.events))
        yield Input(name="annotations", value=tuple(map(when_published, (made, *annotations))))


def cache_inputs(group: Group) -> Iterator[Input]:
    """Yield where layers come from and go to."""
    if found := cache.imports(group):
        yield Input(name="cache-from", value=found)
    if found := cache.exports(group):
        yield Input(name="cache-to", value=found)


def build_inputs(group: Group) -> Iterator[Input]:
    """Yield the inputs of docker/build-push-action that the spec set, in the action's order."""
    build, given = group.image.build, _shared_lines(group)
    names, withheld = secret_names(build), secrets_condition(group)
    files = [secret for secret in build.secrets if secret.file]
    found: tuple[tuple[str, Given | None], ...] = (
        *((name, given[name]) for name in tables.SCALARS),
        ("platforms", platforms(group)),
        ("build-args", given["build-args"]),
        ("secret-envs", tuple(when(withheld, f"{id_}={name}") for id_, name in names.items())),
        ("secret-files", tuple(parse(f"{secret.id}={secret.file}") for secret in files)),
        ("ssh", tuple(map(parse, build.ssh))),
        ("build-contexts", given["build-contexts"]),
        ("network", parse(build.network or "")),
        ("allow", tuple(map(parse, build.allow))),
        ("add-hosts", tuple(map(parse, build.add_hosts))),
        ("shm-size", parse(build.shm_size or "")),
        ("ulimit", tuple(map(parse, build.ulimit))),
        ("no-cache", build.no_cache),
        ("no-cache-filters", tuple(map(parse, build.no_cache_filters))),
        ("pull", build.pull),
    )
    yield from (Input(name=name, value=value) for name, value in found if value)


def platforms(group: Group) -> Value:
    """Return what a run builds; pull requests may build fewer platforms."""
    if group.is_matrix:
        return Context(path=f"matrix.{group.key}")
    row = group.rows[0]
    every, fewer = ",".join(row.platforms), ",".join(row.on_pull_requests)
    return every if every == fewer else when(conditions.ON_PULL_REQUEST, fewer, every)


def _shared_lines(group: Group) -> dict[str, tuple[Value, ...]]:
    """Return the inputs that may differ between rows: what all have, and what the matrix says."""
    common = tables.common_lines([row.build for row in group.rows])
    return {
        name: (*found, Context(path=f"matrix.{name}")) if group.built.differs(name) else found
        for name, found in common.items()
    }


def secret_names(build: Build) -> dict[str, str]:
    """Return the variable that holds each build secret that is an expression, by the secret's id.

    A variable keeps every line of a secret as it is; the action's `secrets` input would split them.
    """
    names: dict[str, str] = {}
    for secret in build.secrets:
        if secret.value is None:
            continue
        name = "SECRET_" + "".join(c if c.isalnum() else "_" for c in secret.id).upper()
        # npm-token and npm_token are two secrets.
        while name in names.values():
            name += "_"
        names[secret.id] = name
    return names


def secrets_condition(group: Group) -> Condition | None:
    """Return when build secrets are available; a secret that is withheld is absent, not empty."""
    has_secrets = group.image.pull_request.has_secrets
    return None if has_secrets else conditions.publishes(group.events)


def secret_variables(group: Group) -> Iterator[Variable]:
    """Yield the variables of a build that hold its secrets.

    Pull requests get none: what is not reviewed yet could send them anywhere.
    """
    image = group.image
    names = secret_names(image.build)
    condition = secrets_condition(group)
    for secret in image.build.secrets:
        if secret.value is not None:
            yield variable(names[secret.id], secret.value, image, condition)


def reasons(image: Image) -> Iterator[Reason]:
    """Yield each platform, with what the machines are called that need it."""
    for platform in image.platforms:
        labels = [m.label for m in image.machines if m.platform == platform and m.label]
        yield Reason(platform=platform, machines=tuple(dict.fromkeys(labels)))
