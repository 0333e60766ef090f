"""Checks and concurrency groups that two workflows of a repository call by the same name."""

import json
from pathlib import Path

import pytest

from conftest import Cli

# Each test runs the linters.
pytestmark = pytest.mark.slow

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
OTHER = ".github/workflows/other.yml"
CHECK = (
    f'the check "image" is also one of {OTHER}, and branch protection takes either for the other'
)
JOB = "runs-on: ubuntu-24.04, steps: [{run: ls}]"


def _findings(cli: Cli, *specs: str) -> list[tuple[str, str]]:
    report = json.loads(cli("lint", "--format", "json", *specs).out)
    return [
        (row["path"], row["message"]) for row in report["diagnostics"] if row["code"] == "CG612"
    ]


def _write(project: Path, spec: str, other: str) -> None:
    (project / "ci-gen.yml").write_text(spec)
    (project / OTHER).parent.mkdir(parents=True)
    (project / OTHER).write_text(other)


@pytest.mark.parametrize(
    "other",
    [
        f"on: push\njobs: {{image: {{{JOB}}}}}\n",
        f"on: [pull_request]\njobs: {{x: {{name: image, {JOB}}}}}\n",
        f"on: {{merge_group: }}\njobs: {{x: {{name: image, {JOB}}}}}\n",
    ],
)
def test_check_of_another_workflow_is_a_warning(other: str, project: Path, cli: Cli) -> None:
    _write(project, SPEC, other)

    assert _findings(cli) == [("ci-gen.yml", CHECK)]
    assert "help: give it a name of its own: `required-check: NAME`\n" in cli("lint").out
    (project / "ci-gen.yml").write_text(f"{SPEC}required-check: sensor\n")
    assert _findings(cli) == []


@pytest.mark.parametrize(
    "other",
    [
        f"on: schedule\njobs: {{image: {{{JOB}}}}}\n",
        f"on: workflow_call\njobs: {{image: {{{JOB}}}}}\n",
        f"on: push\njobs: {{image: {{name: another, {JOB}}}}}\n",
        "on: push\njobs: {image: {uses: ./.github/workflows/x.yml}}\n",
        "on: push\njobs: [image]\n",
        "on: push\njobs: {image: 1}\nconcurrency: {group: 1}\n",
        "on: 1\njobs: {image: {}}\nconcurrency: [1]\n",
        "image: [\n",
        "- image\n",
        "concurrency\n",
        "",
    ],
)
def test_what_is_no_check_of_that_name_is_nothing_to_tell(
    other: str, project: Path, cli: Cli
) -> None:
    _write(project, SPEC, other)

    assert _findings(cli) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("images", "concurrency: images\njobs: {}"),
        ("images", "concurrency: {group: IMAGES}\njobs: {}"),
        ("'x-${{ github.ref }}'", "concurrency: 'x-${{github.ref}}'\njobs: {}"),
        (
            "'Build-${{ github.ref }}'",
            "name: Build\nconcurrency: '${{ github.workflow }}-${{ github.ref }}'\njobs: {}",
        ),
        ("images", f"jobs: {{a: {{concurrency: images, {JOB}}}}}"),
    ],
)
def test_group_of_another_workflow_is_a_warning(
    ours: str, theirs: str, project: Path, cli: Cli
) -> None:
    _write(project, f"{SPEC}concurrency: {ours}\n", f"on: push\n{theirs}\n")

    ((path, message),) = _findings(cli)

    assert path == "ci-gen.yml"
    assert message.startswith("the concurrency group ")
    words = f"is also one of {OTHER}, and their runs wait for each other, or cancel each other"
    assert message.endswith(words)


def test_group_that_only_looks_the_same_is_another(project: Path, cli: Cli) -> None:
    group = "'${{ github.workflow }}-${{ github.ref }}'"
    other = f"name: Other\non: push\nconcurrency: {group}\njobs: {{}}\n"
    _write(project, f"{SPEC}concurrency: {group}\n", other)

    assert _findings(cli) == []


def test_each_of_two_specs_is_told_of_the_other(project: Path, cli: Cli) -> None:
    for name in ("gateway", "sensor"):
        (project / name).mkdir()
        text = f"{SPEC}workflow: .github/workflows/{name}.yml\n"
        (project / name / "ci-gen.yml").write_text(text)
    specs = ("gateway/ci-gen.yml", "sensor/ci-gen.yml")
    wanted = [
        (spec, f'the check "image" is also one of .github/workflows/{other}.yml, and branch')
        for spec, other in zip(specs, ("sensor", "gateway"), strict=True)
    ]

    before = _findings(cli, *specs)
    assert cli("render", *specs).code == 0
    after = _findings(cli, *specs)

    assert [(path, message.partition("branch")[0] + "branch") for path, message in before] == wanted
    assert after == before
    assert _findings(cli, specs[0]) == before[:1]


def test_own_workflow_and_what_it_replaces_are_no_others(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    assert _findings(cli) == []

    (project / "ci-gen.yml").write_text(f"{SPEC}workflow: .github/workflows/image.yml\n")

    assert _findings(cli) == []


def test_many_specs_of_one_name_are_not_all_named(project: Path, cli: Cli) -> None:
    specs = [f"{name}/ci-gen.yml" for name in "abcdef"]
    for spec in specs:
        (project / spec).parent.mkdir()
        (project / spec).write_text(f"{SPEC}workflow: .github/workflows/{spec[0]}.yml\n")

    found = _findings(cli, *specs)

    assert [path for path, _ in found] == specs
    named = ", ".join(f".github/workflows/{name}.yml" for name in "bcd")
    assert f"is also one of {named} and 2 more, and branch" in found[0][1]
