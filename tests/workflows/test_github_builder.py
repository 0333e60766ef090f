"""What a call of docker/github-builder hands on, and what a spec may not ask of it."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ci_gen.catalog import actions, platforms
from conftest import TESTS, Cli

BASE = (
    "version: 1\nimage: ghcr.io/acme/sensor\n"
    "targets: [raspberry-pi-5, amd64]\nstrategy: github-builder\n"
)
GOLDEN = TESTS / "cases" / "golden" / "github-builder" / "ci-gen.yml"
_ROW = actions.action("docker/github-builder/.github/workflows/build.yml")


def _read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def _call(project: Path, cli: Cli, rest: str, base: str = BASE) -> dict[str, Any]:
    (project / "ci-gen.yml").write_text(base + rest)
    ran = cli("render", "--stdout")
    assert ran.code == 0, ran.err
    job: dict[str, Any] = _read(ran.out)["jobs"]["build"]
    return job


def _codes(project: Path, cli: Cli, spec: str) -> list[str]:
    (project / "ci-gen.yml").write_text(spec)
    return re.findall(r"\[(CG\d+)\]", cli("lint").out)


def test_every_input_that_is_handed_on_exists(project: Path, cli: Cli) -> None:
    inputs = _call(
        project,
        cli,
        "build: {context: a, dockerfile: a/b, target: t, args: {A: 1}, labels: {b: c},"
        " annotations: {d: e}, shm-size: 2g, ulimit: [nofile=1, nproc=2], sbom: true}\n"
        "tags: {rules: [latest], flavor: latest=false}\nrunners: ubuntu-24.04\n"
        "sign: cosign\n",
    )["with"]

    assert set(inputs) < set(_ROW.inputs or ())
    assert inputs["ulimit"] == "nofile=1\nnproc=2\n"
    assert inputs["meta-labels"] == "b=c"
    assert inputs["meta-annotations"] == "d=e"


def test_platforms_are_never_more_than_the_workflow_builds() -> None:
    assert len(platforms.catalogue().buildable) <= 20


@pytest.mark.parametrize("strategy", ["single", "split", "auto"])
def test_moving_to_another_strategy_is_one_line(strategy: str, project: Path, cli: Cli) -> None:
    text = GOLDEN.read_text()
    assert text.count("github-builder") == 1
    (project / "ci-gen.yml").write_text(text.replace("github-builder", strategy))

    assert cli("lint", "--fail-on", "note").code == 0


def test_pull_requests_only_hand_on_no_rights(project: Path, cli: Cli) -> None:
    call = _call(project, cli, "on: pull_request\n")

    assert call["permissions"] == {"contents": "read"}
    assert call["with"]["push"] is False
    assert "secrets" not in call


def test_called_workflow_never_publishes_for_a_pull_request(project: Path, cli: Cli) -> None:
    push = _call(project, cli, "on: workflow_call\n")["with"]["push"]

    for event in ("pull_request", "pull_request_target", "merge_group"):
        assert f"github.event_name != '{event}'" in push


@pytest.mark.parametrize(
    ("rest", "cache"),
    [
        ("", ("${{ github.ref_type != 'tag' }}", "sensor", "max")),
        ("on: {push: {branches: [main]}}\n", (True, "sensor", "max")),
        ("on: {push: {tags: ['v*']}}\n", (None, None, None)),
        ("cache: none\n", (None, None, None)),
        ("cache: {scope: s, mode: min}\n", ("${{ github.ref_type != 'tag' }}", "s", "min")),
    ],
)
def test_releases_are_built_without_a_cache(
    rest: str, cache: tuple[object, ...], project: Path, cli: Cli
) -> None:
    inputs = _call(project, cli, rest)["with"]

    assert tuple(inputs.get(key) for key in ("cache", "cache-scope", "cache-mode")) == cache


@pytest.mark.parametrize(
    ("targets", "rest", "inputs"),
    [
        ("[all-pis, amd64]", "", {}),
        ("[pi5, linux/riscv64]", "", {"setup-qemu": True}),
        ("[pi5, linux/riscv64]", "emulation: none\n", {}),
        ("[pi5, amd64]", "runners: ubuntu-24.04\n", {"runner": "ubuntu-24.04", "setup-qemu": True}),
        ("[pi5, amd64]", "runners: {linux/arm64: ubuntu-24.04-arm}\n", {}),
        (
            "[pi5, zero, amd64]",
            "runners: {linux/arm: ubuntu-22.04-arm}\n",
            {
                "runner": "default=ubuntu-24.04\n"
                "linux/arm64=ubuntu-24.04-arm\n"
                "linux/arm/v6=ubuntu-22.04-arm\n"
            },
        ),
        # A name stands for its variants, so the variant that is different needs its own line.
        (
            "[amd64, linux/amd64/v3]",
            "runners: {linux/amd64: ubuntu-22.04, linux/amd64/v3: ubuntu-24.04}\n",
            {
                "runner": "default=ubuntu-24.04\n"
                "linux/amd64=ubuntu-22.04\n"
                "linux/amd64/v3=ubuntu-24.04\n"
            },
        ),
    ],
)
def test_runners_are_named_where_the_workflow_would_choose_others(
    targets: str, rest: str, inputs: dict[str, object], project: Path, cli: Cli
) -> None:
    base = BASE.replace("[raspberry-pi-5, amd64]", targets)

    found = _call(project, cli, rest, base)["with"]

    assert {key: found[key] for key in ("runner", "setup-qemu") if key in found} == inputs


def test_without_arm_runners_everything_is_emulated(project: Path, cli: Cli) -> None:
    base = BASE.replace("github-builder", "{type: github-builder, fallback: qemu, fail-fast: true}")

    inputs = _call(project, cli, "", base)["with"]

    assert inputs["runner"] == "ubuntu-24.04"
    assert inputs["setup-qemu"] is True
    assert inputs["fail-fast"] is True


def test_credentials_are_yaml_whatever_they_hold(project: Path, cli: Cli) -> None:
    rest = (
        "registries:\n  ghcr.io:\n    username: 'no'\n"
        "    password: \"x: '${{ secrets.A }}' {0} #${{ vars.B || '}}' }}\"\n"
    )

    text = _call(project, cli, rest)["secrets"]["registry-auths"]

    assert _read(re.sub(r"\$\{\{.*\}\}", "x", text)) == [
        {"registry": "ghcr.io", "username": "no", "password": "x"}
    ]
    given = "format('x: ''{0}'' {{0}} #{1}', secrets.A, (vars.B || '}}'))"
    assert f"toJSON((github.event_name != 'pull_request' && {given} || ''))" in text


def test_registry_without_login_hands_on_nothing(project: Path, cli: Cli) -> None:
    assert "secrets" not in _call(project, cli, "registries: {ghcr.io: {login: false}}\n")


def test_name_that_only_the_run_knows_is_handed_on(project: Path, cli: Cli) -> None:
    base = BASE.replace("acme/sensor", "${{ github.repository }}")

    images = _call(project, cli, "", base)["with"]["meta-images"]

    assert images == "ghcr.io/${{ github.repository }}"


@pytest.mark.parametrize(
    "rest",
    [
        "build: {args: {A: '${{ runner.os }}'}}\n",
        "tags: ['${{ env.TAG }}']\n",
        "build: '${{ env.FOLDER }}'\n",
        "registries: {ghcr.io: {username: '${{ runner.name }}', password: '${{ secrets.P }}'}}\n",
    ],
)
def test_contexts_of_steps_are_not_there(rest: str, project: Path, cli: Cli) -> None:
    assert "CG117" in _codes(project, cli, BASE + rest)
    assert "CG117" not in _codes(project, cli, BASE.replace("github-builder", "split") + rest)


def test_key_beside_the_name_of_another_strategy_is_not_meant(project: Path, cli: Cli) -> None:
    spec = (
        "version: 1\ntargets: [pi5, amd64]\nstrategy: {type: split, max-parallel: 2}\n"
        "images: [{image: ghcr.io/acme/a}, {image: ghcr.io/acme/b, strategy: github-builder}]\n"
    )

    assert _codes(project, cli, spec) == []


@pytest.mark.parametrize(
    "build",
    [
        "{context: a, dockerfile: Dockerfile}",
        "{context: ..}",
        "/srv/app",
        "git@github.com:acme/a.git",
        "{dockerfile: 'https://example.com/Dockerfile'}",
    ],
)
def test_what_is_not_in_the_context_cannot_be_built(build: str, project: Path, cli: Cli) -> None:
    assert _codes(project, cli, f"{BASE}build: {build}\n") == ["CG316"]


@pytest.mark.parametrize(
    "rest",
    [
        "builder: docker-container\n",
        "emulation: qemu\n",
        "build: {no-cache: false, pull: false, load: false, sbom: false}\n",
        "attest: {github: false, sbom: true}\n",
        "runners: '${{ vars.RUNNER }}'\n",
    ],
)
def test_what_holds_anyway_may_be_said(rest: str, project: Path, cli: Cli) -> None:
    assert _codes(project, cli, BASE + rest) == []


def test_several_images_and_strategies_share_a_workflow(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(
        "version: 1\ntargets: [pi5, amd64]\nstrategy: github-builder\n"
        "images: [{image: ghcr.io/acme/a}, {image: ghcr.io/acme/b, strategy: split}]\n"
    )

    jobs = _read(cli("render", "--stdout").out)["jobs"]

    assert list(jobs) == ["build-a", "build", "publish", "image"]
    assert jobs["image"]["needs"] == ["build-a", "build", "publish"]
    assert "needs" not in jobs["build"]


def test_render_says_why_each_platform_is_in(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(BASE)

    assert "Build sensor\n    linux/arm64    Raspberry Pi 5\n" in cli("render").err


def test_newer_pin_of_the_workflow_is_kept_and_is_no_drift(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(BASE)
    assert cli("render").code == 0
    path = project / ".github/workflows/build.yml"
    bumped = path.read_text().replace(f"{_ROW.sha} # {_ROW.version}", f"{'a' * 40} # v99.0.0")
    path.write_text(bumped)

    assert cli("check").code == 0
    assert cli("diff").code == 0
    assert cli("render").code == 0
    assert path.read_text() == bumped


@pytest.mark.parametrize(
    "rest",
    [
        "build:\n  args:\n    A: |-\n      a\n      {pin}\n      b\n",
        "tags: {rules: [latest], flavor: [latest=false, '{pin}']}\n",
    ],
)
def test_text_of_a_spec_cannot_pass_for_a_pin(rest: str, project: Path, cli: Cli) -> None:
    pin = f"uses: {_ROW.action}@{'0' * 40} # v99.0.0"
    (project / "ci-gen.yml").write_text(BASE + rest.replace("{pin}", pin))

    assert cli("render").code == 0
    text = (project / ".github/workflows/build.yml").read_text()
    assert cli("render", "--force").code == 0

    assert (project / ".github/workflows/build.yml").read_text() == text
    assert f"\n    uses: {_ROW.action}@{_ROW.sha} # {_ROW.version}\n" in text


@pytest.mark.parametrize("label", ["ubuntu-24.04-s390x", "depot-ubuntu-24.04", "ARM64"])
def test_runner_of_another_provider_is_refused(project: Path, cli: Cli, label: str) -> None:
    assert _codes(project, cli, f"{BASE}runners: {label}\n") == ["CG316"]


@pytest.mark.parametrize(
    ("label", "code"), [("ubuntu-24.04-16core", "CG314"), ("windows-2025", "CG313")]
)
def test_runner_that_may_be_githubs_is_not_refused_as_anothers(
    project: Path, cli: Cli, label: str, code: str
) -> None:
    assert _codes(project, cli, f"{BASE}runners: {label}\n") == [code]
