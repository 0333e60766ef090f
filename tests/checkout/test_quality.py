"""The source is held to its own rules: format, lint, types, layers and size."""

import ast
import statistics
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(ROOT.glob("generator/**/*.py"))


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["mypy"], ["lint-imports"]],
    ids=lambda command: "-".join(command[:2]),
)
def test_tool_finds_nothing(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_files_are_short() -> None:
    lengths = {path: path.read_text().count("\n") for path in MODULES}

    assert {path.name: length for path, length in lengths.items() if length > 300} == {}


def test_functions_are_small() -> None:
    bodies = [
        node.body[-1].end_lineno - node.body[0].lineno + 1
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef) and node.body[-1].end_lineno
    ]

    assert max(bodies) <= 50
    assert statistics.median(bodies) <= 6
