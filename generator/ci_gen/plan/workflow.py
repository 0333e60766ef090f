"""A whole workflow: jobs that build, jobs that publish, and the one check to require."""

from collections.abc import Iterator, Sequence

from ci_gen.config import matrix
from ci_gen.config.model import Config, Image
from ci_gen.plan import github_builder, jobs_of, metadata
from ci_gen.plan.group import Group, group
from ci_gen.plan.jobs import CallJob, Job, Plan
from ci_gen.plan.parts import Variable
from ci_gen.plan.pinning import pinned
from ci_gen.plan.run_group import run_group
from ci_gen.plan.strategies import rows


def plan(config: Config) -> Plan:
    """Return the workflow that builds and publishes the images of *config*."""
    groups = _groups(config)
    jobs: tuple[Job, ...] = tuple(_called(config))
    jobs += tuple(job for found in groups for job in jobs_of.group(found))
    made = Plan(
        path=config.workflow,
        name=config.name,
        on=config.events.on,
        concurrency=run_group(config),
        variables=tuple(_variables(groups)),
        jobs=jobs if jobs_of.is_check(jobs[-1]) else (*jobs, jobs_of.check(jobs, config)),
    )
    return pinned(made, config.pins) if config.pins else made


def _called(config: Config) -> Iterator[CallJob]:
    for image in config.images:
        if image.strategy.type == "github-builder":
            yield github_builder.job(image, config)


def _groups(config: Config) -> list[Group]:
    """Return the images that share their jobs, in the order of the spec."""
    every = matrix.groups(config)
    return [_group(config, *pair) for pair in zip(every, _suffixes(every), strict=True)]


def _suffixes(every: Sequence[Sequence[Image]]) -> list[str]:
    """Return what ends the ids of the jobs of each group; nothing where there is one group."""
    if len(every) == 1:
        return [""]
    families = [images[0].family for images in every]
    # Variants of one image may be built by different steps.
    are_different = len(set(families)) == len(families)
    return [f"-{images[0].family if are_different else images[0].id}" for images in every]


def _group(config: Config, images: Sequence[Image], suffix: str) -> Group:
    made = group(images, [row for image in images for row in rows(image)], config, suffix=suffix)
    if suffix or not jobs_of.publishes_apart(made):
        return made
    return made.replace(shared=metadata.shared(made))


def _variables(groups: Sequence[Group]) -> Iterator[Variable]:
    if not all(found.image.build.has_record for found in groups):
        yield Variable(name="DOCKER_BUILD_RECORD_UPLOAD", value=False)
    for found in groups:
        for name, value in found.shared.items():
            yield Variable(name=name, value=value)
