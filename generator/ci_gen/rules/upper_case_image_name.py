"""An image name in upper case.

Why

Registries refuse upper case: "repository name must be lowercase". ci-gen writes the name in lower
case into the workflow; the note is there so that nobody looks for the other one.

Before

    version: 1
    image: ghcr.io/Acme/sensor
    targets: [raspberry-pi-5]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
"""

from collections.abc import Iterator

from ci_gen.config import references
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each name that changes when it is written in lower case."""
    for image in config.images:
        for name in image.given.names.value:
            text, found = name.text, name.found
            if isinstance(found, references.Reference) and found.text != text != text.lower():
                yield Finding(route=name.route, message=f'"{text}" is pushed as {found.text}')


RULE = Rule(
    code="CG207",
    severity=Severity.NOTE,
    remedy="write the name in lower case",
    check=check,
)
