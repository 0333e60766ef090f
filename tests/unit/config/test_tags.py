from typing import Any

import pytest

from ci_gen.config import read, tags
from ci_gen.config.triggers import Triggers


def _events(**events: Any) -> Triggers:
    return Triggers(given=read.triggers(events))


@pytest.mark.parametrize(
    ("events", "branches", "has_tags"),
    [
        ({"push": None}, True, True),
        ({"push": {"branches": ["main"]}}, True, False),
        ({"push": {"tags": ["v*"]}}, False, True),
        ({"push": {"branches": ["main"], "tags": ["v*"]}}, True, True),
        ({"push": {"paths": ["src/**"]}}, True, True),
        ({"push": {"branches-ignore": ["wip"]}}, True, False),
        ({"pull_request": None}, False, False),
        ({"schedule": [{"cron": "1 1 * * 1"}]}, True, False),
        ({"release": {"types": ["published"]}}, False, True),
    ],
)
def test_triggers_say_what_a_run_may_be_for(
    events: dict[str, Any], branches: bool, has_tags: bool
) -> None:
    triggers = _events(**events)

    assert (triggers.branches, triggers.tags) == (branches, has_tags)


@pytest.mark.parametrize(
    ("rule", "kinds"),
    [
        ("type=raw,value=latest", {"branch", "version", "name", "schedule"}),
        ("type=raw,value=latest,enable=false", set()),
        ("type=semver,pattern={{version}}", {"version"}),
        ("type=ref,event=branch", {"branch", "schedule"}),
        ("type=ref,event=tag", {"version", "name"}),
        ("type=ref,event=pr", set()),
        ("type=schedule", {"schedule"}),
        ("type=match,pattern=\\d+", {"version", "name"}),
        ("type=sha", {"branch", "version", "name", "schedule"}),
    ],
)
def test_rule_makes_tags_for_its_own_kinds_of_runs(rule: str, kinds: set[str]) -> None:
    every = {"branch", "version", "name", "schedule"}

    assert {kind for kind in every if tags.makes_tag(rule, kind)} == kinds


@pytest.mark.parametrize(
    "events",
    [
        {"push": None, "pull_request": None},
        {"push": {"branches": ["main"]}, "schedule": []},
        {"release": None, "workflow_dispatch": None},
        {"workflow_call": None},
        {"repository_dispatch": None, "merge_group": None},
    ],
)
def test_usual_rules_make_a_tag_for_every_trigger(events: dict[str, Any]) -> None:
    triggers = _events(**events)
    usual = tags.rules((), triggers)

    for event, kind in tags.wanted(triggers):
        assert any(tags.makes_tag(rule, kind) for rule in usual), event


def test_literal_tag_becomes_a_raw_rule() -> None:
    assert tags.rules(("latest", "type=sha"), _events()) == ("type=raw,value=latest", "type=sha")
