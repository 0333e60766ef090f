"""Which images share their jobs, and which texts of a spec are then in the rows of a matrix.

What is the same in all rows is written where it is used. The rest is in the matrix, where GitHub
reads few contexts.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from ci_gen import expression_text
from ci_gen.config import values
from ci_gen.config.model import Config, Image
from ci_gen.config.sections import GivenBuild, OwnBuild, Text
from ci_gen.config.shape import shape
from ci_gen.config.values import Value

# What GitHub knows before there is a job.
# https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
CONTEXTS: Final = frozenset({"github", "inputs", "vars"})
_Builds: TypeAlias = dict[tuple[str, str], Value[str]]


def groups(config: Config) -> tuple[tuple[Image, ...], ...]:
    """Return the images that share their jobs, in the order of the spec.

    An image with a text that differs from those of others, and that a matrix cannot hold, has jobs
    of its own.
    """
    found: dict[object, list[Image]] = {}
    for image in config.images:
        if image.strategy.type != "github-builder":
            found.setdefault(shape(image), []).append(image)
    parts = [part for images in found.values() for part in _parts(images)]
    return tuple(sorted(parts, key=lambda part: config.images.index(part[0])))


def _parts(images: Sequence[Image]) -> Iterator[tuple[Image, ...]]:
    has_fewer = runs_fewer(images)
    apart = {
        id(image)
        for image, text in columns(images)
        if _is_unreadable(text.value) or (has_fewer and expression_text.has_expression(text.value))
    }
    together = tuple(image for image in images if id(image) not in apart)
    yield from ((image,) for image in images if id(image) in apart)
    if together:
        yield together


def _is_unreadable(text: str) -> bool:
    return not CONTEXTS.issuperset(expression_text.contexts(text))


def runs_fewer(images: Sequence[Image]) -> bool:
    """Return whether pull requests run fewer rows: an expression then holds all rows as text."""
    return any(
        fewer and not fewer.issuperset(image.platforms)
        for image in images
        for fewer in [frozenset(image.pull_request.platforms)]
    )


def columns(images: Sequence[Image]) -> Iterator[tuple[Image, Value[str]]]:
    """Yield each text of *images*, which share their jobs, that differs between rows."""
    yield from _of_builds(images)
    yield from _of_runners(images)
    cells = [(image, dict(_cells(image))) for image in images]
    for name in dict.fromkeys(name for _, own in cells for name in own):
        having = [(image, own[name]) for image, own in cells if name in own]
        if len({tuple(text.value for text in texts) for _, texts in having}) > 1:
            yield from ((image, text) for image, texts in having for text in texts)


def _cells(image: Image) -> Iterator[tuple[str, tuple[Value[str], ...]]]:
    """Yield what each row of an image is told beside its build and runner, by a name for it."""
    given = image.given
    yield "names", tuple(Value(value=name.text, route=name.route) for name in given.names.value)
    for lines in (given.tags.rules, given.tags.flavor):
        yield lines.key, tuple(values.each(lines))
    yield "ref", _given(given.cache.ref)
    # Rows without a test are not told what others are tested for.
    if given.test.command.value:
        command = Value(value=given.test.command.value, route=given.test.command.route)
        yield "command", tuple(values.each(command))
    for text in (given.test.output, given.test.script):
        if text.value:
            yield text.key, _given(text)


def _given(text: Text) -> tuple[Value[str], ...]:
    return (Value(value=text.value, route=text.route),) if text.value else ()


def _of_builds(images: Sequence[Image]) -> Iterator[tuple[Image, Value[str]]]:
    """Yield each text about a build that another row has in another way, or has not."""
    found = [(image, build) for image in images for build in _builds(image)]
    for name in dict.fromkeys(name for _, build in found for name in build):
        texts = [build.get(name) for _, build in found]
        if len({text and text.value for text in texts}) > 1:
            yield from ((image, build[name]) for image, build in found if name in build)


def _builds(image: Image) -> Iterator[_Builds]:
    """Yield what the image says about its builds, for each platform that has its own."""
    given = image.given
    common = _texts(given.image_build) | (given.own_build.texts if given.own_build else {})
    own = dict(given.own_builds) if image.strategy.type == "split" else {}
    if not own.keys() >= set(image.platforms):
        yield common
    yield from (common | build.texts for build in own.values())


def _of_runners(images: Sequence[Image]) -> Iterator[tuple[Image, Value[str]]]:
    """Yield each label of a runner, if rows want different ones."""
    wanted = {runner for image in images for runner in _runners(image)}
    for image in images if len(wanted) > 1 else ():
        for labels in image.given.runners.each:
            yield from ((image, Value(value=label, route=labels.route)) for label in labels.value)


def _runners(image: Image) -> Iterator[tuple[str, ...]]:
    if image.strategy.type == "split":
        yield from image.runners.values()
    else:
        yield image.runner


def _texts(build: GivenBuild) -> _Builds:
    """Return what the image itself says about what can be overridden."""
    of_image = OwnBuild(
        route=build.route,
        context=build.context,
        dockerfile=build.dockerfile,
        target=build.target,
        args=build.args,
        contexts=build.contexts,
    )
    return of_image.texts
