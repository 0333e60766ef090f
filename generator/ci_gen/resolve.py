"""From a valid spec to a Config: defaults filled in, names looked up.

Runs after the schema and the rules found no error, so every name exists.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ci_gen import caches, jobs, references, tags, targets
from ci_gen.catalog import images, platforms, runners
from ci_gen.catalog.registries import DOCKER_HUB, REGISTRIES, Registry
from ci_gen.model import (
    Build,
    Builder,
    Concurrency,
    Config,
    Emulation,
    Environment,
    Events,
    Image,
    Login,
    Machine,
    Secret,
    Tags,
    Verbatim,
)
from ci_gen.spec import scalar_text
from ci_gen.view import Entry, Triggers, View, as_list

_DEFAULT_NAME = "Build"
_DEFAULT_WORKFLOW = ".github/workflows/build.yml"


def resolve(data: Mapping[str, Any]) -> Config:
    """Return what the spec's *data* asks for."""
    view = View(data)
    return Config(
        name=data.get("name", _DEFAULT_NAME),
        workflow=data.get("workflow", _DEFAULT_WORKFLOW),
        events=_events(view.triggers),
        concurrency=_concurrency(view),
        images=tuple(_image(entry, view) for entry in view.entries),
    )


def _events(triggers: Triggers) -> Events:
    return Events(
        on={event: _frozen(filters) for event, filters in triggers.events.items()},
        unmerged=triggers.unmerged,
        publishes=triggers.publishes,
        branches=triggers.branches,
        tags=triggers.tags,
    )


def _frozen(value: Any) -> Verbatim:
    match value:
        case dict():
            return {key: _frozen(item) for key, item in value.items()}
        case list():
            return tuple(_frozen(item) for item in value)
        case _:
            return cast("Verbatim", value)


def _concurrency(view: View) -> Concurrency:
    # In a workflow that is called, github.workflow is the caller, which may wait for this one.
    own = "-image" if "workflow_call" in view.triggers.events else ""
    usual = f"${{{{ github.workflow }}}}-${{{{ github.ref }}}}{own}"
    group = view.top.get("concurrency", "group") or usual
    cancel = view.top.get("concurrency", "cancel-in-progress")
    if cancel is None and group != usual:
        # As GitHub does: in a group of one's own nothing is cancelled that nobody asked to cancel.
        return Concurrency(group, cancel=False, spares_publishing=True)
    if cancel is None:
        return Concurrency(
            group, _is_one_of(view.triggers.unmerged) or False, spares_publishing=True
        )
    return Concurrency(group, cancel, spares_publishing=cancel is False)


def _is_one_of(events: tuple[str, ...]) -> str | None:
    """Return an expression that holds in runs for *events*, None when there are none."""
    tests = [f"github.event_name == '{event}'" for event in events]
    return f"${{{{ {' || '.join(tests)} }}}}" if tests else None


def _image(entry: Entry, view: View) -> Image:
    return Image(
        id=entry.id,
        names=tuple(_reference(name) for _, name in entry.names),
        machines=tuple(_machines(entry)),
        build=_build(entry),
        tags=Tags(
            rules=tags.rules(entry.get("tags", "rules"), view.triggers),
            flavor=tuple(as_list(entry.get("tags", "flavor"))),
        ),
        logins=tuple(_logins(entry, view)),
        strategy=jobs.strategy(entry),
        test=jobs.test(entry),
        is_signed=entry.get("sign") == "cosign",
        is_attested=bool(entry.get("attest", "github")),
        runner=jobs.runner(entry),
        runners={platform: entry.labels_for(platform) for platform in entry.platforms},
        builder=_builder(entry),
        emulation=_emulation(entry),
        cache=caches.cache(entry, view),
        permissions=tuple((entry.get("permissions") or {}).items()),
        environment=_environment(entry),
        timeout_minutes=entry.get("timeout-minutes"),
    )


def _reference(name: str) -> references.Reference:
    return cast("references.Reference", references.read(name))


def _machines(entry: Entry) -> Iterator[Machine]:
    for target in entry.targets:
        for hit in targets.hits(target.found):
            yield Machine(target.text, hit.platform, hit.label)


def _texts(entry: Entry, *path: str) -> tuple[str, ...]:
    return tuple(as_list(entry.get(*path)))


def _pairs(entry: Entry, key: str) -> tuple[tuple[str, str], ...]:
    values = entry.get("build", key) or {}
    return tuple((name, scalar_text(value)) for name, value in values.items())


