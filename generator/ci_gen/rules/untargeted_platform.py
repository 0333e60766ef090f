"""A platform that no target names.

Why

A platform that is configured but not built is a mistake in one of the two places.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    emulation: {platforms: [linux/arm/v6]}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, raspberry-pi-zero-w]
    emulation: {platforms: [linux/arm/v6]}
"""

from collections.abc import Iterator

from ci_gen.config import targets
from ci_gen.config.given import GivenImage
from ci_gen.config.model import Config
from ci_gen.config.sections import Texts
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each platform to emulate, test, do without or build that the image is not built for.

    What the top level says for several images has to be meant for one of them only.
    """
    built: dict[Route, set[str]] = {}
    for image in config.images:
        for home in {image.given.home, ()}:
            built.setdefault(home, set()).update(image.platforms)
    for image in config.images:
        home = image.given.home
        for named in _named(image.given):
            is_own = named.route[: len(home)] == home
            yield from _unknown(named, built[home if is_own else ()])
        wanted = image.given.pull_request.platforms
        if wanted.value and built[home].isdisjoint(image.pull_request.platforms):
            message = f"pull requests would build no platform of {image.family}"
            yield Finding(route=wanted.route, message=message)


def _named(image: GivenImage) -> tuple[Texts, ...]:
    return (
        image.emulation.platforms,
        image.test.platforms,
        image.strategy.allow_failure,
        image.pull_request.platforms,
    )


def _unknown(named: Texts, built: set[str]) -> Iterator[Finding]:
    for i, text in enumerate(named.value):
        if text != "all" and targets.normalise(text) not in built:
            message = f'no target needs the platform "{text}"'
            yield Finding(route=named.at(i), message=message)


RULE = Rule(
    code="CG307",
    severity=Severity.ERROR,
    remedy="add it to the targets, or remove it here",
    check=check,
)
