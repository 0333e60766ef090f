"""A runner that does not exist, or does not run Linux.

Why

A job that asks for a label nobody has is not refused: it waits for a day and is then cancelled.
Linux images cannot be built on GitHub's runners for Windows and macOS.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    runners: ubuntu-24.04-arm64

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    runners: ubuntu-24.04-arm
"""

from collections.abc import Iterator

from ci_gen.catalog import runners
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each label that is known to be wrong."""
    for entry in view.entries:
        for route, label in entry.runners:
            if meant := runners.WRONG.get(label):
                gone = runners.RETIRED.get(label)
                since = f" since {gone}" if gone else ""
                message = f'GitHub has no runner "{label}"{since}: the job would wait for a day'
                yield Finding(route=route, message=message, remedy=f"write {meant}")
            elif label.startswith(("windows-", "macos-")):
                yield Finding(route=route, message=f'"{label}" does not build Linux images')


RULE = Rule(
    code="CG313",
    severity=Severity.ERROR,
    remedy="use one of GitHub's Ubuntu runners",
    check=check,
)
