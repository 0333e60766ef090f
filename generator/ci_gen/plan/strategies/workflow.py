"""A whole workflow: the jobs of each image by its strategy, and the check at the end."""

from collections.abc import Iterator

from ci_gen.config.model import Config, Events, Image
from ci_gen.plan.jobs import GateJob, Job, MetadataJob, Plan, PublishJob
from ci_gen.plan.strategies import github_builder, pinning, signing, single, split, steps

_GATE = "image"


def plan(config: Config) -> Plan:
    """Return the workflow that builds and publishes the images of *config*."""
    jobs = (*_metadata(config), *_all_jobs(config))
    made = Plan(
        path=config.workflow,
        name=config.name,
        on=config.events.on,
        concurrency=config.concurrency,
        jobs=(*jobs, _gate(jobs, config)),
    )
    return pinning.settled(made, config.pins) if config.pins else made


def _all_jobs(config: Config) -> Iterator[Job]:
    families = _families(config.images)
    for variants in families:
        yield from _jobs(variants, config.events, is_alone=len(families) == 1)


def _families(images: tuple[Image, ...]) -> list[tuple[Image, ...]]:
    """Return the images that share their jobs: the variants of one, if its platforms are split."""
    found: dict[str, list[Image]] = {}
    for image in images:
        is_shared = image.strategy.type == "split"
        found.setdefault(image.family if is_shared else image.id, []).append(image)
    return [tuple(variants) for variants in found.values()]


def _jobs(variants: tuple[Image, ...], events: Events, *, is_alone: bool) -> tuple[Job, ...]:
    made: tuple[Job, ...]
    if variants[0].strategy.type == "split":
        made = split.jobs(variants, events, is_alone=is_alone)
    else:
        # A variant that is built alone is an image like any other.
        variants = (variants[0].replace(family=variants[0].id),)
        if variants[0].strategy.type == "github-builder":
            # It signs what it publishes, and has jobs of its own for all else.
            return (github_builder.job(variants[0], events, is_alone=is_alone),)
        made = (single.job(variants[0], events, is_alone=is_alone),)
    if not signing.is_wanted(variants[0], events):
        return made
    return (*made, signing.job(variants, events, made[-1].id, is_alone=is_alone))


def _metadata(config: Config) -> tuple[MetadataJob, ...]:
    """Return the job that makes the tags of images whose work several jobs share."""
    images = [image for image in config.images if image.strategy.type == "split"]
    return (split.metadata_job(images, config.service_runner),) if images else ()


def _gate(jobs: tuple[Job, ...], config: Config) -> GateJob:
    return GateJob(
        id=_GATE,
        name=_GATE,
        runner=config.service_runner,
        timeout_minutes=5,
        needs=tuple(job.id for job in jobs if not isinstance(job, PublishJob)),
        publishing=tuple(job.id for job in jobs if isinstance(job, PublishJob)),
        condition=steps.merged_only(config.events),
    )
