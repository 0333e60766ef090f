"""An action that nobody maintains, or whose runtime GitHub's runners lack.

Why

GitHub first runs such an action on another runtime than it was made for, and then not at all. An
archived action gets no fix for what is found in it.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    pins:
      overrides:
        actions/checkout: {version: v4.3.0, commit: 08eba0b27e820071cde6df949e0beb9ba4906955}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    pins:
      overrides:
        actions/checkout: {version: v7.0.1, commit: 3d3c42e5aac5ba805825da76410c181273ba90b1}
"""

from collections.abc import Iterator

from ci_gen.catalog import actions, hazards
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each override that is such a release."""
    for name, release in config.given.pins.overrides.items():
        found = hazards.of(name, actions.number(release.version))
        if found and not found.is_compromised:
            message = f"{name} {release.version}: {found.what}"
            yield Finding(route=release.route, message=message, remedy=found.instead)


RULE = Rule(
    code="CG507",
    severity=Severity.WARNING,
    remedy="use a newer release",
    check=check,
)
