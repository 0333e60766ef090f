"""A runner that GitHub is not known to host.

Why

Larger runners and runners of one's own have any name, so it may be right. If it is not, the job
waits for a day and is then cancelled. Runners of one's own are known by the label self-hosted.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    runners: ubuntu-24.40

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    runners: [self-hosted, linux]
"""

from collections.abc import Iterator

from ci_gen import expressions
from ci_gen.catalog import runners
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each label that is in no list, where it could be a mistake."""
    for entry in view.entries:
        for route, label in entry.runners:
            is_known = label in runners.LABELS or label in runners.WRONG
            is_other = label.startswith(("windows-", "macos-", "self-hosted"))
            if not is_known and not is_other and not expressions.has_expression(label):
                message = f'"{label}" is no runner that GitHub is known to host'
                yield Finding(route=route, message=message)


RULE = Rule(
    code="CG314",
    severity=Severity.WARNING,
    remedy="check its name; for a runner of your own add the label self-hosted",
    check=check,
)
