"""What is derived is current, and what the README says is true."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from ci_gen.cli import COMMANDS
from conftest import Cli

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
SPECS = [
    text for text in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL) if "version: 1" in text
]


def _derive() -> ModuleType:
    spec = importlib.util.spec_from_file_location("derive", ROOT / "generator/scripts/derive.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_derived_files_are_current() -> None:
    assert _derive().stale() == [], "run `python generator/scripts/derive.py`"


@pytest.mark.parametrize("text", SPECS, ids=range(len(SPECS)))
def test_spec_in_the_readme_has_no_findings(text: str, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(text)

    assert cli("lint", "--fail-on", "note").code == 0


def test_every_command_that_the_readme_names_exists() -> None:
    named = set(re.findall(r"`ci-gen ([a-z]+)", README)) | set(
        re.findall(r"&& ci-gen (\w+)", README)
    )

    assert named >= {"init", "render", "check", "migrate"}
    assert named <= set(COMMANDS)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    command = "python -m pip install -e '.[dev]' && python -m pytest -n auto"

    assert f"\n{command}\n" in README
    assert command in (ROOT / ".ci" / "run").read_text()
