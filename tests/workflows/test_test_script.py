"""The script of a test: a path of one word, or the text of the script itself."""

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ci_gen import pipeline
from ci_gen.outcome import Outcome, Planned, Rendered
from ci_gen.yaml import document
from ci_gen.yaml.document import Spec
from support.shells import Shell

_HEAD = "version: 1\nimage: ghcr.io/acme/sensor\n"
# Shell, YAML and GitHub each have a meaning for what is in it.
_SCRIPT = """\
# Whatever it is.
for word in "$IMAGE" '$PLATFORM' "a  b" 'it''s' '%s' '\\n' "\\$(id)" '#'; do
\techo "<$word>" # ${#word}
done
cat <<- 'end' | tr a-z A-Z
\t  on $PLATFORM: "{{ x }}"
\tend
uses: () { :; }
echo "$PLATFORM"
"""
_PRINTED = """\
<a/b:c>
<$PLATFORM>
<a  b>
<its>
<%s>
<\\n>
<$(id)>
<#>
  ON $PLATFORM: "{{ X }}"
linux/amd64
"""


def _checked(script: str, rest: str = "targets: [amd64]\n") -> Outcome:
    lines = "".join(f"    {line}\n" for line in script.split("\n"))
    found = document.parse(f"{_HEAD}{rest}test:\n  script: |\n{lines}", "ci-gen.yml")
    assert isinstance(found, Spec)
    return pipeline.check(found)


def _step(outcome: Outcome) -> dict[str, Any]:
    assert isinstance(outcome, Planned)
    rendered = pipeline.rendered(outcome, Path())
    assert isinstance(rendered, Rendered)
    workflow = YAML(typ="safe", pure=True).load(rendered.text)
    steps = (step for job in workflow["jobs"].values() for step in job["steps"])
    return next(step for step in steps if step["name"] == "Run the test script")


@pytest.mark.parametrize(
    ("script", "path"),
    [
        ("tests/smoke.sh", "tests/smoke.sh"),
        ("tests/smoke.sh\n\n", "tests/smoke.sh"),
        ("${{ github.workspace }}/smoke.sh", "${{ github.workspace }}/smoke.sh"),
        ("tests/smoke.sh --fast", None),
        ("true\ntrue", None),
        ("a\tb", None),
    ],
)
def test_script_of_one_word_is_a_path(script: str, path: str | None) -> None:
    outcome = _checked(script)

    assert isinstance(outcome, Planned)
    test = outcome.config.images[0].test
    assert test is not None
    assert (test.script, test.inline_script) == (path, None if path else script)


@pytest.mark.parametrize(
    "targets", ["targets: [amd64]\n", "targets: [amd64, pi5]\n", "targets: [pi5, pi-1b]\n"]
)
@pytest.mark.parametrize("strategy", ["single", "split"])
def test_script_itself_is_data_and_no_part_of_a_step(targets: str, strategy: str) -> None:
    step = _step(_checked(_SCRIPT, f"{targets}strategy: {strategy}\n"))

    assert step["env"]["SCRIPT"].strip() == _SCRIPT.strip()
    assert step["run"].count('bash -eo pipefail -c "$SCRIPT"') == 1
    assert "Whatever" not in step["run"]


def test_script_itself_runs_as_written_with_the_image_and_its_platform(shell: Shell) -> None:
    ran = shell.run(_step(_checked(_SCRIPT)), IMAGE="a/b:c", PLATFORM="linux/amd64")

    assert (ran.code, ran.said) == (0, _PRINTED)


@pytest.mark.parametrize("script", ["false\necho late", "false | true\necho late", "exit 3\n#"])
def test_first_command_that_fails_ends_the_script(script: str, shell: Shell) -> None:
    ran = shell.run(_step(_checked(script)), IMAGE="i", PLATFORM="linux/amd64")

    assert ran.code != 0
    assert "late" not in ran.said


def test_each_of_many_platforms_runs_the_script(shell: Shell) -> None:
    rest = "targets: [pi5, amd64]\nstrategy: single\nrunners: ubuntu-24.04\n"
    step = _step(_checked('echo "$PLATFORM is $IMAGE"', rest))

    ran = shell.run(step, IMAGE="test")

    assert "linux/amd64 is test:linux-amd64\n" in ran.said
    assert "linux/arm64 is test:linux-arm64\n" in ran.said
