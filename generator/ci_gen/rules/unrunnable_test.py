"""A test on a platform that the runner cannot run.

Why

A foreign program runs on a runner by way of QEMU only. With `emulation: none` a Dockerfile may
cross-compile the image, but nothing can start it: "exec format error".

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    runners: ubuntu-24.04
    emulation: none
    test: [--version]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    runners: ubuntu-24.04
    emulation: none
    test: {command: [--version], platforms: [linux/amd64]}
"""

from collections.abc import Iterator

from ci_gen.catalog import platforms, runners
from ci_gen.config import targets
from ci_gen.config import test as jobs
from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield the test of each image that is built without QEMU for what its runner cannot run."""
    for entry in view.entries:
        if entry.get("test") is None or entry.get("emulation", "setup") != "none":
            continue
        foreign = [platform for platform in _tested(entry) if _is_foreign(entry, platform)]
        if foreign:
            message = f"nothing runs {', '.join(foreign)} on the runner without QEMU"
            yield Finding(route=entry.at("test"), message=message)


def _tested(entry: Entry) -> tuple[str, ...]:
    wanted = jobs.test(entry)
    return (wanted.platforms if wanted else ()) or entry.platforms


def _is_foreign(entry: Entry, platform: str) -> bool:
    """Return whether the runner of *platform* is known, and known not to run it."""
    labels = jobs.runner(entry) if entry.strategy == "single" else entry.labels_for(platform)
    runner = runners.named(labels[0])
    family = platforms.family(targets.normalise(platform) or platform)
    return runner is not None and family not in runner.native | runner.probable


RULE = Rule(
    code="CG323",
    severity=Severity.ERROR,
    remedy="set up QEMU (emulation: qemu), or name what can be tested under test.platforms",
    check=check,
)
