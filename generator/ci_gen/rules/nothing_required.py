"""An image all of whose platforms may fail.

Why

An image is published without the platforms that may fail. If all of them may, there may be nothing
to publish, and a run that built nothing would look like one that did.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, linux/riscv64]
    strategy: {allow-failure: [linux/arm64, linux/riscv64]}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, linux/riscv64]
    strategy: {allow-failure: [linux/riscv64]}
"""

from collections.abc import Iterator

from ci_gen.config import targets
from ci_gen.config.triggers import as_list
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield what may fail of each image that has no other platform."""
    for entry in view.entries:
        given = as_list(entry.get("strategy", "allow-failure"))
        optional = {targets.normalise(text) for text in given}
        if entry.platforms and set(entry.platforms) <= optional:
            message = f"nothing of {entry.id} has to succeed"
            yield Finding(route=entry.at("strategy", "allow-failure"), message=message)


RULE = Rule(
    code="CG324",
    severity=Severity.ERROR,
    remedy="leave out the platforms that must be there",
    check=check,
)
