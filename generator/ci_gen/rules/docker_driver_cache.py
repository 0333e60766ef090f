"""A cache export with the docker driver.

Why

The runner's own Docker cannot export layers: "Cache export is not supported for the docker
driver". Only an inline cache works with it.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    builder: docker
    cache: gha

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    cache: gha
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_MESSAGE = "the docker driver cannot export a cache"


def check(config: Config) -> Iterator[Finding]:
    """Yield each cache that the docker driver cannot write."""
    for image in config.images:
        if not image.given.uses_docker_driver:
            continue
        cache = image.given.cache
        if cache.type.value not in {None, "inline", "none"}:
            yield Finding(route=cache.type.route, message=_MESSAGE)
        if any("type=inline" not in line.split(",") for line in cache.exports.value):
            yield Finding(route=cache.exports.route, message=_MESSAGE)


RULE = Rule(
    code="CG404",
    severity=Severity.ERROR,
    remedy="use the driver docker-container, or cache: inline or none",
    check=check,
)
