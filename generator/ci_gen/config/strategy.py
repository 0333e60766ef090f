"""How the jobs of an image are cut."""

from ci_gen.config import runners, targets
from ci_gen.config.given import GivenImage
from ci_gen.config.model import Strategy


def strategy(image: GivenImage) -> Strategy:
    """Return how the jobs of the image are cut."""
    given = image.strategy
    return Strategy(
        type=kind(image),
        is_per_runner=given.split.value == "per-runner",
        fail_fast=bool(given.fail_fast.value),
        max_parallel=given.max_parallel.value,
        allow_failure=targets.normalised(given.allow_failure.value),
    )


def kind(image: GivenImage) -> str:
    """Return the strategy by which the image is built: `single`, `split` or `github-builder`.

    What is left to ci-gen is split as soon as two platforms want different runners or builds,
    or as the spec says how to split, unless it asks for something that only one job can do.
    """
    given = image.strategy
    if given.type.value not in {None, "auto"}:
        return str(given.type.value)
    if image.uses_docker_driver or image.build.load.value:
        return "single"
    is_asked = bool(given.allow_failure.value or given.split.value)
    is_varied = image.variant is not None or any(True for _ in image.own_builds)
    wanted = {runners.of_platform(image, platform) for platform in image.platforms}
    is_split = is_varied or len(wanted) > 1 or (is_asked and len(image.platforms) > 1)
    return "split" if is_split else "single"
