"""A job for each platform on the runner that runs it natively, and one that publishes.

A platform is pushed by its digest, tested, and recorded. Tags are made when all platforms are
there, so that no tag ever stands for less than the spec declares.
"""

from collections.abc import Iterator, Sequence

from ci_gen.config.model import Events, Image
from ci_gen.plan.jobs import Job, LegsJob, MetadataJob, PublishJob
from ci_gen.plan.parts import Output, Permission
from ci_gen.plan.steps import Step, UploadDigest
from ci_gen.plan.strategies import legs, parts, publishing, rows, sites, steps

_PUBLISH_MINUTES = 15


def metadata_job(images: Sequence[Image], runner: tuple[str, ...]) -> MetadataJob:
    """Return the job that makes the tags of *images* once for all of their jobs."""
    return MetadataJob(
        id=sites.METADATA,
        name="Make tags and labels",
        runner=runner,
        timeout_minutes=5,
        outputs=tuple(output for image in images for output in _outputs(image, images)),
        steps=tuple(step for image in images for step in _metadata_steps(image, images)),
    )


def _metadata_steps(image: Image, images: Sequence[Image]) -> Iterator[Step]:
    yield steps.metadata_for_all(image)
    if _names_family(image, images):
        title = f"Write the names of {image.family} in lower case"
        yield legs.lower_case_names(image, f"names-{image.family}", title)


def _outputs(image: Image, images: Sequence[Image]) -> Iterator[Output]:
    for name in ("tags", "labels", "annotations"):
        yield Output(
            name=f"{name}-{image.id}", value=f"${{{{ steps.meta-{image.id}.outputs.{name} }}}}"
        )
    if _names_family(image, images):
        for n in range(1, len(image.names) + 1):
            value = f"${{{{ steps.names-{image.family}.outputs.name-{n} }}}}"
            yield Output(name=f"name-{image.family}-{n}", value=value)


def _names_family(image: Image, images: Sequence[Image]) -> bool:
    """Return whether *image* is the first of its family, with names that are not known yet."""
    first = next(other for other in images if other.family == image.family)
    return first is image and sites.has_open_names(image)


def jobs(variants: tuple[Image, ...], events: Events, *, is_alone: bool) -> tuple[Job, ...]:
    """Return the jobs of an image: its legs, and what publishes them if any run may publish."""
    built = _legs_job(variants, events, is_alone=is_alone)
    if not events.publishes:
        return (built,)
    return (built, _publish_job(variants, events, built))


def _legs_job(variants: tuple[Image, ...], events: Events, *, is_alone: bool) -> LegsJob:
    image = variants[0]
    found = rows.legs(variants)
    is_many = any(len(leg.platforms) > 1 for leg in found)
    site = sites.in_rows(variants, is_many=is_many)
    of = f"{image.family} ${{{{ matrix.variant }}}}" if image.variant else image.family
    return LegsJob(
        id=parts.job_id("build", image, is_alone=is_alone),
        name=f"Build {of} {site.platforms}",
        needs=(sites.METADATA,),
        key=sites.row_key(is_many=is_many),
        legs=found,
        fewer=rows.legs_of_pull_requests(variants),
        fail_fast=image.strategy.fail_fast,
        max_parallel=image.strategy.max_parallel,
        has_optional=any(leg.is_optional for leg in found),
        is_self_hosted=any("self-hosted" in leg.runner for leg in found),
        permissions=tuple(parts.permissions(image, events)),
        environment=parts.environment(image, events),
        steps=tuple(_steps(site, events)),
    )


def _steps(site: sites.Site, events: Events) -> Iterator[Step]:
    yield from legs.work(site, events)
    if events.publishes:
        upload = steps.pin("actions/upload-artifact")
        yield UploadDigest(uses=upload, condition=steps.merged_only(events), image_id=site.id)


def _publish_job(variants: tuple[Image, ...], events: Events, built: LegsJob) -> PublishJob:
    image = variants[0]
    permissions = [p for p in parts.permissions(image, events) if p.scope != "contents"]
    return PublishJob(
        id=built.id.replace("build", "publish", 1),
        name=f"Publish {image.family}",
        needs=(sites.METADATA, built.id),
        condition=steps.merged_only(events),
        runner=image.service_runner,
        timeout_minutes=_PUBLISH_MINUTES,
        permissions=(Permission(scope="contents", access="read", why=None), *permissions),
        environment=image.environment,
        outputs=tuple(publishing.outputs(variants, events)),
        steps=tuple(publishing.in_own_job(variants, events)),
    )
