"""A platform that is emulated although others have free runners for it.

Why

Under QEMU a build takes several times as long. For some processors that GitHub has no runners with,
others give native ones away, on terms: an app in the repository, open source only, or no runs for
forks. ci-gen never takes them by itself. Whoever stays with QEMU names its runner, and reads this
no more.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [amd64, linux/riscv64]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [amd64, linux/riscv64]
    runners:
      linux/riscv64: ubuntu-24.04-riscv
"""

from collections.abc import Iterator

from ci_gen.catalog import platforms, runners
from ci_gen.config import targets
from ci_gen.config.given import GivenImage, GivenTarget
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each target that is emulated on a runner that ci-gen chose."""
    for image in config.images:
        if not _is_settled(image.given):
            for target in image.given.targets.value:
                yield from _of_target(image.given, target)


def _is_settled(image: GivenImage) -> bool:
    """Return whether no other runner is wanted, or none can be had."""
    is_elsewhere = image.strategy.type.value in {"single", "github-builder"}
    return is_elsewhere or image.emulation.setup.value == "none"


def _of_target(image: GivenImage, target: GivenTarget) -> Iterator[Finding]:
    for platform in dict.fromkeys(hit.platform for hit in targets.hits(target.found)):
        free = runners.free_elsewhere(platforms.family(platform))
        if free and not _has_runner(image, platform):
            terms = f"{free.terms}"
            yield Finding(
                route=target.route,
                message=f"{platform} is emulated, and {free.provider} has native runners for it:"
                f" {terms[:1].lower()}{terms[1:]}",
                remedy=f"if that holds for you, write {platform}: {free.label} under runners",
            )


def _has_runner(image: GivenImage, platform: str) -> bool:
    """Return whether the spec chooses the runner of *platform*."""
    given = image.runners
    prefixes = given.by_platform if given.is_by_platform else ()
    return bool(given.labels.value) or any(
        f"{platform}/".startswith(f"{prefix}/") for prefix in prefixes
    )


RULE = Rule(
    code="CG325",
    severity=Severity.NOTE,
    remedy="name a runner for it under `runners`",
    check=check,
)
