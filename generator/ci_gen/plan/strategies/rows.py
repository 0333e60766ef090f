"""The rows of a matrix: which platforms each builds, and what differs from one to the next."""

from collections.abc import Iterator, Sequence

from ci_gen.catalog import platforms, runners
from ci_gen.config.model import Build, Image
from ci_gen.plan.jobs import Leg
from ci_gen.plan.parts import Input
from ci_gen.plan.strategies import parts

# Inputs of which a build has one value; of the others it has lines.
_SCALARS = ("context", "file", "target")


def legs(variants: Sequence[Image]) -> tuple[Leg, ...]:
    """Return a row for each platform of each of *variants*, or for each runner that they want."""
    builds = builds_of(variants)
    return tuple(
        _leg(image, group, group, builds) for image in variants for group in _groups(image)
    )


def legs_of_pull_requests(variants: Sequence[Image]) -> tuple[Leg, ...] | None:
    """Return the rows that a pull request runs, None if it runs all of them."""
    if not any(image.pull_request.platforms for image in variants):
        return None
    builds = builds_of(variants)
    return tuple(
        _leg(image, group, wanted, builds)
        for image in variants
        for group in _groups(image)
        if (wanted := _wanted(image, group))
    )


def builds_of(variants: Sequence[Image]) -> tuple[Build, ...]:
    """Return what the build of each platform of each of *variants* gets."""
    return tuple(image.build_for(name) for image in variants for name in image.platforms)


def _wanted(image: Image, group: tuple[str, ...]) -> tuple[str, ...]:
    fewer = image.pull_request.platforms
    return tuple(platform for platform in group if not fewer or platform in fewer)


def _groups(image: Image) -> tuple[tuple[str, ...], ...]:
    """Return the platforms of each job, in the order of the targets."""
    if not image.strategy.is_per_runner:
        return tuple((platform,) for platform in image.platforms)
    found: dict[tuple[tuple[str, ...], Build, bool], list[str]] = {}
    for platform in image.platforms:
        # A platform that may fail must not take others with it.
        is_optional = platform in image.strategy.allow_failure
        key = (image.runners[platform], image.build_for(platform), is_optional)
        found.setdefault(key, []).append(platform)
    return tuple(tuple(group) for group in found.values())


def _leg(
    image: Image, group: tuple[str, ...], wanted: tuple[str, ...], builds: Sequence[Build]
) -> Leg:
    """Return the row for the platforms *wanted* of a *group*, after which its cache is called."""
    labels = image.runners[group[0]]
    machines = [m.label for m in image.machines if m.platform in wanted and m.label]
    return Leg(
        variant=image.variant,
        platforms=wanted,
        slug="_".join(platforms.slug(platform) for platform in group),
        runner=labels,
        timeout_minutes=image.timeout_minutes or _minutes(wanted, labels[0]),
        is_optional=set(group) <= set(image.strategy.allow_failure),
        own=tuple(_own(image.build_for(group[0]), builds)),
        machines=tuple(dict.fromkeys(machines)),
    )


def _minutes(group: tuple[str, ...], label: str) -> int:
    """Return the limit of a leg. A runner of one's own is taken to be of the right kind."""
    runner = runners.named(label)
    families = {platforms.family(platform) for platform in group}
    is_native = runner is None or families <= runner.native | runner.probable
    return parts.NATIVE_MINUTES if is_native else parts.EMULATED_MINUTES


def _own(build: Build, builds: Sequence[Build]) -> Iterator[Input]:
    """Yield the inputs of *build* that are not those of all *builds*."""
    common, other = parts.common_lines(builds), parts.differing(builds)
    for name, found in parts.lines(build).items():
        if name in other:
            own = tuple(line for line in found if line not in common[name])
            yield Input(name=name, value=own[0] if name in _SCALARS and own else own or "")
