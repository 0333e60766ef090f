"""Which runner builds an image or a platform of it, from what a spec says under `runners`."""

from ci_gen.catalog import platforms, runners
from ci_gen.config.given import GivenImage
from ci_gen.config.sections import GivenRunners

USUAL = (runners.AMD64.label,)


def of_image(image: GivenImage) -> tuple[str, ...]:
    """Return the labels of the runner for all platforms in one job.

    Without a word in the spec it is ARM's own when there is nothing else to build.
    """
    wanted = image.platforms
    if image.runners.is_given and wanted:
        return of_platform(image, wanted[0])
    families = {platforms.family(platform) for platform in wanted}
    arm = runners.ARM64
    return ((arm if families <= arm.native | arm.probable else runners.AMD64).label,)


def of_platform(image: GivenImage, platform: str) -> tuple[str, ...]:
    """Return the labels of the runner that builds *platform* in a job of its own.

    They are those of its longest beginning in the spec, or GitHub's own.
    """
    given = image.runners
    fitting = [prefix for prefix in given.by_platform if f"{platform}/".startswith(f"{prefix}/")]
    if fitting:
        return given.by_platform[max(fitting, key=len)].value
    return given.labels.value or default(platform, has_arm=image.strategy.fallback.value != "qemu")


def default(platform: str, *, has_arm: bool) -> tuple[str, ...]:
    """Return GitHub's own runner for *platform*. Without *has_arm* ARM is emulated."""
    arm = runners.ARM64
    is_arm = platforms.family(platform) in arm.native | arm.probable
    return (arm.label,) if is_arm and has_arm else USUAL


def for_service(given: GivenRunners) -> tuple[str, ...]:
    """Return the labels for jobs that build nothing: those of all builds, or GitHub's own."""
    return given.labels.value or USUAL
