"""A further output that pushes.

Why

Outputs are passed on as they are, on pull requests too. One that pushes would publish what nobody
has merged.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {outputs: 'type=registry'}

After

    version: 1
    image: [ghcr.io/acme/sensor, acme/sensor]
    targets: [raspberry-pi-5]
"""

from collections.abc import Iterator

from ci_gen.config.triggers import as_list
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_PUSHING = ("type=registry", "push=true", "push-by-digest=true")


def check(view: View) -> Iterator[Finding]:
    """Yield each output that would push."""
    for entry in view.entries:
        route = entry.at("build", "outputs")
        for i, output in enumerate(as_list(entry.get("build", "outputs"))):
            if any(part in output.replace(" ", "").split(",") for part in _PUSHING):
                yield Finding(
                    route=(*route, i), message=f'the output "{output}" would push on pull requests'
                )


RULE = Rule(
    code="CG408",
    severity=Severity.ERROR,
    remedy="add a name to image: it is pushed whenever the image is published",
    check=check,
)
