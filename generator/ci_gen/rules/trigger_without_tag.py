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
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each event that may publish and that no rule makes a tag for."""
    for entry in view.entries:
        rules = tags.rules(entry.get("tags", "rules"), view.triggers)
        for event, kinds in tags.wanted(view.triggers):
            if not any(tags.makes_tag(rule, kinds) for rule in rules):
                route = entry.at("tags", "rules") if entry.get("tags", "rules") else ("on",)
                yield Finding(route=route, message=f"a run for {event} gets no tag")


RULE = Rule(
    code="CG401",
    severity=Severity.ERROR,
    remedy="add a rule that makes one, such as type=sha, or type=ref,event=tag for Git tags",
    check=check,
)
