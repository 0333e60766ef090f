"""A `latest` that any Git tag moves.

Why

type=ref,event=tag makes `latest` of whatever Git tag comes, so v2.0.0-rc1 becomes what everybody
pulls. type=semver keeps pre-releases away from it.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    tags: ['type=ref,event=tag']
    on: {push: {tags: ['v*']}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    tags: ['type=semver,pattern={{version}}']
    on: {push: {tags: ['v*']}}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each rule that gives `latest` to every Git tag."""
    for image in config.images:
        tags = image.given.tags
        flavor = " ".join(tags.flavor.value)
        for i, rule in enumerate(tags.rules.value):
            parts = rule.replace(" ", "").split(",")
            if {"type=ref", "event=tag"} <= set(parts) and "latest=" not in flavor:
                message = "every Git tag moves latest, pre-releases too"
                yield Finding(route=tags.rules.at(i), message=message)


RULE = Rule(
    code="CG406",
    severity=Severity.WARNING,
    remedy="use type=semver,pattern={{version}}, or add the flavor latest=false",
    check=check,
)
