"""Inputs that a new major version of an action has dropped.

GitHub passes them on and the action ignores them: the run says so in a warning that few read.
"""

from typing import Final, NamedTuple


class RemovedInput(NamedTuple):
    """An input that *action* no longer has *since* that major version; *instead* is a remedy."""

    action: str
    name: str
    since: int
    instead: str
    source: str


_BUILDX: Final = "docker/setup-buildx-action"
_SOURCE: Final = "docker/setup-buildx-action#462; action.yml at v3.12.0 and at v4.3.0"

REMOVED: Final = (
    RemovedInput(_BUILDX, "config", 4, "write buildkitd-config", _SOURCE),
    RemovedInput(_BUILDX, "config-inline", 4, "write buildkitd-config-inline", _SOURCE),
    RemovedInput(
        _BUILDX,
        "install",
        4,
        "remove it: `docker build` uses the builder that the variable BUILDX_BUILDER names",
        _SOURCE,
    ),
)
