"""From a valid spec to a Config: defaults filled in, names looked up.

Runs after the schema and the rules found no error, so every name exists.
"""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from ci_gen.catalog import images, platforms, runners
from ci_gen.catalog.registries import DOCKER_HUB, REGISTRIES, Registry
from ci_gen.config import build as builds
from ci_gen.config import cache as caches
from ci_gen.config import references, tags, targets
from ci_gen.config import test as jobs
from ci_gen.config.model import (
    Builder,
    Concurrency,
    Config,
    Emulation,
    Environment,
    Events,
    Image,
    Login,
    Machine,
    Pins,
    Release,
    Tags,
)
from ci_gen.config.triggers import Triggers, as_list
from ci_gen.config.view import Entry, View
from ci_gen.yaml.values import Verbatim

_DEFAULT_NAME = "Build"
_DEFAULT_WORKFLOW = ".github/workflows/build.yml"


def resolve(data: Mapping[str, Any]) -> Config:
    """Return what the spec's *data* asks for."""
    view = View(data=data)
    return Config(
        name=data.get("name", _DEFAULT_NAME),
        workflow=data.get("workflow", _DEFAULT_WORKFLOW),
        events=_events(view.triggers),
        concurrency=_concurrency(view),
        images=tuple(_image(entry, view) for entry in view.entries),
        service_runner=view.top.service_runner,
        pins=_pins(data["pins"]) if "pins" in data else None,
    )


def _pins(given: Mapping[str, Any]) -> Pins:
    overrides = given.get("overrides", {})
    return Pins(
        is_tag=given.get("mode") == "tag",
        overrides={name: Release(**release) for name, release in overrides.items()},
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
        return Concurrency(group=group, cancel=False, spares_publishing=True)
    if cancel is None:
        return Concurrency(
            group=group, cancel=_is_one_of(view.triggers.unmerged) or False, spares_publishing=True
        )
    return Concurrency(group=group, cancel=cancel, spares_publishing=cancel is False)


def _is_one_of(events: tuple[str, ...]) -> str | None:
    """Return an expression that holds in runs for *events*, None when there are none."""
    tests = [f"github.event_name == '{event}'" for event in events]
    return f"${{{{ {' || '.join(tests)} }}}}" if tests else None


def _image(entry: Entry, view: View) -> Image:
    return Image(
        id=entry.id,
        family=entry.family,
        variant=entry.variant,
        names=tuple(_reference(name) for _, name in entry.names),
        machines=tuple(_machines(entry)),
        build=builds.build(entry),
        own_builds=builds.own(entry),
        pull_request=jobs.pull_request(entry),
        tags=Tags(
            rules=tags.rules(entry.get("tags", "rules"), view.triggers),
            flavor=tuple(_flavor(entry)),
        ),
        logins=tuple(_logins(entry, view)),
        strategy=jobs.strategy(entry),
        test=jobs.test(entry),
        is_signed=entry.get("sign") == "cosign",
        is_attested=bool(entry.get("attest", "github")),
        runner=jobs.runner(entry),
        service_runner=entry.service_runner,
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
            yield Machine(text=target.text, platform=hit.platform, label=hit.label)


def _flavor(entry: Entry) -> Iterator[str]:
    if entry.suffix:
        yield f"suffix={entry.suffix},onlatest=true"
    yield from as_list(entry.get("tags", "flavor"))


def _builder(entry: Entry) -> Builder:
    return Builder(
        driver=entry.get("builder", "driver") or "docker-container",
        version=entry.get("builder", "version"),
        driver_opts=tuple(as_list(entry.get("builder", "driver-opts"))),
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
    return Environment(name=name, url=entry.get("environment", "url"), deployment=deployment)


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
