"""Inputs that a new major version of an action has dropped.

GitHub passes them on and the action ignores them: the run says so in a warning that few read.
"""

from typing import Final

from ci_gen.record import Record


class RemovedInput(Record):
    """An input that *action* no longer has *since* that major version; *instead* is a remedy."""

    action: str
    name: str
    since: int
    instead: str
    source: str


_BUILDX: Final = "docker/setup-buildx-action"
_SOURCE: Final = "docker/setup-buildx-action#462; action.yml at v3.12.0 and at v4.3.0"

REMOVED: Final = (
    RemovedInput(
        action=_BUILDX, name="config", since=4, instead="write buildkitd-config", source=_SOURCE
    ),
    RemovedInput(
        action=_BUILDX,
        name="config-inline",
        since=4,
        instead="write buildkitd-config-inline",
        source=_SOURCE,
    ),
    RemovedInput(
        action=_BUILDX,
        name="install",
        since=4,
        instead="remove it: `docker build` uses the builder that the variable BUILDX_BUILDER names",
        source=_SOURCE,
    ),
)
