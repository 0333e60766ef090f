"""What images must have in common to be built by the same steps; the rest differs by row."""

from ci_gen.config.model import Build, Image
from ci_gen.record import Record


class Shape(Record):
    """What makes the steps of an image: images of the same shape share their jobs."""

    names: int
    builder: object
    emulation: object
    build: Build
    cache: tuple[object, ...]
    check: object
    jobs: tuple[object, ...]


def shape(image: Image) -> Shape:
    """Return the shape of *image*."""
    cache, strategy = image.cache, image.strategy
    # These two are stored by steps of their own, or with the image itself.
    kind = cache.type if cache.type in {"local", "inline"} else "elsewhere"
    return Shape(
        names=len(image.names),
        builder=image.builder,
        emulation=image.emulation,
        build=image.build.replace(context="", dockerfile=None, target=None, args=(), contexts=()),
        cache=(kind, cache.is_for_releases, cache.imports, cache.exports),
        check=image.check,
        jobs=(
            image.permissions,
            image.environment,
            image.pull_request.has_secrets,
            image.is_signed,
            image.is_attested,
            image.service_runner,
            strategy.fail_fast,
            strategy.max_parallel,
        ),
    )
