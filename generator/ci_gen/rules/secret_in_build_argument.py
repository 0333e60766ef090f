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

from ci_gen import expression_text
from ci_gen.config.model import Config
from ci_gen.config.sections import Named
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each build argument, label and annotation that reads a secret."""
    for image in config.images:
        for word, texts in image.given.build.published:
            yield from _leaks(word, texts)
        for _, own in image.given.own_builds:
            yield from _leaks("build argument", own.args)


def _leaks(word: str, texts: Named) -> Iterator[Finding]:
    for name, text in texts.value.items():
        if expression_text.leaks(text.value):
            yield Finding(route=text.route, message=f"the {word} {name} would publish a secret")


RULE = Rule(
    code="CG502",
    severity=Severity.ERROR,
    remedy="put it under secrets, and use RUN --mount=type=secret in the Dockerfile",
    check=check,
)
