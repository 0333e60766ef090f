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
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each name that changes when it is written in lower case."""
    for entry in view.entries:
        for route, name in entry.names:
            found = references.read(name)
            if isinstance(found, references.Reference) and name.lower() != name == name.strip():
                if found.text == name:
                    continue
                yield Finding(route=route, message=f'"{name}" is pushed as {found.text}')


RULE = Rule(
    code="CG207",
    severity=Severity.NOTE,
    remedy="write the name in lower case",
    check=check,
)
