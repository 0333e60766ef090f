"""A key that only means something in one job for all platforms.

Why

A platform with a job of its own is pushed by its digest, which the runner's own Docker cannot do,
and is loaded where nothing is pushed.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: split
    build: {load: true}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: split
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each such key of an image whose platforms are split."""
    for image in config.images:
        if image.strategy.type != "split":
            continue
        if image.build.load:
            message = "load has no place in a split build"
            yield Finding(route=image.given.build.load.route, message=message)
        if image.given.uses_docker_driver:
            message = "the docker driver cannot push by digest"
            yield Finding(route=image.given.builder.driver.route, message=message)


RULE = Rule(
    code="CG312",
    severity=Severity.ERROR,
    remedy="remove it, or use strategy: single",
    check=check,
)
