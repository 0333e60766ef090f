"""How the jobs of an image are cut: its strategy, its runners, and its test."""

from ci_gen.catalog import platforms, runners
from ci_gen.config import targets
from ci_gen.config.model import PullRequest, Strategy, Test
from ci_gen.config.triggers import as_list
from ci_gen.config.view import Entry

_HEALTHY_SECONDS = 60


def runner(entry: Entry) -> tuple[str, ...]:
    """Return the labels of the runner for all platforms in one job.

    Without a word in the spec it is ARM's own when there is nothing else to build.
    """
    if entry.get("runners") is not None:
        return entry.labels_for(entry.platforms[0])
    families = {platforms.family(platform) for platform in entry.platforms}
    arm = runners.ARM64
    return ((arm if families <= arm.native | arm.probable else runners.AMD64).label,)


def strategy(entry: Entry) -> Strategy:
    """Return how the jobs of the image are cut."""
    optional = as_list(entry.get("strategy", "allow-failure"))
    return Strategy(
        type=entry.strategy,
        is_per_runner=entry.get("strategy", "split") == "per-runner",
        fail_fast=bool(entry.get("strategy", "fail-fast")),
        max_parallel=entry.get("strategy", "max-parallel"),
        allow_failure=tuple(targets.normalise(text) or text for text in optional),
    )


def test(entry: Entry) -> Test | None:
    """Return what the image must do before it gets a tag, None for nothing."""
    if entry.get("test") is None:
        return None
    command = entry.get("test", "command")
    wait = entry.get("test", "healthcheck")
    wanted = as_list(entry.get("test", "platforms"))
    return Test(
        command=None if command is None else tuple(command),
        exit_code=entry.get("test", "exit-code") or 0,
        output=entry.get("test", "output"),
        script=entry.get("test", "script"),
        healthcheck=(_HEALTHY_SECONDS if wait is True else wait) or None,
        platforms=tuple(targets.normalise(text) or text for text in wanted),
    )


def pull_request(entry: Entry) -> PullRequest:
    """Return what pull requests get of the image."""
    wanted = as_list(entry.get("pull-request", "platforms"))
    return PullRequest(
        platforms=tuple(targets.normalise(text) or text for text in wanted),
        has_secrets=bool(entry.get("pull-request", "secrets")),
    )
