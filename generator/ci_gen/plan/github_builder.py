"""A call of docker/github-builder, Docker's own reusable workflow, for each image.

For those who want Docker's signature on the provenance. What it cannot be told is refused by the
rule `inexpressible-key`, so nothing of the spec is left out here.

Source: docker/github-builder v1.17.0 `.github/workflows/build.yml`.
"""

from collections.abc import Iterator

from ci_gen.catalog import platforms, runners
from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.config import paths
from ci_gen.config import runners as runner_choice
from ci_gen.config.model import Config, Image
from ci_gen.expressions import Answer, Condition, parse, when
from ci_gen.plan import cache, conditions, inputs, lists
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group, group
from ci_gen.plan.jobs import CallJob
from ci_gen.plan.parts import Credentials, Given, Input, Permission
from ci_gen.plan.permissions import permissions
from ci_gen.plan.rows import row

_WORKFLOW = "docker/github-builder/.github/workflows/build.yml"
# What the call says in other words than docker/build-push-action.
_OTHERWISE = frozenset({"context", "file", "platforms"})


def job(image: Image, config: Config) -> CallJob:
    """Return the job that builds *image*, one of those in *config*."""
    events = config.events
    found = group([image], [row(image, image.platforms, image.runner)], config)
    condition = conditions.publishes(events)
    return CallJob(
        id="build" if found.is_alone else f"build-{image.id}",
        name=f"Build {image.id}",
        permissions=tuple(_permissions(found)),
        uses=pin(_WORKFLOW),
        push=_push(condition) if events.publishes else False,
        platforms=inputs.platforms(found),
        reasons=tuple(inputs.reasons(image)),
        inputs=(
            *_runner_inputs(image),
            *_build_inputs(found),
            *_cache_inputs(found),
            *_metadata_inputs(image),
        ),
        credentials=tuple(_credentials(image, condition)) if events.publishes else (),
    )


def _push(condition: Condition | None) -> Answer | bool:
    return Answer(condition=condition) if condition else True


def _permissions(found: Group) -> Iterator[Permission]:
    yield from permissions(found)
    if found.events.publishes:
        yield Permission(
            scope="id-token", access="write", why="docker/github-builder signs with it"
        )


def _runner_inputs(image: Image) -> Iterator[Input]:
    if mapping := _runners(image):
        yield Input(name="runner", value=mapping)
    if image.emulation and not all(_is_native(*pair) for pair in image.runners.items()):
        yield Input(name="setup-qemu", value=True)
    if image.strategy.fail_fast:
        yield Input(name="fail-fast", value=True)


def _runners(image: Image) -> tuple[str, ...]:
    """Return the runner of each platform in the workflow's words, nothing for its own choice."""
    labels = {platform: found[0] for platform, found in image.runners.items()}
    if all((label,) == _usual(platform) for platform, label in labels.items()):
        return ()
    if len(set(labels.values())) == 1:
        return (labels[image.platforms[0]],)
    default = runners.AMD64.label
    own = [platform for platform, label in labels.items() if label != default]
    # A name stands for its variants too: linux/amd64 for linux/amd64/v2.
    named = [name for name in labels if any(f"{name}/".startswith(f"{o}/") for o in own)]
    return (f"default={default}", *(f"{name}={labels[name]}" for name in named))


def _usual(platform: str) -> tuple[str, ...]:
    return runner_choice.default(platform, has_arm=True)


def _is_native(platform: str, labels: tuple[str, ...]) -> bool:
    runner = runners.named(labels[0])
    return runner is None or platforms.family(platform) in runner.native | runner.probable


def _build_inputs(found: Group) -> Iterator[Input]:
    image, build = found.image, found.image.build
    if build.context != ".":
        yield Input(name="context", value=parse(build.context))
    if build.dockerfile:
        # Without a checkout there is nothing but the context to look for it in.
        inside = paths.inside(build.context, build.dockerfile)
        yield Input(name="file", value=parse(inside or build.dockerfile))
    yield from (given for given in inputs.build_inputs(found) if given.name not in _OTHERWISE)
    if build.sbom:
        yield Input(name="sbom", value=True)
    if image.is_signed:
        yield Input(name="sign", value="auto")


def _cache_inputs(found: Group) -> Iterator[Input]:
    """Yield the inputs of a cache, which the workflow keeps for each platform.

    It cannot be told to read only. What a pull request writes nobody else can read.
    """
    if not cache.imports(found):
        return
    kept = found.image.cache
    condition = conditions.reads_cache(found.events, is_for_releases=kept.is_for_releases)
    answer: Given = Answer(condition=condition) if condition else True
    yield Input(name="cache", value=answer)
    yield Input(name="cache-scope", value=found.rows[0].scope)
    yield Input(name="cache-mode", value=kept.mode)


def _metadata_inputs(image: Image) -> Iterator[Input]:
    yield Input(name="meta-images", value=tuple(parse(name.text) for name in image.names))
    yield Input(name="meta-tags", value=tuple(map(parse, image.tags.rules)))
    if image.tags.flavor:
        yield Input(name="meta-flavor", value=tuple(map(parse, image.tags.flavor)))
    # As `labels` they would lose against the ones that are made of the repository.
    if image.build.labels:
        yield Input(name="meta-labels", value=lists.pairs(image.build.labels))
    yield Input(name="set-meta-labels", value=True)
    if image.build.annotations:
        yield Input(name="meta-annotations", value=lists.pairs(image.build.annotations))
    yield Input(name="set-meta-annotations", value=True)


def _credentials(image: Image, condition: Condition | None) -> Iterator[Credentials]:
    """Yield what the workflow logs in with, which pull requests do not get."""
    for login in image.logins:
        yield Credentials(
            host=None if login.host == DOCKER_HUB else login.host,
            username=parse(login.username),
            password=when(condition, parse(login.password)),
        )
