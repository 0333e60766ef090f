"""Every golden, read as a graph of jobs: what must hold for any workflow that ci-gen writes."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from conftest import TESTS

WORKFLOWS = sorted(TESTS.glob("golden/*/.github/workflows/*.yml"))
_NEEDS = re.compile(r"needs\.([\w-]+)\.(?:outputs\.([\w-]+)|result)")
_STEPS = re.compile(r"steps\.([\w-]+)\.outputs")
_MATRIX = re.compile(r"matrix\.([\w-]+)")
_SECRET = re.compile(r"secrets\.(?!GITHUB_TOKEN)")
# What each permission of a job is for, by what is in its steps. Any job may read the repository.
_USERS = {
    "packages": "docker/login-action@",
    "attestations": "actions/attest@",
    "artifact-metadata": "actions/attest@",
    "id-token": "sigstore/cosign-installer@",
}
# The same for a job that calls docker/github-builder, by what it hands on.
_CALLERS = {"packages": "registry: ghcr.io", "id-token": "docker/github-builder/"}


@pytest.fixture(params=WORKFLOWS, ids=lambda path: path.parents[2].name)
def workflow(request: pytest.FixtureRequest) -> dict[str, Any]:
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(request.param)
    return data


@pytest.fixture
def spec(request: pytest.FixtureRequest) -> str:
    path: Path = request.node.callspec.params["workflow"]
    return (path.parents[2] / "ci-gen.yml").read_text()


def _rows(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all rows of the matrix of *job*, those of pull requests first; one without any."""
    given = job.get("strategy", {}).get("matrix", {}).get("include", [{}])
    if isinstance(given, list):
        return given
    texts = re.findall(r"fromJSON\('(.*?)'\)", given)
    return [row for text in texts for row in json.loads(text.replace("''", "'"))]


