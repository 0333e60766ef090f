"""What pull requests get, in a workflow that runs for none.

Why

The key changes nothing. That is a sign that the event is missing.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    on: [push]
    pull-request: {platforms: [linux/amd64]}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    on: [push, pull_request]
    pull-request: {platforms: [linux/amd64]}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield the key of each image if no event of the workflow is a pull request."""
    if {"pull_request", "workflow_call"} & set(config.triggers.events):
        return
    for image in config.images:
        if image.given.pull_request.is_given:
            route = image.given.pull_request.route
            yield Finding(route=route, message='"on" has no pull_request')


RULE = Rule(
    code="CG321",
    severity=Severity.WARNING,
    remedy="add pull_request to `on`, or remove it",
    check=check,
)
