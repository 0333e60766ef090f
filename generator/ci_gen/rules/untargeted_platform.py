"""A platform that no target names.

Why

A platform that is configured but not built is a mistake in one of the two places.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    emulation: {platforms: [linux/arm/v6]}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, raspberry-pi-zero-w]
    emulation: {platforms: [linux/arm/v6]}
"""

from collections.abc import Iterator

from ci_gen import targets
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.view import View, as_list


def check(view: View) -> Iterator[Finding]:
    """Yield each platform to emulate that the image is not built for."""
    for entry in view.entries:
        route = entry.at("emulation", "platforms")
        for i, text in enumerate(as_list(entry.get("emulation", "platforms"))):
            platform = targets.normalise(text)
            if text != "all" and platform not in entry.platforms:
                yield Finding((*route, i), f'no target needs the platform "{text}"')


RULE = Rule(
    code="CG307",
    severity=Severity.ERROR,
    remedy="add it to the targets, or remove it here",
    check=check,
)
