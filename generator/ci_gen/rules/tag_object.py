"""The object of an annotated tag instead of the commit that it was put on.

Why

`git rev-parse TAG` prints the object of an annotated tag, `git rev-parse TAG^{commit}` its commit.
Bots and auditors look for commits, and take the object for an unknown one.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    pins:
      overrides:
        aquasecurity/trivy-action:
          version: v0.36.0
          commit: a9c7b0f06e461e9d4b4d1711f154ee024b8d7ab8

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

from ci_gen.catalog import commits
from ci_gen.catalog.commits import Match
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each override with the object of a tag."""
    for name, release in config.given.pins.overrides.items():
        version = commits.claim(release.version)
        found = commits.compare(release.commit, version, commits.known(name))
        if found.known and found.match is Match.TAG_OBJECT:
            message = f"this is the object of the tag {found.known.version}, not its commit"
            yield Finding(
                route=release.commit_route, message=message, remedy=f"write {found.known.sha}"
            )


RULE = Rule(
    code="CG514",
    severity=Severity.WARNING,
    remedy="write the commit",
    check=check,
)
