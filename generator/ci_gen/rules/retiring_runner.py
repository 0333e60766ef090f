"""A runner whose support ends, or whose name stands for another one in time.

Why

GitHub lets jobs on an old image fail on some days, and refuses them after the last one; the days
are announced long before. With ubuntu-latest the system and Docker change on a day that GitHub
chooses.

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
    """Yield each label whose last day is known, or that is moved to new systems."""
    for image in config.images:
        for label in image.given.runners.single_labels:
            if message := _message(label.value):
                remedy = f"move to {_instead(label.value)}"
                yield Finding(route=label.route, message=message, remedy=remedy)


def _message(label: str) -> str | None:
    found = runners.find(label)
    if found is None or not found.usable:
        return None
    if newest := runners.resolved(label):
        docker = f" with Docker {found.docker_version}" if found.docker_version else ""
        said = f"announced by {found.as_of}"
        return f'"{label}" now stands for {newest}{docker} ({said}), and later for another'
    if found.supported_until is None:
        return None
    days = f", and jobs fail on {', '.join(found.brownouts)}" if found.brownouts else ""
    return f'"{label}" is supported until {found.supported_until}{days}'


def _instead(label: str) -> str:
    usual, newest = runners.usual_like(label), runners.resolved(label)
    return f"{usual}, or to {newest} by name" if newest else usual


RULE = Rule(
    code="CG315",
    severity=Severity.NOTE,
    remedy="move to a runner that stays as it is",
    check=check,
)
