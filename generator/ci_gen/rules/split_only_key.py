"""A key that only means something when each platform has a job of its own.

Why

In one job for all platforms there is one runner and one build. Ignoring the key would build
something else than what was asked for.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: {type: single, max-parallel: 2}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: {type: split, max-parallel: 2}
"""

from collections.abc import Iterator

from ci_gen.config.given import GivenImage
from ci_gen.config.model import Config
from ci_gen.config.values import Value
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each such key of an image that is built in one job."""
    for image in config.images:
        if image.strategy.type != "single" or image.given.strategy.type.value in {None, "auto"}:
            continue
        for value in _asked(image.given):
            yield Finding(route=value.route, message=_message(value.key))
        if image.given.runners.is_by_platform and len(set(image.runners.values())) > 1:
            yield Finding(route=image.given.runners.route, message=_message("runners"))
        for _, own in image.given.own_builds:
            yield Finding(route=own.route, message=_message("build"))


def _asked(given: GivenImage) -> Iterator[Value[object]]:
    """Yield what is said of the strategy that only several jobs can do."""
    keys: tuple[Value[object], ...] = (
        given.strategy.fail_fast,
        given.strategy.max_parallel,
        given.strategy.allow_failure,
        given.strategy.split,
    )
    for value in keys:
        if value.value not in {None, ()} and given.is_meant(value):
            yield value


def _message(key: str) -> str:
    return f'"{key}" needs a job for each platform, and there is one for all'


RULE = Rule(
    code="CG311",
    severity=Severity.ERROR,
    remedy="use strategy: split, or remove it",
    check=check,
)
