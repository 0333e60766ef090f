"""More builds than GitHub's cache has room for.

Why

A repository has 10 GB of cache. With mode=max each platform of each image keeps the layers of all
stages there, for the branch and once more for others, and GitHub throws out what was used least
lately: usually what the next run would have needed. Reported for four platforms and more:
praetorian-inc/noseyparker#163, dani-garcia/vaultwarden#4585, zeek/zeek#5727.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [all-pis, amd64, linux/386, linux/arm/v5, linux/loong64]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [all-pis, amd64, linux/386, linux/arm/v5, linux/loong64]
    cache: {mode: min}
"""

from collections.abc import Iterator

from ci_gen.config.given import GivenImage
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

# 10 GB for six builds leave 1.6 GB for each, which is what the stages of a usual image take.
_ROOM = 6


def check(config: Config) -> Iterator[Finding]:
    """Yield the cache that is likely to thrash, once for the whole workflow."""
    crowded = [image for image in config.images if _is_whole(image.given)]
    count = sum(len(image.platforms) for image in crowded)
    if count > _ROOM:
        message = f"{count} builds are likely to need more than the 10 GB of GitHub's cache"
        yield Finding(route=crowded[0].given.cache.route, message=message)


def _is_whole(given: GivenImage) -> bool:
    """Return whether all layers of the image go to GitHub's cache."""
    cache = given.cache
    if cache.ref.value or cache.imports.value or cache.exports.value or given.uses_docker_driver:
        return False
    return (cache.type.value or "gha", cache.mode.value or "max") == ("gha", "max")


RULE = Rule(
    code="CG411",
    severity=Severity.WARNING,
    remedy="keep less (cache: {mode: min}), or keep it elsewhere (cache: registry)",
    check=check,
)
