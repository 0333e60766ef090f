"""What actions are given, in workflows that anybody may have written."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_gen.catalog import actions, removed_inputs
from ci_gen.diagnostics import Diagnostic, Severity
from ci_gen.lint import pinned_inputs

BUILDX = actions.action("docker/setup-buildx-action")
PUSH = actions.action("docker/build-push-action")
CACHE = actions.action("actions/cache")


def _check(uses: str, inputs: dict[str, str] | None = None) -> list[Diagnostic]:
    given = f"        with: {json.dumps(inputs)}\n" if inputs is not None else ""
    text = f"on: push\njobs:\n  a:\n    steps:\n      - uses: {uses}\n{given}"
    return list(pinned_inputs.check({"w.yml": text}))


def _pin(row: actions.Action) -> str:
    return f"{row.action}@{row.sha} # {row.version}"


def test_input_that_is_not_there_is_found_where_it_stands() -> None:
    (found,) = _check(_pin(PUSH), {"context": ".", "platform": "linux/amd64"})

    assert found.code == "CG510"
    assert found.severity is Severity.ERROR
    assert str(found.location) == "w.yml:6:32"
    assert found.message == f'docker/build-push-action {PUSH.version} has no input "platform"'
    assert found.remedy == "did you mean platforms?"


def test_input_like_no_other_gets_no_suggestion() -> None:
    (found,) = _check(_pin(PUSH), {"zzzzzz": "1"})

    assert found.remedy == "remove it, or look it up in its README"


def test_commit_is_enough_to_know_the_version() -> None:
    (found,) = _check(f"{PUSH.action}@{PUSH.sha}", {"zzzzzz": "1"})

    assert found.severity is Severity.ERROR


def test_names_are_compared_as_github_does() -> None:
    assert (
        _check(_pin(PUSH).replace("docker/", "Docker/"), {"Context": ".", "PLATFORMS": "x"}) == []
    )


def test_missing_input_is_found_at_the_step() -> None:
    (found,) = _check(_pin(CACHE), {"path": "."})

    assert found.code == "CG511"
    assert str(found.location) == "w.yml:5:15"
    assert found.remedy == "add key under `with`"
    assert [row.code for row in _check(_pin(CACHE))] == ["CG511", "CG511"]


@pytest.mark.parametrize("name", ["config", "config-inline", "install", "Install"])
@pytest.mark.parametrize("ref", [f"{BUILDX.sha} # {BUILDX.version}", f"{'0' * 40} # v5.1", "v4"])
def test_removed_input_is_found_in_every_version_without_it(name: str, ref: str) -> None:
    (found,) = _check(f"{BUILDX.action}@{ref}", {name: "x"})

    assert (found.code, found.severity) == ("CG512", Severity.ERROR)
    assert found.message == f'docker/setup-buildx-action has no input "{name}" since v4'


@pytest.mark.parametrize("ref", [f"{'0' * 40} # v3.12.0", f"{'0' * 40} # pin@v3", "v3", "0" * 40])
def test_input_is_not_removed_before_its_time(ref: str) -> None:
    inputs = {row.name: "x" for row in removed_inputs.REMOVED}

    assert _check(f"{BUILDX.action}@{ref}", inputs) == []


def test_removed_inputs_are_not_in_the_catalogue() -> None:
    for row in removed_inputs.REMOVED:
        assert row.name not in (actions.action(row.action).inputs or ())


def test_in_a_version_that_nobody_read_only_a_slip_of_the_pen_is_found() -> None:
    uses = f"{PUSH.action}@{'0' * 40} # v99.0.0"

    (found,) = _check(uses, {"platform": "x", "brand-new": "y"})

    assert (found.code, found.severity) == ("CG510", Severity.WARNING)
    assert _check(f"{CACHE.action}@{'0' * 40} # v99.0.0", {"path": "x"}) == []


def test_inputs_that_were_read_at_an_earlier_version_are_no_certainty() -> None:
    row = next(
        row for row in map(actions.action, actions.names()) if row.inputs and not row.inputs_checked
    )

    found = _check(_pin(row), {"zzzzzz": "1"})

    assert [d.severity for d in found if d.code == "CG510"] == [Severity.WARNING]


@pytest.mark.parametrize("uses", ["somebody/else@v1", "./local", "docker://alpine:3", "a/b"])
def test_unknown_action_is_not_checked(uses: str) -> None:
    assert _check(uses, {"anything": "x"}) == []


def test_container_takes_a_command() -> None:
    row = actions.action("hadolint/hadolint-action")

    assert _check(_pin(row), {"entrypoint": "x", "args": "y"}) == []


def test_reusable_workflow_is_checked_where_a_job_calls_it() -> None:
    row = actions.action("docker/github-builder/.github/workflows/build.yml")
    text = f"jobs:\n  a:\n    uses: {_pin(row)}\n    with:\n      outputs: image\n"

    (found,) = pinned_inputs.check({"w.yml": text})

    assert (found.code, str(found.location)) == ("CG510", "w.yml:5:7")
    assert found.remedy == "did you mean output?"


def test_file_that_is_no_yaml_is_a_finding() -> None:
    (found,) = pinned_inputs.check({"w.yml": "jobs: [\n"})

    assert (found.code, found.severity) == ("CG615", Severity.ERROR)
    assert found.location.path == "w.yml"


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["jobs", "a", "steps", "uses", "with"]), inner)
    ),
    max_leaves=12,
)


@given(jobs=_ANY)
def test_any_shape_of_jobs_is_read_without_complaint(jobs: object) -> None:
    text = json.dumps({"jobs": jobs})

    assert {found.code for found in pinned_inputs.check({"w.yml": text})} <= {"CG615"}
