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
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each label that is in no list, where it could be a mistake."""
    for image in config.images:
        for label in image.given.runners.single_labels:
            if _is_unknown(label.value):
                message = f'"{label.value}" is no runner that GitHub is known to host'
                yield Finding(route=label.route, message=message)


def _is_unknown(label: str) -> bool:
    is_known = label in runners.LABELS or label in runners.WRONG
    is_other = label.startswith(("windows-", "macos-", "self-hosted"))
    return not is_known and not is_other and not expressions.has_expression(label)


RULE = Rule(
    code="CG314",
    severity=Severity.WARNING,
    remedy="check its name; for a runner of your own add the label self-hosted",
    check=check,
)
