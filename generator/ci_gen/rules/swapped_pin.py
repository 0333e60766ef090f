"""A commit of an action that is not the one of its version.

Why

A pin is trusted for its commit, and read by its version. A commit that belongs to another version,
or to nobody, runs with the rights of the workflow. In the workflow `ci-gen render` puts the known
commit back.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    pins:
      overrides:
        actions/checkout: {version: v7.0.1, commit: eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    pins:
      overrides:
        actions/checkout: {version: v7.0.1, commit: 3d3c42e5aac5ba805825da76410c181273ba90b1}
"""

from collections.abc import Iterator

from ci_gen.catalog import commits
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each override with a known version or a known commit that do not belong together."""
    for name, release in config.given.pins.overrides.items():
        version = commits.claim(release.version)
        found = commits.compare(release.commit, version, commits.known(name))
        if found.known and found.match.is_false:
            known = f"ci-gen knows {found.known.sha} for {found.known.version}"
            message = f"the commit of {name} is not that of {release.version}: {known}"
            yield Finding(route=release.commit_route, message=message)


RULE = Rule(
    code="CG505",
    severity=Severity.ERROR,
    remedy="find out who wrote it, and use the commit that the tag stands for",
    check=check,
)
