"""Releases of actions that should not run: on a retired runtime, archived, or compromised."""

from typing import Final

from ci_gen.catalog import actions
from ci_gen.record import Record

_READ: Final = "2026-11-23"


class Hazard(Record):
    """What is wrong with the releases of a repository below the version *below*, or with all.

    *what* and *instead* are in a finding. *as_of* is the day on which the *source* was read.
    *runtime* is the retired one that the releases are made for.
    """

    repository: str
    below: tuple[int, ...] | None
    what: str
    instead: str
    source: str
    as_of: str = _READ
    runtime: str | None = None
    is_compromised: bool = False


def _retired(repository: str, major: int, source: str) -> Hazard:
    what = "it runs on node20, which GitHub has removed from its runners"
    instead = f"use v{major} or newer"
    return Hazard(
        repository=repository,
        below=(major,),
        what=what,
        instead=instead,
        source=source,
        runtime="node20",
    )


def _archived(repository: str, instead: str) -> Hazard:
    what = "nobody maintains it: its repository is archived"
    source = "zizmor: crates/zizmor/data/archived-repos.txt"
    return Hazard(
        repository=repository, below=None, what=what, instead=f"use {instead}", source=source
    )


def _compromised(repository: str, below: tuple[int, ...], day: str, source: str) -> Hazard:
    what = f"its tags were moved to malware on {day}"
    instead = f"use {'.'.join(map(str, below))} or newer"
    return Hazard(
        repository=repository,
        below=below,
        what=what,
        instead=instead,
        source=source,
        is_compromised=True,
    )


HAZARDS: Final = (
    _retired("docker/build-push-action", 7, "its release notes of v7.0.0"),
    _retired("docker/setup-buildx-action", 4, "its release notes of v4.0.0"),
    _retired("docker/setup-qemu-action", 4, "its release notes of v4.0.0"),
    _retired("docker/login-action", 4, "its release notes of v4.0.0"),
    _retired("docker/metadata-action", 6, "its release notes of v6.0.0"),
    _retired("docker/bake-action", 7, "its release notes of v7.0.0"),
    _retired("docker/setup-docker-action", 5, "its release notes of v5.0.0"),
    _retired("actions/checkout", 5, "its action.yml: v5 is the first for node24"),
    _retired("actions/cache", 5, "its release notes of v5.0.0: runs on Node 24"),
    _retired("actions/upload-artifact", 6, "its release notes of v6.0.0: v5 ran on Node 20"),
    _retired("actions/download-artifact", 7, "its release notes of v7.0.0: v6 ran on Node 20"),
    _archived("actions/create-release", "`gh release create`"),
    _archived("actions/upload-release-asset", "`gh release upload`"),
    _archived("azure/container-scan", "aquasecurity/trivy-action or anchore/scan-action"),
    _archived("crazy-max/ghaction-docker-buildx", "docker/setup-buildx-action"),
    _archived("tibdex/github-app-token", "actions/create-github-app-token"),
    _compromised("aquasecurity/trivy-action", (0, 35, 0), "2026-03-19", "GHSA-69fq-xp46-6x23"),
    _compromised("aquasecurity/setup-trivy", (0, 2, 6), "2026-03-19", "GHSA-69fq-xp46-6x23"),
    _compromised("tj-actions/changed-files", (46, 0, 1), "2025-03-14", "CVE-2025-30066"),
)


def of(action: str, number: tuple[int, ...] | None) -> Hazard | None:
    """Return what is wrong with the release *number* of *action*, None if nothing is known.

    Of an action whose release is not known, only what holds for all of its releases is.
    """
    name = action.lower()
    for row in HAZARDS:
        is_same = name == row.repository or name.startswith(f"{row.repository}/")
        if is_same and (row.below is None or (number is not None and number < row.below)):
            return row
    return _of_row(action, number)


def _of_row(action: str, number: tuple[int, ...] | None) -> Hazard | None:
    """Return the hazard of a release that the catalogue itself has, with a retired runtime."""
    if action not in actions.names():
        return None
    row = actions.action(action)
    if row.runs not in actions.RETIRED or actions.number(row.version) != number:
        return None
    what = f"it runs on {row.runs}, which GitHub has removed from its runners"
    return Hazard(
        repository=action,
        below=None,
        what=what,
        instead="use another action",
        source=row.source,
        as_of=row.as_of,
    )
