"""A name that no registry takes.

Why

A name with a tag, a digest, a space or no owner fails at the push, after the whole build.

Before

    version: 1
    image: ghcr.io/acme/sensor:1.0
    targets: [raspberry-pi-5]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    tags: ["1.0"]
"""

from collections.abc import Iterator

from ci_gen.config import references
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each name that cannot be read."""
    for image in config.images:
        for name in image.given.names.value:
            if isinstance(problem := name.found, references.NameProblem):
                yield Finding(route=name.route, message=problem.message, remedy=problem.remedy)


RULE = Rule(
    code="CG206",
    severity=Severity.ERROR,
    remedy="write HOST/OWNER/NAME",
    check=check,
)
