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
from ci_gen.config import runners as runner_choice
from ci_gen.config import targets
from ci_gen.config.model import Config, Image
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield the test of each image that is built without QEMU for what its runner cannot run."""
    for image in config.images:
        if image.test is None or image.given.emulation.setup.value != "none":
            continue
        tested = image.test.platforms or image.platforms
        foreign = [platform for platform in tested if _is_foreign(image, platform)]
        if foreign:
            message = f"nothing runs {', '.join(foreign)} on the runner without QEMU"
            yield Finding(route=image.given.test.route, message=message)


def _is_foreign(image: Image, platform: str) -> bool:
    """Return whether the runner of *platform* is known, and known not to run it."""
    is_single = image.strategy.type == "single"
    labels = image.runner if is_single else runner_choice.of_platform(image.given, platform)
    runner = runners.named(labels[0])
    family = platforms.family(targets.normalise(platform) or platform)
    return runner is not None and family not in runner.native | runner.probable


RULE = Rule(
    code="CG323",
    severity=Severity.ERROR,
    remedy="set up QEMU (emulation: qemu), or name what can be tested under test.platforms",
    check=check,
)
