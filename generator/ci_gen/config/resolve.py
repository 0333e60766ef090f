"""From a valid spec to a Config: defaults filled in, names looked up.

Runs once, before the rules: what these refuse is in the Config too.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from ci_gen.catalog import images
from ci_gen.catalog.registries import DOCKER_HUB, REGISTRIES, Registry
from ci_gen.config import build as builds
from ci_gen.config import cache as caches
from ci_gen.config import names, read, references, strategy, tags, targets
from ci_gen.config import runners as runner_choice
from ci_gen.config import test as tests
from ci_gen.config.given import GivenImage, GivenRegistry, GivenSpec
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
from ci_gen.config.sections import GivenBuilder, GivenEnvironment, GivenPins
from ci_gen.config.triggers import Triggers

_DEFAULT_NAME = "Build"
_DEFAULT_WORKFLOW = ".github/workflows/build.yml"
_DEFAULT_CHECK = "image"


def resolve(data: Mapping[str, Any]) -> Config:
    """Return what the *data* of a valid spec asks for."""
    given = read.read(data)
    triggers = Triggers(given=given.triggers.value)
    return Config(
        given=given,
        name=given.name.value or _DEFAULT_NAME,
        workflow=given.workflow.value or _DEFAULT_WORKFLOW,
        required_check=given.required_check.value or _DEFAULT_CHECK,
        triggers=triggers,
        events=_events(triggers),
        concurrency=Concurrency(
            group=given.concurrency.group.value, cancel=given.concurrency.cancel.value
        ),
        images=tuple(_image(image, given, triggers) for image in given.images),
        service_runner=runner_choice.for_service(given.runners),
        pins=_pins(given.pins) if given.pins.is_given else None,
    )


def _pins(given: GivenPins) -> Pins:
    return Pins(
        is_tag=given.mode.value == "tag",
        overrides={
            name: Release(version=release.version, commit=release.commit)
            for name, release in given.overrides.items()
        },
    )


def _events(triggers: Triggers) -> Events:
    return Events(
        on={trigger.event: trigger.options for trigger in triggers.given},
        unmerged=triggers.unmerged,
        publishes=triggers.publishes,
        branches=triggers.branches,
        tags=triggers.tags,
    )


def _image(given: GivenImage, spec: GivenSpec, triggers: Triggers) -> Image:
    how = strategy.strategy(given)
    return Image(
        given=given,
        id=names.own(given),
        family=names.family(given),
        variant=given.variant,
        suffix=names.suffix(given),
        names=tuple(_references(given)),
        machines=tuple(_machines(given)),
        build=builds.build(given),
        own_builds=builds.own(given),
        pull_request=tests.pull_request(given.pull_request),
        tags=Tags(
            rules=tags.rules(given.tags.rules.value, triggers),
            flavor=given.tags.flavor.value,
        ),
        logins=tuple(_logins(given, spec)),
        strategy=how,
        check=tests.check(given.check),
        test=tests.test(given.test),
        is_signed=given.sign.value == "cosign",
        is_attested=bool(given.attest.github.value),
        runner=runner_choice.of_image(given),
        service_runner=runner_choice.for_service(given.runners),
        runners={
            platform: runner_choice.of_platform(given, platform) for platform in given.platforms
        },
        builder=_builder(given.builder),
        emulation=_emulation(given),
        cache=caches.cache(given, triggers),
        permissions=tuple(given.permissions.value.items()),
        environment=_environment(given.environment),
        timeout_minutes=given.timeout_minutes.value,
    )


def _references(given: GivenImage) -> Iterator[references.Reference]:
    for name in given.names.value:
        if isinstance(name.found, references.Reference):
            yield name.found


def _machines(given: GivenImage) -> Iterator[Machine]:
    for target in given.targets.value:
        for hit in targets.hits(target.found):
            yield Machine(text=target.text, platform=hit.platform, label=hit.label)


def _builder(given: GivenBuilder) -> Builder:
    return Builder(
        driver=given.driver.value or "docker-container",
        version=given.version.value,
        driver_opts=given.driver_opts.value,
        buildkitd_flags=given.buildkitd_flags.value,
        buildkitd_config=given.buildkitd_config.value,
        buildkitd_config_inline=given.buildkitd_config_inline.value,
    )


def _emulation(image: GivenImage) -> Emulation | None:
    """Return how to set up QEMU where a runner needs it, None when the spec wants none."""
    given = image.emulation
    if given.setup.value == "none":
        return None
    wanted = given.platforms.value
    return Emulation(
        image=given.image.value or str(images.BINFMT),
        platforms=() if "all" in wanted else targets.normalised(wanted),
        cache_image=bool(given.cache_image.value),
    )


def _environment(given: GivenEnvironment) -> Environment | None:
    if given.name.value is None:
        return None
    deployment = bool(given.deployment.value)
    return Environment(name=given.name.value, url=given.url.value, deployment=deployment)


def _logins(image: GivenImage, spec: GivenSpec) -> Iterator[Login]:
    """Yield the logins of a job, Docker Hub's first: what comes after pulls from there.

    A registry that only other images are pushed to is none of this job's business.
    """
    given = {registry.host: registry for registry in spec.registries}
    pushed = image.hosts.keys()
    others = {host for other in spec.images for host in other.hosts} - pushed
    used = pushed | (given.keys() - others)
    written = pushed | caches.hosts(image.cache)
    for host in sorted(used, key=lambda host: (host != DOCKER_HUB, host)):
        if (own := given.get(host)) is None or own.login.value is not False:
            yield _login(host, own, is_written=host in written)


def _login(host: str, own: GivenRegistry | None, *, is_written: bool) -> Login:
    row = REGISTRIES.get(host) or Registry(host=host, name=host, username="", password="")
    username = own.username.value if own else None
    password = own.password.value if own else None
    return Login(
        host=host,
        name=row.name,
        username=username or row.username,
        password=password or row.password,
        # Somebody's own token brings its own rights.
        permission=None if password else row.permission,
        is_written=is_written,
    )
