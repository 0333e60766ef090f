"""A trigger that runs foreign code with your secrets.

Why

pull_request_target and workflow_run start with the secrets and the write access of the default
branch. A build runs whatever the Dockerfile of the pull request says, so both would hand them
out.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    on: [pull_request_target]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    on: [push, pull_request]
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_DANGEROUS = ("pull_request_target", "workflow_run")


def check(config: Config) -> Iterator[Finding]:
    """Yield each trigger that a build of foreign code must not have."""
    for trigger in config.triggers.given:
        if trigger.event in _DANGEROUS:
            message = f"{trigger.event} would build foreign code with your secrets"
            yield Finding(route=trigger.route, message=message)


RULE = Rule(
    code="CG501",
    severity=Severity.ERROR,
    remedy="use pull_request: it builds and pushes nothing",
    check=check,
)
