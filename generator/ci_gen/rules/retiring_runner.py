"""A runner whose support ends.

Why

GitHub first makes jobs on an old image wait, and then refuses them. The day is announced long
before.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    runners: ubuntu-22.04

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    runners: ubuntu-24.04
"""

from collections.abc import Iterator

from ci_gen.catalog import runners
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each label whose last day is known."""
    for image in config.images:
        for label in image.given.runners.single_labels:
            if day := runners.LABELS.get(label.value):
                message = f'"{label.value}" is supported until {day}'
                yield Finding(route=label.route, message=message)


RULE = Rule(
    code="CG315",
    severity=Severity.NOTE,
    remedy="move to ubuntu-24.04 or ubuntu-24.04-arm",
    check=check,
)
