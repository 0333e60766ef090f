"""A trigger for which no tag is made.

Why

docker/metadata-action makes tags by rules, and each rule knows some events only. A run without a
tag ends with "tag is needed when pushing to registry", after the whole build.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    on: {push: {branches: [main]}}
    tags: ['type=semver,pattern={{version}}']

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    on: {push: {branches: [main]}}
    tags: ['type=ref,event=branch']
"""

from collections.abc import Iterator

from ci_gen.config import tags
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each event that may publish and that no rule makes a tag for."""
    for image in config.images:
        given = image.given.tags.rules
        for event, kind in tags.wanted(config.triggers):
            if not any(tags.makes_tag(rule, kind) for rule in image.tags.rules):
                route = given.route if given.value else config.given.triggers.route
                yield Finding(route=route, message=f"a run for {event} gets no tag")


RULE = Rule(
    code="CG401",
    severity=Severity.ERROR,
    remedy="add a rule that makes one, such as type=sha, or type=ref,event=tag for Git tags",
    check=check,
)
