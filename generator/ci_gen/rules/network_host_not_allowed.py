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

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each build on the host's network that lacks the entitlement."""
    for image in config.images:
        if image.build.network == "host" and "network.host" not in image.build.allow:
            message = "BuildKit does not grant network: host"
            yield Finding(route=image.given.build.network.route, message=message)


RULE = Rule(
    code="CG309",
    severity=Severity.ERROR,
    remedy="add allow: network.host to build",
    check=check,
)