def _build(entry: Entry) -> Build:
    return Build(
        context=entry.get("build", "context") or ".",
        dockerfile=entry.get("build", "dockerfile"),
        target=entry.get("build", "target"),
        args=_pairs(entry, "args"),
        secrets=tuple(_secret(*item) for item in (entry.get("build", "secrets") or {}).items()),
        ssh=_texts(entry, "build", "ssh"),
        contexts=_pairs(entry, "contexts"),
        labels=_pairs(entry, "labels"),
        annotations=_pairs(entry, "annotations"),
        network=entry.get("build", "network"),
        allow=_texts(entry, "build", "allow"),
        shm_size=entry.get("build", "shm-size"),
        ulimit=_texts(entry, "build", "ulimit"),
        add_hosts=_texts(entry, "build", "add-hosts"),
        no_cache=bool(entry.get("build", "no-cache")),
        no_cache_filters=_texts(entry, "build", "no-cache-filters"),
        pull=bool(entry.get("build", "pull")),
        provenance=_provenance(entry),
        sbom=_sbom(entry),
        load=bool(entry.get("build", "load")),
        outputs=_texts(entry, "build", "outputs"),
    )


def _provenance(entry: Entry) -> str | bool | None:
    given: str | bool | None = entry.get("build", "provenance")
    if given is not None:
        return given
    if short := entry.get("attest", "provenance"):
        return False if short == "off" else f"mode={short}"
    # build-push-action attests by default, and the docker driver fails then.
    return False if entry.get("builder", "driver") == "docker" else None


def _sbom(entry: Entry) -> str | bool | None:
    given: str | bool | None = entry.get("build", "sbom")
    short: bool | None = entry.get("attest", "sbom")
    return short if given is None else given


def _secret(name: str, value: Any) -> Secret:
    if isinstance(value, str):
        return Secret(name, value, None)
    return Secret(name, None, value["file"])


def _builder(entry: Entry) -> Builder:
    return Builder(
        driver=entry.get("builder", "driver") or "docker-container",
        version=entry.get("builder", "version"),
        driver_opts=_texts(entry, "builder", "driver-opts"),
        buildkitd_flags=entry.get("builder", "buildkitd-flags"),
        buildkitd_config=entry.get("builder", "buildkitd-config"),
        buildkitd_config_inline=entry.get("builder", "buildkitd-config-inline"),
    )


def _emulation(entry: Entry) -> Emulation | None:
    """Return how to set up QEMU, None when the runner needs none or the spec wants none."""
    families = {platforms.family(platform) for platform in entry.platforms}
    known = runners.named(jobs.runner(entry)[0])
    native = known.native if known else frozenset()
    if entry.get("emulation", "setup") == "none":
        return None
    # A platform with a job of its own asks its builder whether it needs QEMU.
    if entry.strategy == "single" and families <= native:
        return None
    wanted = as_list(entry.get("emulation", "platforms"))
    return Emulation(
        image=entry.get("emulation", "image") or images.BINFMT,
        platforms=() if "all" in wanted else tuple(targets.normalise(p) or p for p in wanted),
        cache_image=bool(entry.get("emulation", "cache-image")),
    )


def _environment(entry: Entry) -> Environment | None:
    name = entry.get("environment", "name")
    if name is None:
        return None
    deployment = bool(entry.get("environment", "deployment"))
    return Environment(name, entry.get("environment", "url"), deployment)


def _logins(entry: Entry, view: View) -> Iterator[Login]:
    """Yield the logins of a job, Docker Hub's first: what comes after pulls from there.

    A registry that only other images are pushed to is none of this job's business.
    """
    given = view.registries
    pushed = {host for _, host in entry.registries}
    others = {host for image in view.entries for _, host in image.registries} - pushed
    used = pushed | (given.keys() - others)
    for host in sorted(used, key=lambda host: (host != DOCKER_HUB, host)):
        own = given.get(host, {})
        row = REGISTRIES.get(host) or Registry(host=host, name=host, username="", password="")
        if own.get("login", True):
            yield Login(
                host=host,
                name=row.name,
                username=own.get("username", row.username),
                password=own.get("password", row.password),
                # Somebody's own token brings its own rights.
                permission=None if "password" in own else row.permission,
                is_written=host in pushed or host in caches.hosts(entry),
            )
