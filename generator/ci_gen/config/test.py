"""What an image must do before it gets a tag, and what pull requests get of it."""

import re

from ci_gen import expression_text
from ci_gen.config import targets
from ci_gen.config.model import Check, PullRequest, Test
from ci_gen.config.sections import GivenCheck, GivenPullRequest, GivenTest

_HEALTHY_SECONDS = 60


def check(given: GivenCheck) -> Check:
    """Return how programs for another machine are taken."""
    return Check(level=given.programs.value or "error", excepted=given.excepted.value)


def test(given: GivenTest) -> Test | None:
    """Return what the image must do before it gets a tag, None for nothing."""
    if not given.is_given:
        return None
    wait, script = given.healthcheck.value, given.script.value
    is_inline = script is not None and _is_inline(script)
    return Test(
        command=given.command.value,
        exit_code=given.exit_code.value or 0,
        output=given.output.value,
        script=None if is_inline else script,
        inline_script=script if is_inline else None,
        healthcheck=(_HEALTHY_SECONDS if wait is True else wait) or None,
        platforms=targets.normalised(given.platforms.value),
        cpu=given.cpu.value,
    )


def _is_inline(script: str) -> bool:
    """Return whether *script* is more than one word; expressions are a part of the word."""
    return re.search(r"\s", expression_text.filled(script, "x")) is not None


def pull_request(given: GivenPullRequest) -> PullRequest:
    """Return what pull requests get of the image."""
    return PullRequest(
        platforms=targets.normalised(given.platforms.value),
        has_secrets=bool(given.secrets.value),
    )
