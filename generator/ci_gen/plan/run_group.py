"""GitHub's `concurrency` of a workflow: which runs wait for, or cancel, one another."""

from pathlib import PurePosixPath

from ci_gen.config.model import Config
from ci_gen.expressions import Answer, Context, concat, parse
from ci_gen.plan import conditions
from ci_gen.plan.jobs import RunGroup

_REF = Context(path="github.ref")
# In a workflow that is called, github.workflow is the caller, which may wait for this one.
_CALLER = Context(path="github.workflow")


def run_group(config: Config) -> RunGroup | None:
    """Return which runs of the workflow do not run at once, None if only callers decide that."""
    given, events = config.concurrency, config.events
    if given.group is None and events.is_only_called:
        return None
    # The name of the file: no two workflows of a repository share it by accident.
    file = PurePosixPath(config.workflow).name
    caller = ("-", _CALLER) if events.is_callable else ()
    usual = concat(file, *caller, "-", _REF)
    group = usual if given.group is None else parse(given.group)
    if given.cancel is not None:
        cancel = given.cancel if isinstance(given.cancel, bool) else parse(given.cancel)
        return RunGroup(group=group, cancel=cancel, spares_publishing=given.cancel is False)
    if given.group is not None:
        # As GitHub does: in a group of one's own nothing is cancelled that nobody asked to cancel.
        return RunGroup(group=group, cancel=False, spares_publishing=True)
    unmerged = conditions.unmerged(events)
    cancel = Answer(condition=unmerged) if unmerged else False
    return RunGroup(group=group, cancel=cancel, spares_publishing=True)
