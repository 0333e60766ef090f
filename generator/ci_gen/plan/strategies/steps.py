"""The steps that jobs of every strategy are made of, from an image of a Config."""

from collections.abc import Iterable, Iterator

from ci_gen import expressions
from ci_gen.catalog import actions
from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.config.model import Builder, Emulation, Events, Image, Login, Secret
from ci_gen.plan.parts import Input, Pin, Reason, Variable
from ci_gen.plan.steps import (
    Checkout,
    LogIn,
    Metadata,
    RestoreCache,
    SaveCache,
    SetUpBuildx,
    SetUpQemu,
)

ON_PULL_REQUEST = "github.event_name == 'pull_request'"


def pin(name: str) -> Pin:
    """Return the catalogue's release of the action *name*."""
    row = actions.action(name)
    return Pin(action=row.action, sha=row.sha, version=row.version)


def merged_only(events: Events) -> str | None:
    """Return a condition that holds in runs that may publish, None when all of them may."""
    tests = [f"github.event_name != '{event}'" for event in events.unmerged]
    return " && ".join(tests) or None


def check_out() -> Checkout:
    """Return the checkout of the repository."""
    return Checkout(uses=pin("actions/checkout"))


def log_in(login: Login, events: Events | None, *, is_guarded: bool) -> LogIn:
    """Return the login to a registry; *is_guarded* if an environment guards the job's secrets.

    Without *events* it is for a job that runs only when it publishes.
    """
    return LogIn(
        uses=pin("docker/login-action"),
        registry=login.name,
        host=None if login.host == DOCKER_HUB else login.host,
        condition=merged_only(events) if events else None,
        username=_variable("username", login.username, is_guarded=is_guarded),
        password=_variable("password", login.password, is_guarded=is_guarded),
    )


def _variable(name: str, value: str, *, is_guarded: bool) -> Variable:
    return Variable(
        name=name, value=value, is_secret=expressions.reads_secret(value) and not is_guarded
    )


def set_up_qemu(emulation: Emulation, condition: str | None = None) -> SetUpQemu:
    """Return the set-up of QEMU, in runs where *condition* holds."""
    return SetUpQemu(
        uses=pin("docker/setup-qemu-action"),
        condition=condition,
        image=emulation.image,
        platforms=",".join(emulation.platforms) or None,
        cache_image=emulation.cache_image,
    )


def set_up_buildx(builder: Builder, *, is_asked: bool = False) -> SetUpBuildx:
    """Return the set-up of the builder; *is_asked* if a later step wants to know about it."""
    return SetUpBuildx(
        uses=pin("docker/setup-buildx-action"),
        is_asked=is_asked,
        driver=builder.driver,
        inputs=tuple(_buildx_inputs(builder)),
    )


def _buildx_inputs(builder: Builder) -> Iterator[Input]:
    if builder.version:
        yield Input(name="version", value=builder.version)
        # A Buildx that is installed would be kept in a cache that pull requests can reach.
        yield Input(name="cache-binary", value=False)
    if builder.driver_opts:
        # Unlike other lists of Docker's actions this one is not read as CSV.
        yield Input(name="driver-opts", value=builder.driver_opts)
    if builder.buildkitd_flags:
        yield Input(name="buildkitd-flags", value=builder.buildkitd_flags)
    if builder.buildkitd_config:
        yield Input(name="buildkitd-config", value=builder.buildkitd_config)
    if builder.buildkitd_config_inline:
        lines = tuple(builder.buildkitd_config_inline.split("\n"))
        yield Input(name="buildkitd-config-inline", value=lines)


def metadata(image: Image) -> Metadata:
    """Return the step that makes tags, labels and annotations of *image* in its own job."""
    levels = "manifest,index" if is_index(image) else "index"
    return _metadata(image, "meta", "Make tags and labels", levels)


def metadata_for_all(image: Image) -> Metadata:
    """Return the same step in a job that makes them for several jobs."""
    return _metadata(image, f"meta-{image.id}", f"Make tags and labels of {image.id}", "index")


def _metadata(image: Image, step_id: str, name: str, levels: str) -> Metadata:
    return Metadata(
        id=step_id,
        image_id=image.id,
        name=name,
        uses=pin("docker/metadata-action"),
        # The docker driver makes no index.
        levels=None if image.builder.driver == "docker" else levels,
        images=tuple(name.text for name in image.names),
        tags=image.tags.rules,
        flavor=image.tags.flavor,
    )


def is_index(image: Image) -> bool:
    """Return whether *image* is pushed as an index of several platforms."""
    return len(image.platforms) > 1


def reading(image: Image, events: Events) -> str | None:
    """Return the condition to read a cache: releases are built without one, unless asked for."""
    is_limited = events.tags and not image.cache.is_for_releases
    return "github.ref_type != 'tag'" if is_limited else None


def writing(events: Events) -> str | None:
    """Return the condition to write a cache: branches only, what is not merged could poison it."""
    tests = [merged_only(events), "github.ref_type == 'branch'" if events.tags else None]
    return " && ".join(test for test in tests if test) or None


def restore_cache(image: Image, events: Events) -> RestoreCache | None:
    """Return the step that fetches a local cache, None for any other."""
    if image.cache.folder is None:
        return None
    return RestoreCache(
        uses=pin("actions/cache/restore"),
        scope=image.cache.folder,
        condition=reading(image, events),
    )


def save_cache(image: Image, events: Events) -> SaveCache | None:
    """Return the step that keeps a local cache, None for any other."""
    if image.cache.folder is None or not events.publishes:
        return None
    return SaveCache(
        uses=pin("actions/cache/save"), scope=image.cache.folder, condition=writing(events)
    )


def secret_names(secrets: Iterable[Secret]) -> dict[str, str]:
    """Return the variable that holds each build secret that is an expression, by the secret's id.

    A variable keeps every line of a secret as it is; the action's `secrets` input would split them.
    """
    names: dict[str, str] = {}
    for secret in secrets:
        if secret.value is None:
            continue
        name = "SECRET_" + "".join(c if c.isalnum() else "_" for c in secret.id).upper()
        # npm-token and npm_token are two secrets.
        while name in names.values():
            name += "_"
        names[secret.id] = name
    return names


def secret_variables(image: Image, events: Events) -> Iterator[Variable]:
    """Yield the variables of a step that hold the build secrets of *image*.

    Pull requests get none: what is not reviewed yet could send them anywhere.
    """
    names = secret_names(image.build.secrets)
    condition = None if image.pull_request.has_secrets else merged_only(events)
    for secret in image.build.secrets:
        if secret.value is not None:
            value = expressions.when(condition, secret.value)
            yield _variable(names[secret.id], value, is_guarded=image.environment is not None)


def reasons(image: Image) -> Iterator[Reason]:
    """Yield each platform, with what the machines are called that need it."""
    for platform in image.platforms:
        labels = [m.label for m in image.machines if m.platform == platform and m.label]
        yield Reason(platform=platform, machines=tuple(dict.fromkeys(labels)))


def record(text: str) -> str:
    """Return *text* as one record of an action's list input, which is read as CSV.

    What expressions in it will give is not known, and their own quotes are not the record's.
    """
    literal = expressions.filled(text, "")
    if '"' not in literal and "\n" not in literal:
        return text
    return f'"{expressions.changed(text, _doubled)}"'


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def records(texts: Iterable[str]) -> tuple[str, ...]:
    """Return *texts* as records of an action's list input."""
    return tuple(record(text) for text in texts)


def pairs(values: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return names and values as records `NAME=VALUE` of an action's list input."""
    return records(f"{name}={value}" for name, value in values)
