"""What a spec says of each image: the same facts, whatever strategy builds it."""

import shlex
from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ci_gen.config.model import Build, Check, Config, Image, Test
from ci_gen.expressions import parse
from ci_gen.plan.jobs import Plan
from ci_gen.plan.layers import layers
from ci_gen.plan.rows import Row
from ci_gen.plan.strategies import rows
from ci_gen.record import Record
from ci_gen.review.changes import quoted

Inputs: TypeAlias = Mapping[str, object]

# The strategy whose jobs are those of another workflow, which decides where to build.
CALLED: Final = "github-builder"
# What docker/build-push-action calls otherwise than a Build does.
_NAMES: Final = {
    "dockerfile": "file",
    "args": "build-args",
    "contexts": "build-contexts",
    "has_old_media_types": "oci-mediatypes",
    "has_record": "record",
}


class Side(Record):
    """A spec before or after a change: what it asks for, and the workflow that gives it."""

    config: Config
    plan: Plan


class BuildPlace(Record):
    """How a platform is built. *minutes* and *runner* are None where another workflow decides.

    *machines* need it. *cache* says where layers come from, *inputs* are those of the build.
    """

    machines: tuple[str, ...]
    runner: tuple[str, ...] | None
    minutes: int | None
    is_optional: bool
    cache: tuple[str, ...]
    inputs: Inputs


class Tested(Record):
    """A test: *words* say shortly what *asked* says in full. It runs on all without *platforms*."""

    words: str
    platforms: tuple[str, ...]
    asked: Test


class ImageFacts(Record):
    """An image. *fewer* are the platforms that pull requests build, None for all."""

    names: tuple[str, ...]
    rules: tuple[str, ...]
    flavor: tuple[str, ...]
    strategy: str
    platforms: Mapping[str, BuildPlace]
    fewer: tuple[str, ...] | None
    tests: tuple[Tested, ...]
    check: Check


def images(config: Config) -> dict[str, ImageFacts]:
    """Return what *config* says of each image, by the id of the image."""
    return {image.id: _facts(image) for image in config.images}


def _facts(image: Image) -> ImageFacts:
    suffix = (f"suffix={image.suffix}",) if image.suffix else ()
    return ImageFacts(
        names=tuple(name.text for name in image.names),
        rules=image.tags.rules,
        flavor=(*suffix, *image.tags.flavor),
        strategy=_strategy(image),
        platforms=dict(_places(image)),
        fewer=image.pull_request.platforms or None,
        tests=tuple(_tests(image)),
        check=image.check,
    )


def _strategy(image: Image) -> str:
    return f"{image.strategy.type}{': per-runner' if image.strategy.is_per_runner else ''}"


def _places(image: Image) -> Iterator[tuple[str, BuildPlace]]:
    if image.strategy.type == CALLED:
        yield from ((name, _called(image, name)) for name in image.platforms)
        return
    for row in rows(image):
        yield from ((platform, _place(row, platform)) for platform in row.platforms)


def _place(row: Row, platform: str) -> BuildPlace:
    kept = layers(row.image.cache, parse(row.scope), parse(row.ref))
    return BuildPlace(
        machines=_machines(row.image, platform),
        runner=row.runner,
        minutes=row.minutes,
        is_optional=row.is_optional,
        cache=row.image.cache.imports or tuple(filter(None, [str(kept.source)])),
        inputs=_inputs(row.image.build_for(platform)),
    )


def _called(image: Image, platform: str) -> BuildPlace:
    return BuildPlace(
        machines=_machines(image, platform),
        runner=None,
        minutes=None,
        is_optional=False,
        cache=(f"type=gha,scope={image.cache.scope or image.family}",),
        inputs=_inputs(image.build_for(platform)),
    )


def _machines(image: Image, platform: str) -> tuple[str, ...]:
    labels = [m.label for m in image.machines if m.platform == platform and m.label]
    return tuple(dict.fromkeys(labels))


def _inputs(build: Build) -> dict[str, object]:
    return {_NAMES.get(name, name.replace("_", "-")): value for name, value in vars(build).items()}


def _tests(image: Image) -> Iterator[Tested]:
    if test := image.test:
        cpu = f" on the processor of the {test.cpu}" if test.cpu else ""
        words = ", ".join(_test_words(test)) + cpu
        yield Tested(words=words, platforms=test.platforms, asked=test)


def _test_words(test: Test) -> Iterator[str]:
    if test.command is not None:
        yield f"runs {quoted(shlex.join(test.command))}" if test.command else "runs the image"
    if test.exit_code:
        yield f"wants exit code {test.exit_code}"
    if test.output is not None:
        yield f"wants {quoted(test.output)} in its output"
    if test.script is not None:
        yield f"runs the script {quoted(test.script)}"
    if test.inline_script is not None:
        yield f"runs the script {quoted(test.inline_script)}"
    if test.healthcheck is not None:
        yield f"waits {test.healthcheck} seconds for a healthy container"
