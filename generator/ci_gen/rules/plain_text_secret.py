"""A secret written into the spec.

Why

What is in the repository is known to everybody who can read it, and to its history forever.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {secrets: {token: abc123}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {secrets: {token: "${{ secrets.TOKEN }}"}}
"""

from collections.abc import Iterator

from ci_gen import expression_text
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each password and build secret that is no expression."""
    for registry in config.given.registries:
        if _is_plain(registry.password.value):
            message = f"the password for {registry.text} is written into the spec"
            yield Finding(route=registry.password.route, message=message)
    for image in config.images:
        for name, secret in image.given.build.secrets.value.items():
            if _is_plain(secret.value):
                message = f"the build secret {name} is written into the spec"
                yield Finding(route=secret.route, message=message)


def _is_plain(secret: str | None) -> bool:
    return secret is not None and not expression_text.has_expression(secret)


RULE = Rule(
    code="CG503",
    severity=Severity.ERROR,
    remedy="store it as a secret on GitHub, and write ${{ secrets.NAME }}",
    check=check,
)
