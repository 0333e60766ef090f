"""What the guide to the templates says is true."""

import re
from pathlib import Path

import pytest

from ci_gen.custom_templates import sandbox
from ci_gen.render import environment as render
from conftest import Cli

GUIDE = (Path(__file__).resolve().parents[2] / "templates" / "README.md").read_text()
SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
EXAMPLES = re.findall(r"```jinja\n(.*?)```", GUIDE, re.DOTALL)


@pytest.mark.parametrize("text", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_prints_what_it_adds(text: str, project: Path, cli: Cli) -> None:
    name = re.findall(r'"ci-gen/(.*?)"', text)[0]
    (project / "ci-gen.yml").write_text(f"{SPEC}templates: .github/ci-gen\n")
    (project / ".github" / "ci-gen" / name).parent.mkdir(parents=True)
    (project / ".github" / "ci-gen" / name).write_text(text)
    added = [line for line in text.splitlines() if line and not line.startswith("<%")]

    ran = cli("render", "--stdout", "--fail-on", "note")

    assert ran.code == 0
    assert added
    assert all(f"\n{line}\n" in ran.out for line in added)


@pytest.mark.parametrize("name", [*render.FILTERS, *sandbox.FILTERS])
def test_every_filter_is_in_the_guide(name: str) -> None:
    assert re.search(rf"`{name}[`(]", GUIDE)


def test_commands_in_the_guide_work(project: Path, cli: Cli) -> None:
    commands = re.findall(r"^ci-gen (templates [^#|\n]*)", GUIDE, re.MULTILINE)

    assert len(commands) == 5
    for command in commands:
        assert cli(*command.split()).code == 0


def test_guide_names_no_field_that_is_python_s_own() -> None:
    assert "| `fields` |" not in GUIDE
