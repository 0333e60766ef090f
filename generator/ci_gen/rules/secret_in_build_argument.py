"""A secret as a build argument.

Why

Build arguments stay in the image's history, and provenance publishes them. BuildKit's secrets are
mounted for one instruction and leave no trace.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {args: {TOKEN: "${{ secrets.TOKEN }}"}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {secrets: {token: "${{ secrets.TOKEN }}"}}
"""

from collections.abc import Iterator

from ci_gen import expressions
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.yaml.document import scalar_text

_KEYS = {"args": "build argument", "labels": "label", "annotations": "annotation"}


def check(view: View) -> Iterator[Finding]:
    """Yield each build argument, label and annotation that reads a secret."""
    for entry in view.entries:
        for key, word in _KEYS.items():
            for name, value in (entry.get("build", key) or {}).items():
                if expressions.leaks(scalar_text(value)):
                    message = f"the {word} {name} would publish a secret"
                    yield Finding(route=(*entry.at("build", key), name), message=message)
        for _, route, own in entry.own_builds:
            for name, value in own.get("args", {}).items():
                if expressions.leaks(scalar_text(value)):
                    message = f"the build argument {name} would publish a secret"
                    yield Finding(route=(*route, "args", name), message=message)


RULE = Rule(
    code="CG502",
    severity=Severity.ERROR,
    remedy="put it under secrets, and use RUN --mount=type=secret in the Dockerfile",
    check=check,
)
