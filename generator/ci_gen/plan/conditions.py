"""In which runs something happens, by what started the run."""

from ci_gen.config.model import Events
from ci_gen.expressions import Condition, all_of, any_of, is_equal, is_not

_EVENT = "github.event_name"
ON_PULL_REQUEST = is_equal(_EVENT, "pull_request")


def publishes(events: Events) -> Condition | None:
    """Return when a run may publish: for what is merged or pushed. None when all runs may."""
    return all_of(*(is_not(_EVENT, event) for event in events.unmerged))


def unmerged(events: Events) -> Condition | None:
    """Return when a run publishes nothing; None when there is no such run."""
    return any_of(*(is_equal(_EVENT, event) for event in events.unmerged))


def reads_cache(events: Events, *, is_for_releases: bool) -> Condition | None:
    """Return when layers are read: releases are built without a cache, unless asked for."""
    is_limited = events.tags and not is_for_releases
    return is_not("github.ref_type", "tag") if is_limited else None


def writes_cache(events: Events) -> Condition | None:
    """Return when layers are kept: for branches only, what is not merged could poison them."""
    on_branch = is_equal("github.ref_type", "branch") if events.tags else None
    return all_of(publishes(events), on_branch)
