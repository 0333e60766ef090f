"""When a workflow runs, and what that means for a run."""

from typing import Final

from ci_gen.config.given import GivenFilter, GivenTrigger
from ci_gen.record import Record

# Events that run what is not merged yet: nothing is published for them.
UNMERGED: Final = ("pull_request", "merge_group")
_OF_BRANCHES: Final = frozenset(
    {"schedule", "workflow_dispatch", "repository_dispatch", "workflow_call"}
)
_OF_TAGS: Final = frozenset({"release", "workflow_call"})


class Triggers(Record):
    """The events that start a run, in the order of the spec."""

    given: tuple[GivenTrigger, ...]

    @property
    def events(self) -> tuple[str, ...]:
        """Return the names of the events."""
        return tuple(trigger.event for trigger in self.given)

    @property
    def branches(self) -> bool:
        """Return whether a run may be for a branch that is merged or pushed to."""
        return self.pushes_branch() or not _OF_BRANCHES.isdisjoint(self.events)

    @property
    def tags(self) -> bool:
        """Return whether a run may be for a Git tag."""
        return self.pushes_tag() or not _OF_TAGS.isdisjoint(self.events)

    @property
    def branch_patterns(self) -> tuple[str, ...]:
        """Return the patterns of branches whose pushes start a run; empty when any does or none."""
        return self._push.branches.patterns.value if self._push else ()

    @property
    def tag_patterns(self) -> tuple[str, ...]:
        """Return the patterns of Git tags that start a run; empty when any tag does or none."""
        return self._push.tags.patterns.value if self._push else ()

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
        push = self._push
        return push is not None and _counts(push.branches, push.tags)

    def pushes_tag(self) -> bool:
        """Return whether a push of a Git tag starts a run."""
        push = self._push
        return push is not None and _counts(push.tags, push.branches)

    @property
    def _push(self) -> GivenTrigger | None:
        return next((trigger for trigger in self.given if trigger.event == "push"), None)


def _counts(own: GivenFilter, other: GivenFilter) -> bool:
    """Return whether a push counts: by its *own* filter, or as nothing is filtered."""
    return own.is_given or not other.is_given
