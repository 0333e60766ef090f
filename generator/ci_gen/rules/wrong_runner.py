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
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each label that is known to be wrong."""
    for image in config.images:
        for label in image.given.runners.single_labels:
            name = label.value
            if meant := runners.WRONG.get(name):
                gone = runners.RETIRED.get(name)
                since = f" since {gone}" if gone else ""
                message = f'GitHub has no runner "{name}"{since}: the job would wait for a day'
                yield Finding(route=label.route, message=message, remedy=f"write {meant}")
            elif name.startswith(("windows-", "macos-")):
                yield Finding(route=label.route, message=f'"{name}" does not build Linux images')


RULE = Rule(
    code="CG313",
    severity=Severity.ERROR,
    remedy="use one of GitHub's Ubuntu runners",
    check=check,
)
