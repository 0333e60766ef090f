"""Which runner builds a platform, from what a spec says under `runners`."""

from typing import Any

from ci_gen.catalog import platforms, runners

USUAL = (runners.AMD64.label,)


def labels(given: Any) -> tuple[str, ...]:
    """Return the labels that *given* has for all platforms alike; none when it maps platforms."""
    if given is None or isinstance(given, dict):
        return ()
    return tuple(given) if isinstance(given, list) else (given,)


def labels_for(platform: str, given: Any, *, has_arm: bool) -> tuple[str, ...]:
    """Return the labels for *platform*: the longest prefix of it in *given*, or GitHub's own.

    Without *has_arm* there are no ARM runners, and ARM is emulated.
    """
    named = given if isinstance(given, dict) else {}
    fitting = [prefix for prefix in named if f"{platform}/".startswith(f"{prefix}/")]
    if fitting:
        return labels(named[max(fitting, key=len)])
    arm = runners.ARM64
    is_arm = platforms.family(platform) in arm.native | arm.probable
    return labels(given) or (arm.label if is_arm and has_arm else runners.AMD64.label,)
