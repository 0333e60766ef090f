"""A whole workflow: the jobs of each image by its strategy, and the check at the end."""

from ci_gen.catalog import runners
from ci_gen.model import Config, Image
from ci_gen.plan import GateJob, Job, MetadataJob, Plan, PublishJob
from ci_gen.strategies import github_builder, signing, single, split, steps

_GATE = "image"


def plan(config: Config) -> Plan:
    """Return the workflow that builds and publishes the images of *config*."""
    jobs = (*_metadata(config), *(job for image in config.images for job in _jobs(image, config)))
    return Plan(
        path=config.workflow,
        name=config.name,
        on=config.events.on,
        concurrency=config.concurrency,
        jobs=(*jobs, _gate(jobs, steps.merged_only(config.events))),
    )


def _jobs(image: Image, config: Config) -> tuple[Job, ...]:
    is_alone = len(config.images) == 1
    if image.strategy.type == "github-builder":
        # It signs what it publishes, and has jobs of its own for all else.
        return (github_builder.job(image, config.events, is_alone=is_alone),)
    made: tuple[Job, ...] = (
        split.jobs(image, config.events, is_alone=is_alone)
        if image.strategy.type == "split"
        else (single.job(image, config.events, is_alone=is_alone),)
    )
    if not signing.is_wanted(image, config.events):
        return made
    return (*made, signing.job(image, config.events, made[-1].id, is_alone=is_alone))


def _metadata(config: Config) -> tuple[MetadataJob, ...]:
    """Return the job that makes the tags of images whose work several jobs share."""
    images = [image for image in config.images if image.strategy.type == "split"]
    return (split.metadata_job(images),) if images else ()


def _gate(jobs: tuple[Job, ...], condition: str | None) -> GateJob:
    return GateJob(
        id=_GATE,
        name=_GATE,
        runner=(runners.AMD64.label,),
        timeout_minutes=5,
        needs=tuple(job.id for job in jobs if not isinstance(job, PublishJob)),
        publishing=tuple(job.id for job in jobs if isinstance(job, PublishJob)),
        condition=condition,
    )
