"""The hooks that pre-commit reads from this repository."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ci_gen.yaml.document import NAMES
from conftest import Cli

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = ROOT / ".pre-commit-hooks.yaml"
HOOKS: list[dict[str, Any]] = YAML(typ="safe", pure=True).load(MANIFEST)
SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"


def test_manifest_is_one_to_pre_commit() -> None:
    done = subprocess.run(["pre-commit", "validate-manifest", MANIFEST], capture_output=True)

    assert done.returncode == 0, done.stdout


def test_hooks_are_named_after_their_commands() -> None:
    assert [hook["entry"] for hook in HOOKS] == ["ci-gen check", "ci-gen lint", "ci-gen render"]
    assert [hook["id"] for hook in HOOKS] == [hook["entry"].replace(" ", "-") for hook in HOOKS]


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hook_runs_when_a_spec_changes(hook: dict[str, Any]) -> None:
    assert all(re.search(hook["files"], name) for name in [*NAMES, "images/ci-gen.yml"])
    assert not re.search(hook["files"], "src/build.yml")


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_hook_works_as_it_is_called(hook: dict[str, Any], project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    _, *arguments = hook["entry"].split()

    assert cli(*arguments).code == 0


def test_workflow_that_was_edited_is_checked_and_rendered() -> None:
    path = ".github/workflows/build.yml"

    assert [hook["id"] for hook in HOOKS if re.search(hook["files"], path)] == [
        "ci-gen-check",
        "ci-gen-render",
    ]
