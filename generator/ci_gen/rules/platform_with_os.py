"""An OS width for a platform.

Why

A platform already says how wide the system is. `os` is for boards, which may run either.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [{platform: linux/arm64, os: 32-bit}]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [{platform: linux/arm/v7}]
"""

from collections.abc import Iterator

from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.view import View


def check(view: View) -> Iterator[Finding]:
    """Yield each target that names a platform and an OS."""
    for entry in view.entries:
        for i, item in enumerate(entry.get("targets") or ()):
            if isinstance(item, dict) and "platform" in item and "os" in item:
                route = (*entry.at("targets"), i, "os")
                yield Finding(route, f"{item['platform']} says by itself how wide the OS is")


RULE = Rule(
    code="CG210",
    severity=Severity.ERROR,
    remedy="remove os, or name a board",
    check=check,
)
