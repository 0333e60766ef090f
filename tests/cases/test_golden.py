"""Whole workflows, as reviewers see them. A folder with a spec, dropped in `golden/`, is a test.

`pytest tests/cases/test_golden.py --update` writes what is rendered.
"""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ci_gen.catalog import actions
from conftest import TESTS, Cli

CASES = sorted(path.parent for path in TESTS.glob("cases/golden/*/ci-gen.yml"))
WORKFLOWS = sorted(TESTS.glob("cases/golden/*/.github/workflows/*.yml"))
_USES = re.compile(r"^([\w./-]+)@([0-9a-f]{40})$")


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_spec_renders_the_golden_workflow(
    case: Path, project: Path, cli: Cli, update: bool
) -> None:
    shutil.copy(case / "ci-gen.yml", project)

    ran = cli("render")

    written = [p.relative_to(project) for p in (project / ".github").rglob("*") if p.is_file()]
    golden = [p.relative_to(case) for p in (case / ".github").rglob("*") if p.is_file()]
    assert ran.code == 0
    assert len(written) == 1
    if update:
        shutil.rmtree(case / ".github", ignore_errors=True)
        shutil.copytree(project / ".github", case / ".github")
        return
    assert written == golden
    assert (project / written[0]).read_text() == (case / golden[0]).read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_golden_spec_has_no_findings_and_its_workflow_is_fresh(
    case: Path, project: Path, cli: Cli
) -> None:
    shutil.copytree(case, project, dirs_exist_ok=True)

    ran = cli("check", "--format", "json")

    report = json.loads(ran.out)
    # That others have runners is a hint, and no flaw.
    assert {found["code"] for found in report["diagnostics"]} <= {"CG325"}
    assert [file["state"] for file in report["files"]] == ["fresh"]
    assert ran.code == 0


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.parents[2].name)
def test_steps_use_catalogued_actions_with_inputs_they_have(workflow: Path) -> None:
    jobs = YAML(typ="safe", pure=True).load(workflow)["jobs"]
    steps = [step for job in jobs.values() for step in job.get("steps", ()) if "uses" in step]
    calls = [job for job in jobs.values() if "uses" in job]

    assert steps + calls
    for user in steps + calls:
        name, sha = _USES.match(user["uses"]).groups()  # type: ignore[union-attr]
        row = actions.action(name)
        assert sha == row.sha
        assert row.runs != "node20"
        assert (row.runs == "workflow_call") is (user in calls)
        assert set(user.get("with", {})) <= set(row.inputs or ())
        assert set(row.required or ()) <= set(user.get("with", {}))


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.parents[2].name)
def test_every_job_and_step_has_a_name_and_every_job_a_limit(workflow: Path) -> None:
    data = YAML(typ="safe", pure=True).load(workflow)

    assert data["permissions"] == {}
    assert list(data["jobs"])[-1] == "image"
    for job in data["jobs"].values():
        # GitHub takes no limit for a job that calls a workflow.
        limited = set() if "uses" in job else {"timeout-minutes", "steps"}
        assert {"name", "permissions"} | limited <= set(job)
        assert all("name" in step for step in job.get("steps", ()))


@pytest.mark.slow
def test_actionlint_finds_nothing() -> None:
    done = subprocess.run(
        ["actionlint", "-shellcheck", "shellcheck", *WORKFLOWS], capture_output=True, text=True
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_zizmor_finds_nothing_as_an_auditor() -> None:
    done = subprocess.run(
        ["zizmor", "--offline", "--persona", "auditor", "--no-config", *WORKFLOWS],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
    assert "No findings to report" in done.stderr + done.stdout


@pytest.mark.slow
def test_workflows_are_valid_by_githubs_schema() -> None:
    done = subprocess.run(
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *WORKFLOWS],
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout
