"""A secret written into the spec.

Why

What stands in the repository is known to everybody who can read it, and to its history forever.

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

from ci_gen import expressions
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each password and build secret that is no expression."""
    for host, entry in view.data.get("registries", {}).items():
        if not expressions.has_expression(entry.get("password", expressions.OPENING)):
            route = ("registries", host, "password")
            yield Finding(route=route, message=f"the password for {host} is written into the spec")
    for image in view.entries:
        for name, value in (image.get("build", "secrets") or {}).items():
            if isinstance(value, str) and not expressions.has_expression(value):
                route = (*image.at("build", "secrets"), name)
                yield Finding(
                    route=route, message=f"the build secret {name} is written into the spec"
                )


RULE = Rule(
    code="CG503",
    severity=Severity.ERROR,
    remedy="store it as a secret on GitHub, and write ${{ secrets.NAME }}",
    check=check,
)
