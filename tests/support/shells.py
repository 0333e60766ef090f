"""Runs the shell of a workflow's steps as GitHub does, with a stub docker."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

TESTS = Path(__file__).parents[1]
# https://docs.github.com/actions/reference/workflow-syntax-for-github-actions: a step that says
# nothing about its shell has no pipefail.
BASH = ("bash", "-e")


def golden(case: str) -> Path:
    """Return the workflow of the golden *case*."""
    return TESTS / "cases" / "golden" / case / ".github" / "workflows" / "build.yml"


class Ran(NamedTuple):
    code: int
    said: str
    outputs: dict[str, str]
    summary: str
    calls: list[list[str]]


class Shell:
    """Runs the steps of a workflow in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.playback: list[tuple[list[str], int, str]] = []

    def plays(self, words: list[str], printed: str, code: int = 0) -> None:
        self.playback.append((words, code, printed))

    def program(self, name: str, text: str) -> None:
        """Have the shell script *text* run instead of the program *name*."""
        file = self.programs / name
        file.write_text(f"#!/bin/sh\n{text}\n")
        file.chmod(0o755)

    def run(self, step: dict[str, Any], **values: str) -> Ran:
        """Run *step* with *values* for its variables, where they are expressions."""
        files = {name: self.folder / name for name in ("outputs", "summary", "calls")}
        for path in files.values():
            path.write_text("")
        script = self.folder / "step.sh"
        script.write_text(step["run"])
        search = (str(self.programs), str(TESTS / "support" / "stubs"), os.environ["PATH"])
        environment = {
            **{name: str(value) for name, value in step.get("env", {}).items()},
            "PATH": os.pathsep.join(search),
            "HOME": str(self.folder),
            "RUNNER_TEMP": str(self.folder),
            "GITHUB_OUTPUT": str(files["outputs"]),
            "GITHUB_STEP_SUMMARY": str(files["summary"]),
            "RECORD": str(files["calls"]),
            "PLAYBACK": json.dumps(self.playback),
            **values,
        }
        done = subprocess.run(
            [*BASH, script], cwd=self.folder, env=environment, capture_output=True, text=True
        )
        lines = files["outputs"].read_text().splitlines()
        return Ran(
            done.returncode,
            done.stdout + done.stderr,
            dict(line.split("=", 1) for line in lines),
            files["summary"].read_text(),
            [json.loads(line) for line in files["calls"].read_text().splitlines()],
        )


def step_of(workflow: Path, job: str, name: str) -> dict[str, Any]:
    steps = YAML(typ="safe", pure=True).load(workflow)["jobs"][job]["steps"]
    found: dict[str, Any] = next(step for step in steps if step["name"] == name)
    return found
