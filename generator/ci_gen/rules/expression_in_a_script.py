"""An expression in a test script that is written in the spec.

Why

GitHub puts the value into the text of the script before bash reads it. Whoever may choose the
value, such as the name of a branch, would then run commands of their own.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    test: {script: 'docker run --rm "$IMAGE" --version | grep "${{ github.ref_name }}"'}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    test: {script: 'docker run --rm "$IMAGE" --version | grep "$GITHUB_REF_NAME"'}
"""

from collections.abc import Iterator

from ci_gen import expression_text
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield the test script of each image that GitHub would write values into."""
    for image in config.images:
        if image.test is not None and expression_text.has_expression(
            image.test.inline_script or ""
        ):
            message = "GitHub would write the value of an expression into the script"
            yield Finding(route=image.given.test.script.route, message=message)


RULE = Rule(
    code="CG515",
    severity=Severity.ERROR,
    remedy="read it from the environment, such as $GITHUB_REF_NAME, or name a script by its path",
    check=check,
)
