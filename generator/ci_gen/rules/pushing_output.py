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

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_PUSHING = ("type=registry", "push=true", "push-by-digest=true")


def check(config: Config) -> Iterator[Finding]:
    """Yield each output that would push."""
    for image in config.images:
        outputs = image.given.build.outputs
        for i, output in enumerate(outputs.value):
            if any(part in output.replace(" ", "").split(",") for part in _PUSHING):
                message = f'the output "{output}" would push on pull requests'
                yield Finding(route=outputs.at(i), message=message)


RULE = Rule(
    code="CG408",
    severity=Severity.ERROR,
    remedy="add a name to image: it is pushed whenever the image is published",
    check=check,
)
