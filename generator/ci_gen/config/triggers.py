"""When a workflow runs, and what that means for a run."""

from collections.abc import Mapping
from typing import Any, Final

from ci_gen.record import Record
from ci_gen.yaml.document import scalar_text

# Events that run what is not merged yet: nothing is published for them.
UNMERGED: Final = ("pull_request", "merge_group")


def as_list(value: Any) -> list[Any]:
    """Return *value*, or the list with it alone; None is no value at all."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


class Triggers(Record):
    """When the workflow runs: *events* with their filters in GitHub's words."""

    events: Mapping[str, Any]

    @property
    def branches(self) -> bool:
        """Return whether a run may be for a branch that is merged or pushed to."""
        others = {"schedule", "workflow_dispatch", "repository_dispatch", "workflow_call"}
        return self.pushes_branch() or bool(others & self.events.keys())

    @property
    def tags(self) -> bool:
        """Return whether a run may be for a Git tag."""
        return self.pushes_tag() or bool({"release", "workflow_call"} & self.events.keys())

    @property
    def branch_patterns(self) -> tuple[str, ...]:
        """Return the patterns of branches whose pushes start a run; empty when any does or none."""
        push = self.events.get("push") or {}
        return tuple(scalar_text(item) for item in as_list(push.get("branches")))

    @property
    def tag_patterns(self) -> tuple[str, ...]:
        """Return the patterns of Git tags that start a run; empty when any tag does or none."""
        push = self.events.get("push") or {}
        return tuple(scalar_text(item) for item in as_list(push.get("tags")))

    @property
    def unmerged(self) -> tuple[str, ...]:
        """Return the events of the workflow that run what is not merged yet.

        A workflow that others call runs for whatever event the caller runs for.
        """
        if "workflow_call" in self.events:
            return (*UNMERGED, "pull_request_target")
        return tuple(event for event in UNMERGED if event in self.events)

    @property
    def publishes(self) -> bool:
        """Return whether any run may publish."""
        return any(event not in UNMERGED for event in self.events)

    def pushes_branch(self) -> bool:
        """Return whether a push to a branch starts a run."""
        return self._pushes("branches", "tags")

    def pushes_tag(self) -> bool:
        """Return whether a push of a Git tag starts a run."""
        return self._pushes("tags", "branches")

    def _pushes(self, kind: str, other: str) -> bool:
        """Return whether a push of *kind* counts: by its own filter, or as nothing is filtered."""
        if "push" not in self.events:
            return False
        push = self.events["push"] or {}
        has_own = kind in push or f"{kind}-ignore" in push
        return has_own or not (other in push or f"{other}-ignore" in push)
