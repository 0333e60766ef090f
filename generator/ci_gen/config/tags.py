"""Tags: what the spec's short forms mean to docker/metadata-action, and when its rules apply.

Source: docker/metadata-action v6 `src/meta.ts`, the `proc*` functions.
"""

import re
from collections.abc import Iterator
from typing import Final

from ci_gen.config.triggers import Triggers

# Which kinds of runs a rule of each type makes a tag for. A "version" is a Git tag that may be one,
# a "name" one that cannot, by the patterns of the trigger.
_KINDS: Final = {
    "raw": frozenset({"branch", "version", "name", "schedule"}),
    "sha": frozenset({"branch", "version", "name", "schedule"}),
    "edge": frozenset({"branch", "schedule"}),
    "schedule": frozenset({"schedule"}),
    "semver": frozenset({"version"}),
    "pep440": frozenset({"version"}),
    "match": frozenset({"version", "name"}),
}
_REFS: Final = {
    "branch": frozenset({"branch", "schedule"}),
    "tag": frozenset({"version", "name"}),
    "pr": frozenset[str](),
}
_MAY_BE_VERSION: Final = re.compile(r"v?[0-9*?\[{+]")
_BRANCH_EVENTS: Final = ("workflow_dispatch", "repository_dispatch", "workflow_call")


def is_literal(rule: str) -> bool:
    """Return whether *rule* is a tag itself and no line of docker/metadata-action."""
    return not rule.startswith("type=")


def rules(given: tuple[str, ...], triggers: Triggers) -> tuple[str, ...]:
    """Return the lines for docker/metadata-action: those *given*, or the usual for *triggers*."""
    lines = (f"type=raw,value={text}" if is_literal(text) else text for text in given)
    return tuple(lines) if given else tuple(_usual(triggers))


def _usual(triggers: Triggers) -> Iterator[str]:
    if triggers.tags:
        yield "type=semver,pattern={{version}}"
        yield "type=semver,pattern={{major}}.{{minor}}"
    if triggers.branches:
        yield "type=ref,event=branch"
    if triggers.unmerged:
        yield "type=ref,event=pr"


def wanted(triggers: Triggers) -> Iterator[tuple[str, str]]:
    """Yield each event of *triggers* that publishes, in words, and the kind of its runs."""
    if triggers.pushes_branch():
        yield "a push to a branch", "branch"
    if triggers.pushes_tag():
        yield "a push of a Git tag", _kind(triggers.tag_patterns)
    for event in triggers.events:
        if event in _BRANCH_EVENTS:
            yield event, "branch"
        elif event == "release":
            yield event, "version"
        elif event == "schedule":
            yield event, "schedule"


def _kind(patterns: tuple[str, ...]) -> str:
    """Return what the Git tags are that match *patterns*: all of them when there are none."""
    positive = [pattern for pattern in patterns if not pattern.startswith("!")]
    may_be = not positive or any(_MAY_BE_VERSION.match(pattern) for pattern in positive)
    return "version" if may_be else "name"


def type_of(rule: str) -> str:
    """Return the type of the line *rule*."""
    return _parts(rule).get("type", "")


def makes_tag(rule: str, kind: str) -> bool:
    """Return whether the line *rule* may make a tag in a run of *kind*."""
    parts = _parts(rule)
    if parts.get("enable") == "false":
        return False
    if parts.get("type") == "ref":
        return kind in _REFS.get(parts.get("event", ""), _KINDS["raw"])
    # With a value of its own a rule does not look at the Git tag.
    is_given = "value" in parts
    return is_given or kind in _KINDS.get(parts.get("type", ""), _KINDS["raw"])


def _parts(rule: str) -> dict[str, str]:
    return dict(part.strip().partition("=")[::2] for part in rule.split(","))
