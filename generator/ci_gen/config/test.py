"""What an image must do before it gets a tag, and what pull requests get of it."""

from ci_gen.config import targets
from ci_gen.config.model import PullRequest, Test
from ci_gen.config.sections import GivenPullRequest, GivenTest

_HEALTHY_SECONDS = 60


def test(given: GivenTest) -> Test | None:
    """Return what the image must do before it gets a tag, None for nothing."""
    if not given.is_given:
        return None
    wait = given.healthcheck.value
    return Test(
        command=given.command.value,
        exit_code=given.exit_code.value or 0,
        output=given.output.value,
        script=given.script.value,
        healthcheck=(_HEALTHY_SECONDS if wait is True else wait) or None,
        platforms=targets.normalised(given.platforms.value),
    )


def pull_request(given: GivenPullRequest) -> PullRequest:
    """Return what pull requests get of the image."""
    return PullRequest(
        platforms=targets.normalised(given.platforms.value),
        has_secrets=bool(given.secrets.value),
    )
