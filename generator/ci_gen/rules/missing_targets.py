"""An image without targets.

Why

Without a target there is no platform to build for.

Before

    version: 1
    image: ghcr.io/acme/sensor

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
"""

from collections.abc import Iterator

from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each image that has no targets and inherits none."""
    for entry in view.entries:
        if not entry.get("targets"):
            yield Finding(
                route=entry.route, message=f"no targets are given for {entry.names[0][1]}"
            )


RULE = Rule(
    code="CG308",
    severity=Severity.ERROR,
    remedy="add targets: [raspberry-pi-5, linux/amd64], or what must run it",
    check=check,
)
