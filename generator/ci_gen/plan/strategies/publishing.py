"""Tags for what was tested: an index of exactly the declared platforms, read back and compared."""

from collections.abc import Iterator

from ci_gen.config.model import Events, Image
from ci_gen.plan.parts import Output
from ci_gen.plan.steps import CheckIndex, CreateIndex, DownloadDigests, Step, TagImage
from ci_gen.plan.strategies import signing, sites, steps

_FOLDER = "${{ runner.temp }}/digests"


def in_build_job(image: Image, events: Events) -> Iterator[Step]:
    """Yield the steps that tag what the job itself built and noted."""
    condition = steps.merged_only(events)
    is_read = signing.is_wanted(image, events)
    tags = "${{ steps.meta.outputs.tags }}"
    name = sites.reference(image, 0, "steps.names.outputs")
    # The build of several platforms wrote them: one more would make another index.
    is_alone = len(image.platforms) == 1
    annotations = _annotations(image, "${{ steps.meta.outputs.annotations }}") if is_alone else ()
    yield TagImage(condition=condition, image=name, tags=tags, annotations=annotations)
    yield CheckIndex(
        id="published" if is_read else None,
        title="Check what was published",
        condition=condition,
        folder=_FOLDER,
        image=name,
        platforms=" ".join(image.platforms),
        tags=tags,
    )


def in_own_job(variants: tuple[Image, ...], events: Events) -> Iterator[Step]:
    """Yield the steps that put the platforms of all *variants* together that other jobs built."""
    image = variants[0]
    for login in image.logins:
        if any(login.host == name.host for name in image.names):
            yield steps.log_in(login, None, is_guarded=image.environment is not None)
    for variant in variants:
        yield from _of_variant(variant, is_read=signing.is_wanted(image, events))


def _of_variant(image: Image, *, is_read: bool) -> Iterator[Step]:
    own = f"-{image.variant}" if image.variant else ""
    of = f" of {image.variant}" if image.variant else ""
    tags = sites.metadata(image, "tags")
    yield DownloadDigests(
        uses=steps.pin("actions/download-artifact"),
        title=f"Download the digests{of}",
        image_id=image.id,
        folder=_FOLDER + own,
    )
    name = sites.reference(image, 0, f"needs.{sites.METADATA}.outputs")
    yield CreateIndex(
        id=f"index{own}",
        title=f"Create the index{of}",
        folder=_FOLDER + own,
        image=name,
        tags=tags,
        annotations=_annotations(image, sites.metadata(image, "annotations")),
        platforms=image.platforms,
        optional=tuple(p for p in image.platforms if p in image.strategy.allow_failure),
    )
    yield CheckIndex(
        id=f"published{own}" if is_read else None,
        title=f"Check what was published{of}",
        condition=None,
        folder=_FOLDER + own,
        image=name,
        platforms=f"${{{{ steps.index{own}.outputs.platforms }}}}",
        tags=tags,
    )


def _annotations(image: Image, made: str) -> tuple[str, ...]:
    """Return the annotations of the index: those that were *made*, and those of the spec."""
    return (made, *(f"index:{name}={value}" for name, value in image.build.annotations))


def outputs(variants: tuple[Image, ...], events: Events) -> Iterator[Output]:
    """Yield what a job tells about the digests that it published, if anybody asks."""
    for image in variants if signing.is_wanted(variants[0], events) else ():
        own = f"-{image.variant}" if image.variant else ""
        yield Output(name=f"digest{own}", value=f"${{{{ steps.published{own}.outputs.digest }}}}")
