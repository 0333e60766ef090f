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

from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_DANGEROUS = ("pull_request_target", "workflow_run")


def check(view: View) -> Iterator[Finding]:
    """Yield each trigger that a build of foreign code must not have."""
    on = view.data.get("on")
    for event in _DANGEROUS:
        if event in view.triggers.events:
            key = event if isinstance(on, dict) else on.index(event) if isinstance(on, list) else ""
            yield Finding(
                route=("on", key), message=f"{event} would build foreign code with your secrets"
            )


RULE = Rule(
    code="CG501",
    severity=Severity.ERROR,
    remedy="use pull_request: it builds and pushes nothing",
    check=check,
)
