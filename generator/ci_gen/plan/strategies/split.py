"""Each platform on the runner that runs it natively, or one job for all that share a runner."""

from ci_gen.config.model import Build, Image
from ci_gen.plan.rows import Row, row


def rows(image: Image) -> tuple[Row, ...]:
    """Return a row for each platform of *image*, or for each runner that its platforms want."""
    return tuple(row(image, group, image.runners[group[0]]) for group in _groups(image))


def _groups(image: Image) -> tuple[tuple[str, ...], ...]:
    """Return the platforms of each row, in the order of the targets."""
    if not image.strategy.is_per_runner:
        return tuple((platform,) for platform in image.platforms)
    found: dict[tuple[tuple[str, ...], Build, bool], list[str]] = {}
    for platform in image.platforms:
        # A platform that may fail must not take others with it.
        is_optional = platform in image.strategy.allow_failure
        key = (image.runners[platform], image.build_for(platform), is_optional)
        found.setdefault(key, []).append(platform)
    return tuple(tuple(group) for group in found.values())
