"""The host's network without the right to use it.

Why

BuildKit refuses the host's network to a build that was not granted it: "network.host is not
allowed".

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {network: host}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {network: host, allow: network.host}
"""

from collections.abc import Iterator

from ci_gen.config.triggers import as_list
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each build on the host's network that lacks the entitlement."""
    for entry in view.entries:
        allowed = as_list(entry.get("build", "allow"))
        if entry.get("build", "network") == "host" and "network.host" not in allowed:
            yield Finding(
                route=entry.at("build", "network"), message="BuildKit does not grant network: host"
            )


RULE = Rule(
    code="CG309",
    severity=Severity.ERROR,
    remedy="add allow: network.host to build",
    check=check,
)
