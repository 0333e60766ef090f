"""Which texts of a spec stand in the rows of a matrix, where GitHub reads few contexts."""

from collections.abc import Iterator

from ci_gen.config.given import GivenImage
from ci_gen.config.model import Config, Image
from ci_gen.config.sections import GivenBuild, OwnBuild
from ci_gen.config.values import Value


def of_builds(config: Config) -> Iterator[tuple[Image, Value[str]]]:
    """Yield each text about a build that differs between the rows of an image.

    What one platform or variant overrides stands in the rows of all others too.
    """
    for image in config.images:
        if image.strategy.type == "split":
            own = [build.texts for build in _own(image.given)]
            yield from ((image, text) for texts in own for text in texts.values())
            base = _texts(image.given.image_build)
            for name in sorted(_overridden(config, image) & base.keys()):
                yield image, base[name]


def of_runners(config: Config) -> Iterator[tuple[Image, Value[str]]]:
    """Yield each label of a runner, which stands in the rows of an image."""
    for image in config.images:
        for labels in image.given.runners.each if image.strategy.type == "split" else ():
            yield from ((image, Value(value=label, route=labels.route)) for label in labels.value)


def _overridden(config: Config, image: Image) -> set[tuple[str, str]]:
    """Return what any variant or platform of the image says in its own way, by field and name."""
    family = [other.given for other in config.images if other.given.home == image.given.home]
    return {name for given in family for build in _own(given) for name in build.texts}


def _own(image: GivenImage) -> Iterator[OwnBuild]:
    """Yield what a target or the variant itself says about the build."""
    yield from (build for _, build in image.own_builds)
    if image.own_build:
        yield image.own_build


def _texts(build: GivenBuild) -> dict[tuple[str, str], Value[str]]:
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
