"""What a step runs of a script, and what every such script is held to."""

import re
import subprocess
from pathlib import Path

import pytest

from ci_gen.render import shipped
from ci_gen.render.scripts import script
from support.scripts import FOLDER, forms

TEXT = """\
echo "# $NAME"
code=0 #? no exit-code
code=$EXIT_CODE #? exit-code
exit "$code"
"""
SCRIPTS = sorted(FOLDER.glob("*.sh"))
# What the runner sets, bash, a step before, and the loop over platforms.
_GIVEN = {
    "GITHUB_ENV",
    "GITHUB_OUTPUT",
    "GITHUB_STEP_SUMMARY",
    "QEMU_CPU",
    "RUNNER_TEMP",
    "SECONDS",
    "PLATFORMS",
    "IMAGE",
}
# A pipe that begins with a program that may fail for reasons of its own.
_PIPE = re.compile(r"\b(docker|cosign|xargs|head|find|jq)\b[^;&()]*[^|]\|[^|]")


@pytest.mark.parametrize(
    ("uses", "line"), [((), "code=0"), (("exit-code", "cpu"), "code=$EXIT_CODE")]
)
def test_script_has_only_the_lines_that_its_step_uses(uses: tuple[str, ...], line: str) -> None:
    assert script(TEXT, uses) == f'echo "# $NAME"\n{line}\nexit "$code"'


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script_is_plain_and_short(path: Path) -> None:
    for form in forms(path):
        assert "<%" not in form
        assert "${{" not in form
        assert "#?" not in form
        assert len(form.splitlines()) <= 20
        assert max(map(len, form.splitlines())) <= 190


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_shellcheck_finds_nothing_in_any_form_of_a_script(path: Path) -> None:
    for form in forms(path):
        # The step sets PLATFORMS, whatever it sounds like.
        command = ["shellcheck", "--severity=style", "--exclude=SC2153", "-"]
        text = f"#!/bin/bash -e\n{form}"
        done = subprocess.run(command, input=text, capture_output=True, text=True)
        assert done.stdout == ""


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_no_pipe_hides_that_its_first_part_fails(path: Path) -> None:
    """A step of GitHub runs without `pipefail`."""
    for form in forms(path):
        bare = re.sub(r"'[^']*'", "", form)
        assert not [line for line in bare.splitlines() if _PIPE.search(line)]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_script_reads_what_it_says_that_it_needs(path: Path) -> None:
    needs = shipped.describe(f"scripts/{path.name}").needs
    text = "\n".join(forms(path))
    read = set(re.findall(r"\$\{?([A-Z_]{2,})\b|< ([A-Z_]{2,});|env\.([A-Z_]{2,})", text))

    names = {name for found in read for name in found if name}
    assert {name for name in needs if not re.search(rf"\b{name}\b", text)} == set()
    assert names - _GIVEN <= set(needs)
