"""A row: some platforms of an image that one runner builds."""

from collections.abc import Callable
from typing import TypeAlias

from ci_gen.catalog import platforms, runners
from ci_gen.config.model import Build, Image
from ci_gen.record import Record

ARM_V6 = "linux/arm/v6"
_NATIVE_MINUTES = 30
_EMULATED_MINUTES = 120


class Row(Record):
    """Platforms of an image that one job builds, in runs that publish.

    *slug* is of the platforms; the layer cache is called *scope*, or *ref* in a registry. Pull
    requests build those of *on_pull_requests*, which may be none.
    """

    image: Image
    platforms: tuple[str, ...]
    on_pull_requests: tuple[str, ...]
    slug: str
    scope: str
    ref: str
    runner: tuple[str, ...]
    minutes: int
    is_optional: bool

    @property
    def build(self) -> Build:
        """Return what the build of the row gets."""
        return self.image.build_for(self.platforms[0])

    @property
    def machines(self) -> str:
        """Return the machines that need the row, for people."""
        labels = [m.label for m in self.image.machines if m.platform in self.platforms and m.label]
        return ", ".join(dict.fromkeys(labels))

    @property
    def tested(self) -> tuple[str, ...]:
        """Return on which platforms the image is tested, those of ARMv6 last.

        The emulator of a board's processor is available to all that follow.
        """
        test = self.image.test
        if test is None:
            return ()
        found = [name for name in self.platforms if not test.platforms or name in test.platforms]
        return tuple(sorted(found, key=lambda name: name == ARM_V6))


Cut: TypeAlias = Callable[[Image], tuple[Row, ...]]


def row(image: Image, built: tuple[str, ...], runner: tuple[str, ...]) -> Row:
    """Return the row that builds the platforms *built* of *image* on *runner*."""
    fewer = image.pull_request.platforms
    slug = "_".join(platforms.slug(platform) for platform in built)
    variant = f"-{image.variant}" if image.variant else ""
    own = f"-{slug}" if image.strategy.type == "split" else ""
    return Row(
        image=image,
        platforms=built,
        on_pull_requests=tuple(p for p in built if not fewer or p in fewer),
        slug=slug,
        # One for each platform that has a job of its own: the last writer of a scope wins.
        scope=f"{image.cache.scope or image.family}{variant}{own}",
        ref=f"{image.cache.ref}{image.suffix if image.cache.type == 'inline' else variant + own}",
        runner=runner,
        minutes=image.timeout_minutes or _minutes(image, built, runner[0]),
        is_optional=set(built) <= set(image.strategy.allow_failure),
    )


def runs(found: Row, platform: str) -> bool | None:
    """Return whether the runner of a row runs *platform* itself, None if that is not sure."""
    runner = runners.named(found.runner[0])
    family = platforms.family(platform)
    if runner is None or family in runner.probable:
        return None
    return family in runner.native


def _minutes(image: Image, built: tuple[str, ...], label: str) -> int:
    """Return a limit that a build of usual size stays below, emulated platforms included."""
    runner = runners.named(label)
    families = {platforms.family(platform) for platform in built}
    # A runner of one's own is taken to be of the right kind for one platform.
    is_native = (
        len(families) == 1 if runner is None else families <= runner.native | runner.probable
    )
    return _NATIVE_MINUTES if is_native or image.emulation is None else _EMULATED_MINUTES