def _final_rows(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of *job* in a run that publishes."""
    given = job.get("strategy", {}).get("matrix", {}).get("include", [{}])
    if isinstance(given, list):
        return given
    found: list[dict[str, Any]] = json.loads(re.findall(r"fromJSON\('(.*?)'\)", given)[-1])
    return found


def _in_row(text: str, row: dict[str, Any]) -> str:
    """Return *text* with the values of *row*, in expressions and in their `format`."""
    for key, value in row.items():
        text = text.replace(f"${{{{ matrix.{key} }}}}", str(value))
        text = text.replace(f"matrix.{key}", str(value))
    return text


def _needs(job: dict[str, Any]) -> list[str]:
    return list(job.get("needs", ()))


def _steps(job: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the steps of a job, which only one that calls a workflow may do without."""
    return [] if "uses" in job else list(job["steps"])


def test_needed_jobs_exist_and_stand_above(workflow: dict[str, Any]) -> None:
    seen: set[str] = set()
    for name, job in workflow["jobs"].items():
        assert set(_needs(job)) <= seen
        seen.add(name)
    assert set(_needs(workflow["jobs"]["image"])) == seen - {"image"}


def test_outputs_that_are_used_are_produced_by_needed_jobs(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        for name, output in _NEEDS.findall(str(job)):
            assert name in _needs(job)
            assert not output or output in workflow["jobs"][name]["outputs"]


def test_steps_that_are_read_have_the_id_and_stand_above(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        seen: set[str] = set()
        for step in _steps(job):
            assert set(_STEPS.findall(str(step))) <= seen
            seen.add(step.get("id", ""))
        read = set(_STEPS.findall(str(job)))
        assert {step["id"] for step in _steps(job) if "id" in step} <= read


def test_matrix_keys_that_are_read_are_in_every_row(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        for key in set(_MATRIX.findall(str(job))):
            assert all(key in row for row in _rows(job))


def test_artifacts_are_unique_and_no_image_can_take_anothers(workflow: dict[str, Any]) -> None:
    names: list[str] = []
    patterns: dict[str, str] = {}
    for job in workflow["jobs"].values():
        for step in _steps(job):
            if "upload-artifact" in step.get("uses", ""):
                names += [_in_row(step["with"]["name"], row) for row in _final_rows(job)]
            if "download-artifact" in step.get("uses", ""):
                patterns[step["with"]["pattern"]] = _needs(job)[-1]
    assert len(names) == len(set(names))
    for pattern, job in patterns.items():
        rows = _final_rows(workflow["jobs"][job])
        variants = [row for row in rows if pattern.endswith(f"-{row.get('variant')}.*")]
        prefix = pattern.removesuffix("*")
        assert pattern.endswith(".*")
        taken = [name for name in names if name.startswith(prefix)]
        assert len(taken) == len(variants or rows)


def test_no_tags_are_given_with_a_push_by_digest(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        for step in _steps(job):
            inputs = step.get("with", {})
            if "push-by-digest=true" in str(inputs.get("outputs")):
                assert "tags" not in inputs
                assert "push" not in inputs
                assert "name=" in inputs["outputs"]


def test_caches_of_different_builds_differ(workflow: dict[str, Any]) -> None:
    found: list[str] = []
    for job in workflow["jobs"].values():
        for step in _steps(job):
            exported = str(step.get("with", {}).get("cache-to", ""))
            if "type=gha" in exported or "type=registry" in exported:
                found += [_in_row(exported, row) for row in _final_rows(job)]
        if "cache-scope" in job.get("with", {}):
            found.append(f"called {job['with']['cache-scope']}")
    assert len(found) == len(set(found))


def test_nothing_is_published_and_nobody_logs_in_on_pull_requests(
    workflow: dict[str, Any],
) -> None:
    if "pull_request" not in workflow["on"]:
        return
    guard = "github.event_name != 'pull_request'"
    for job in workflow["jobs"].values():
        is_guarded = guard in job.get("if", "")
        if "uses" in job:
            # The workflow logs in where it pushes, and nowhere else.
            push = job["with"]["push"]
            assert guard in push if "secrets" in job else push is False
        for step in _steps(job):
            inputs = step.get("with", {})
            if "login-action" in step.get("uses", "") or "imagetools create" in str(step):
                assert is_guarded or guard in step.get("if", "")
            if "build-push-action" in step.get("uses", ""):
                assert inputs.get("push", False) is False or guard in inputs["push"]
                assert "push=true" not in inputs.get("outputs", "") or guard in inputs["outputs"]
                assert not inputs.get("cache-to") or guard in inputs["cache-to"]


def test_no_secret_is_read_on_pull_requests(workflow: dict[str, Any], spec: str) -> None:
    if "pull_request" not in workflow["on"] or "secrets: true" in spec:
        return
    guard = "github.event_name != 'pull_request'"
    for job in workflow["jobs"].values():
        handed_on = str(job.get("secrets", {}))
        assert handed_on.count("secrets.") == handed_on.count(f"{guard} && secrets.")
        for step in _steps(job):
            if "secrets." in str(step) and guard not in job.get("if", "") + step.get("if", ""):
                for value in step["env"].values():
                    assert "secrets." not in str(value) or str(value).startswith(f"${{{{ {guard}")
                assert "secrets." not in str({**step, "env": None})


def test_images_that_are_tested_are_in_docker_whatever_the_run(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        names = [step["name"] for step in _steps(job)]
        if "Check what the program is made for" not in names:
            continue
        looked_at = names.index("Check what the program is made for")
        build = next(step for step in _steps(job) if "build-push" in step.get("uses", ""))
        if "push=true" in build["with"]["outputs"]:
            assert names.index("Pull what was pushed") < looked_at
        if "type=oci,tar=false" in build["with"]["outputs"]:
            assert names.index("Load what was built") < looked_at


def test_permissions_are_the_least(workflow: dict[str, Any], spec: str) -> None:
    assert workflow["permissions"] == {}
    asked = YAML(typ="safe", pure=True).load(spec).get("permissions", {})
    for job in workflow["jobs"].values():
        users, text = (_CALLERS, str(job)) if "uses" in job else (_USERS, str(job["steps"]))
        given = dict(job["permissions"])
        assert given.pop("contents", "read") == asked.get("contents", "read")
        for scope, access in given.items():
            assert asked.get(scope) == access or users[scope] in text
        if job["permissions"].get("packages") == "write":
            assert "ghcr.io" in text
        if "uses" in job:
            assert ("id-token" in job["permissions"]) is (job["with"]["push"] is not False)


def test_secrets_never_reach_a_shell(workflow: dict[str, Any]) -> None:
    for job in workflow["jobs"].values():
        for step in _steps(job):
            if "run" in step:
                assert "${{" not in step["run"]
                assert not _SECRET.search(str(step.get("env", {})))
        # What a workflow gets as an input ends up in the log.
        assert "secrets." not in str(job.get("with", {}))


def test_workflow_has_a_case_in_this_suite() -> None:
    assert len(WORKFLOWS) == len(list(Path(TESTS / "golden").iterdir()))
