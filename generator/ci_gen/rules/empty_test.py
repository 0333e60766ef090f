"""A test that tests nothing.

Why

Without a command, a script or a health check there is nothing to run, and what a command should
print or exit with means nothing without the command. The summary of the run would say that the
image passed.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    test: {output: sensor}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    test: {command: [--version], output: sensor}
"""

from collections.abc import Iterator

from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_KINDS = ("command", "script", "healthcheck")


def check(view: View) -> Iterator[Finding]:
    """Yield each test without anything to run, and each key that waits for a command."""
    for entry in view.entries:
        if entry.get("test") is None:
            continue
        if all(entry.get("test", key) in (None, False) for key in _KINDS):
            yield Finding(
                route=entry.at("test"), message="there is nothing that this test would run"
            )
        elif entry.get("test", "command") is None:
            for key in ("output", "exit-code"):
                if entry.get("test", key) is not None:
                    yield Finding(route=entry.at("test", key), message=f'"{key}" is for a command')


RULE = Rule(
    code="CG322",
    severity=Severity.ERROR,
    remedy="give it a command; an empty list runs the image as it is",
    check=check,
)
