"""A runner that nobody is known to host.

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

from ci_gen import expression_text
from ci_gen.catalog import runners
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each label that is in no list, where it could be a mistake."""
    for image in config.images:
        for given in image.given.runners.single_labels:
            label = given.value
            is_own = label.startswith("self-hosted") or expression_text.has_expression(label)
            if not is_own and not _is_known(label):
                message = f'"{label}" is no runner that GitHub or another provider is known to host'
                yield Finding(route=given.route, message=message)


def _is_known(label: str) -> bool:
    facts = (runners.find, runners.meant_by, runners.retired_on)
    return any(fact(label) for fact in facts)


RULE = Rule(
    code="CG314",
    severity=Severity.WARNING,
    remedy="check its name; for a runner of your own add the label self-hosted",
    check=check,
)
