"""The project's own workflows and actions are held to what it asks of others."""

import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from ci_gen.catalog import actions

ROOT = Path(__file__).resolve().parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))
SCRIPTS = sorted((ROOT / ".github" / "actions").glob("*/*.sh"))
TEMPLATES = sorted((ROOT / "templates" / "scripts").glob("*.sh"))


@pytest.mark.parametrize(
    ("command", "paths"),
    [
        (["actionlint", "-shellcheck", "shellcheck"], WORKFLOWS),
        (["zizmor", "--offline", "--persona", "auditor", "--no-config"], [*WORKFLOWS, *ACTIONS]),
        (["check-jsonschema", "--builtin-schema", "vendor.github-workflows"], WORKFLOWS),
        (["check-jsonschema", "--builtin-schema", "vendor.github-actions"], ACTIONS),
        (["shellcheck"], SCRIPTS),
        (["shellcheck"], TEMPLATES),
    ],
    ids=["actionlint", "zizmor", "workflows", "actions", "scripts", "templates"],
)
def test_linter_finds_nothing(command: list[str], paths: list[Path]) -> None:
    done = subprocess.run([*command, *paths], capture_output=True, text=True)

    assert paths
    assert done.returncode == 0, done.stdout + done.stderr


def test_steps_of_actions_read_inputs_from_variables_only() -> None:
    for path in ACTIONS:
        steps = YAML(typ="safe", pure=True).load(path)["runs"]["steps"]
        assert not [step for step in steps if "${{" in step.get("run", "")]


@pytest.mark.parametrize("path", [*ACTIONS, *SCRIPTS], ids=lambda path: path.name)
def test_python_of_actions_is_isolated(path: Path) -> None:
    started = re.findall(r"\bpython3?\"? (-\S+)", path.read_text())

    assert set(started) == {"-I"}


def test_packages_of_actions_are_wheels_of_which_the_hash_is_known() -> None:
    for path in ACTIONS:
        installs = re.findall(r"\bpip install (?:.*\\\n)*.*", path.read_text())
        assert installs
        assert all("--require-hashes" in line for line in installs)
        assert all("--only-binary :all:" in line for line in installs)


def test_actions_are_pinned_as_in_the_catalogue() -> None:
    text = "".join(path.read_text() for path in [*WORKFLOWS, *ACTIONS])
    used = re.findall(r"uses: (\S+)@(\S+) # (\S+)", text)

    assert len(used) == text.count("uses:") - text.count("uses: ./") > 0
    for name, sha, version in used:
        row = actions.action(name)
        assert (sha, version) == (row.sha, row.version)
