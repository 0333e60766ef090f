"""A release of an action whose tags were moved to malware.

Why

Nobody can tell from the version which commit it stood for when. A commit that was noted while the
tags were moved reads every secret of the job, and what it publishes is somebody else's.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    pins:
      overrides:
        aquasecurity/trivy-action:
          version: 0.34.0
          commit: deadbeefdeadbeefdeadbeefdeadbeefdeadbeef

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    pins:
      overrides:
        aquasecurity/trivy-action:
          version: v0.36.0
          commit: ed142fd0673e97e23eac54620cfb913e5ce36c25
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
        if found and found.is_compromised:
            message = f"{name} {release.version}: {found.what}"
            yield Finding(route=release.route, message=message, remedy=found.instead)


RULE = Rule(
    code="CG508",
    severity=Severity.ERROR,
    remedy="use a newer release",
    check=check,
)
