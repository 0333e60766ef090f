"""A test that tests nothing.

Why

Without a command, a script or a health check there is nothing to run, and what a command should
print or exit with means nothing without the command. The summary of the run would say that the
image passed.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    test: {output: sensor}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    test: {command: [--version], output: sensor}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each test without anything to run, and each key that waits for a command."""
    for image in config.images:
        test = image.given.test
        if not test.is_given:
            continue
        command = test.command.value
        if command is None and test.script.value is None and not test.healthcheck.value:
            message = "there is nothing that this test would run"
            yield Finding(route=test.route, message=message)
        elif command is None:
            for value in (test.output, test.exit_code):
                if value.value is not None:
                    yield Finding(route=value.route, message=f'"{value.key}" is for a command')


RULE = Rule(
    code="CG322",
    severity=Severity.ERROR,
    remedy="give it a command; an empty list runs the image as it is",
    check=check,
)
