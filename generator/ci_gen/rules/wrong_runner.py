"""A runner that does not exist, or on which no Linux image can be built.

Why

A job that asks for a label nobody has is not refused: it waits for a day and is then cancelled.
So does one that asks for a provider's runner and for another label beside it, such as self-hosted,
where the provider wants its label alone. Linux images cannot be built on GitHub's runners for
Windows and macOS, nor on ubuntu-slim, which has no Docker daemon.

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

from collections.abc import Iterable, Iterator

from ci_gen.catalog import runners
from ci_gen.catalog.runners import Runner
from ci_gen.config.model import Config
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule

_WAITS = "the job would wait for a day"


def check(config: Config) -> Iterator[Finding]:
    """Yield each label that is known to be wrong."""
    for image in config.images:
        for label in image.given.runners.single_labels:
            yield from _of_label(label.route, label.value)
        for labels in image.given.runners.each:
            if len(labels.value) > 1:
                yield from _of_labels(labels.route, labels.value)


def _of_label(route: Route, label: str) -> Iterator[Finding]:
    if meant := runners.meant_by(label):
        yield _missing(route, "GitHub", label, None, meant)
    elif gone := runners.retired_on(label):
        yield _missing(route, "GitHub", label, gone, runners.usual_like(label))
    elif found := runners.find(label):
        yield from _of_runner(route, found)


def _of_runner(route: Route, found: Runner) -> Iterator[Finding]:
    instead = runners.usual_like(found.label)
    if not found.usable:
        yield _missing(route, found.provider, found.label, found.supported_until, instead)
    elif found.os != "linux":
        yield Finding(route=route, message=f'"{found.label}" does not build Linux images')
    elif found.has_docker is False:
        message = f'"{found.label}" has no Docker daemon: it can neither build nor run images'
        yield Finding(route=route, message=message, remedy=f"write {instead}")


def _missing(route: Route, whose: str, label: str, gone: str | None, instead: str) -> Finding:
    since = f" since {gone}" if gone else ""
    message = f'{whose} has no runner "{label}"{since}: {_WAITS}'
    return Finding(route=route, message=message, remedy=f"write {instead}")


def _of_labels(route: Route, labels: Iterable[str]) -> Iterator[Finding]:
    """Yield what is wrong with labels of other providers: runners of one's own may have any."""
    for found in filter(None, map(runners.find, labels)):
        if found.provider == runners.GITHUB:
            continue
        if not found.usable:
            yield from _of_runner(route, found)
        elif found.single_label:
            message = f'{found.provider} wants "{found.label}" to be the only label: {_WAITS}'
            yield Finding(route=route, message=message, remedy=f"write {found.label} alone")


RULE = Rule(
    code="CG313",
    severity=Severity.ERROR,
    remedy="use one of GitHub's Ubuntu runners",
    check=check,
)
