"""A call of docker/github-builder, Docker's own reusable workflow, for each image.

For those who want Docker's signature on the provenance. What it cannot be told is refused by the
rule `inexpressible-key`, so nothing of the spec is left out here.

Source: docker/github-builder v1.17.0 `.github/workflows/build.yml`.
"""

from collections.abc import Iterator

from ci_gen import expressions
from ci_gen.catalog import platforms, runners
from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.config import paths
from ci_gen.config import runners as runner_choice
from ci_gen.config.model import Events, Image
from ci_gen.plan.jobs import CallJob
from ci_gen.plan.parts import Credentials, Input, Permission
from ci_gen.plan.strategies import parts, sites, steps

_WORKFLOW = "docker/github-builder/.github/workflows/build.yml"


def job(image: Image, events: Events, *, is_alone: bool) -> CallJob:
    """Return the job that builds *image*; *is_alone* if the workflow has no other image."""
    condition = steps.merged_only(events)
    return CallJob(
        id=parts.job_id("build", image, is_alone=is_alone),
        name=f"Build {image.id}",
        permissions=tuple(_permissions(image, events)),
        uses=steps.pin(_WORKFLOW),
        push=(f"${{{{ {condition} }}}}" if condition else True) if events.publishes else False,
        platforms=sites.platforms_of(image),
        reasons=tuple(steps.reasons(image)),
        inputs=(
            *_runner_inputs(image),
            *_build_inputs(image),
            *_cache_inputs(image, events),
            *_metadata_inputs(image),
        ),
        credentials=tuple(_credentials(image, condition)) if events.publishes else (),
    )


def _permissions(image: Image, events: Events) -> Iterator[Permission]:
    yield from parts.permissions(image, events)
    if events.publishes:
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


def _build_inputs(image: Image) -> Iterator[Input]:
    build = image.build
    if build.context != ".":
        yield Input(name="context", value=build.context)
    if build.dockerfile:
        # Without a checkout there is nothing but the context to look for it in.
        yield Input(
            name="file", value=paths.inside(build.context, build.dockerfile) or build.dockerfile
        )
    yield from parts.inputs(build, parts.lines(build))
    if build.sbom:
        yield Input(name="sbom", value=True)
    if image.is_signed:
        yield Input(name="sign", value="auto")


def _cache_inputs(image: Image, events: Events) -> Iterator[Input]:
    """Yield the inputs of a cache, which the workflow keeps for each platform.

    It cannot be told to read only. What a pull request writes nobody else can read.
    """
    if not parts.imports(image, events):
        return
    condition = steps.reading(image, events)
    words = dict(part.partition("=")[::2] for part in image.cache.exports[0].split(","))
    yield Input(name="cache", value=f"${{{{ {condition} }}}}" if condition else True)
    yield Input(name="cache-scope", value=words["scope"])
    yield Input(name="cache-mode", value=words["mode"])


def _metadata_inputs(image: Image) -> Iterator[Input]:
    yield Input(name="meta-images", value=tuple(name.text for name in image.names))
    yield Input(name="meta-tags", value=image.tags.rules)
    if image.tags.flavor:
        yield Input(name="meta-flavor", value=image.tags.flavor)
    # As `labels` they would lose against the ones that are made of the repository.
    if image.build.labels:
        yield Input(name="meta-labels", value=steps.pairs(image.build.labels))
    yield Input(name="set-meta-labels", value=True)
    if image.build.annotations:
        yield Input(name="meta-annotations", value=steps.pairs(image.build.annotations))
    yield Input(name="set-meta-annotations", value=True)


def _credentials(image: Image, condition: str | None) -> Iterator[Credentials]:
    """Yield what the workflow logs in with, which pull requests do not get."""
    for login in image.logins:
        yield Credentials(
            host=None if login.host == DOCKER_HUB else login.host,
            username=login.username,
            password=expressions.when(condition, login.password),
        )
