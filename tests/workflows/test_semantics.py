"""What a workflow does in each kind of run, read from the rendered YAML."""

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from conftest import Cli

BASE = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"


def _workflow(project: Path, cli: Cli, spec: str) -> dict[str, Any]:
    (project / "ci-gen.yml").write_text(spec)
    ran = cli("render", "--stdout")
    assert ran.code == 0, ran.err
    workflow: dict[str, Any] = YAML(typ="safe", pure=True).load(ran.out)
    return workflow


def _build(project: Path, cli: Cli, rest: str, base: str = BASE) -> dict[str, Any]:
    """Return the job that builds, which is the check itself where one job does it all."""
    jobs = _workflow(project, cli, base + rest)["jobs"]
    job: dict[str, Any] = jobs.get("build", jobs["image"])
    return job


def _step(job: dict[str, Any], action: str) -> dict[str, Any]:
    return next(step for step in job["steps"] if action in step.get("uses", ""))


def _with(job: dict[str, Any], action: str = "build-push") -> dict[str, Any]:
    inputs: dict[str, Any] = _step(job, action)["with"]
    return inputs


def test_called_workflow_never_publishes_for_a_pull_request(project: Path, cli: Cli) -> None:
    workflow = _workflow(project, cli, BASE + "on: workflow_call\n")

    build = workflow["jobs"]["build"]
    for event in ("pull_request", "pull_request_target", "merge_group"):
        guard = f"github.event_name != '{event}'"
        assert guard in _with(build)["outputs"].split("push=true")[0]
        assert guard in _with(build)["cache-to"]
        assert guard in _step(build, "login-action")["if"]
    # In a workflow that can only be called a group might be the caller's own.
    assert "concurrency" not in workflow


def test_workflow_that_may_be_called_has_a_group_for_each_caller(project: Path, cli: Cli) -> None:
    workflow = _workflow(project, cli, BASE + "on: {workflow_call: , push: {branches: [main]}}\n")

    group = "build.yml-${{ github.workflow }}-${{ github.ref }}"
    assert workflow["concurrency"]["group"] == group


def test_group_of_ones_own_cancels_nothing(project: Path, cli: Cli) -> None:
    workflow = _workflow(project, cli, BASE + "concurrency: image\n")

    assert workflow["concurrency"] == {"group": "image", "cancel-in-progress": False}


def test_releases_only_have_no_cache(project: Path, cli: Cli) -> None:
    inputs = _with(_build(project, cli, "on: {push: {tags: ['v*']}}\n"))

    assert not {"cache-from", "cache-to"} & set(inputs)


def test_branches_only_have_plain_cache_lines(project: Path, cli: Cli) -> None:
    inputs = _with(_build(project, cli, "on: {push: {branches: [main]}}\n"))

    assert inputs["outputs"].splitlines() == [
        "type=local,dest=${{ runner.temp }}/root/${{ matrix.slug }}",
        "type=image,name=${{ env.IMAGE }},push-by-digest=true,name-canonical=true,push=true",
    ]
    assert inputs["cache-from"] == "type=gha,scope=sensor-${{ matrix.slug }}"
    assert inputs["cache-to"] == (
        "type=gha,scope=sensor-${{ matrix.slug }},mode=max,ignore-error=true"
    )


def test_pull_requests_only_log_in_nowhere(project: Path, cli: Cli) -> None:
    build = _build(project, cli, "on: pull_request\n")

    assert build["permissions"] == {"contents": "read"}
    exported = "type=local,dest=${{ runner.temp }}/root/${{ matrix.slug }}"
    assert _with(build)["outputs"] == exported
    assert not [step for step in build["steps"] if "login" in step.get("uses", "")]


@pytest.mark.parametrize(
    ("expression", "rendered"),
    [
        ("${{ fromJSON('{\"a\":1}').a }}", "A=${{ fromJSON('{\"a\":1}').a }}"),
        ("x\"${{ '\"' }}", '"A=x""${{ \'"\' }}"'),
        ("a,b", "A=a,b"),
    ],
)
def test_quotes_inside_of_an_expression_are_its_own(
    expression: str, rendered: str, project: Path, cli: Cli
) -> None:
    quoted = expression.replace("'", "''")

    assert _with(_build(project, cli, f"build: {{args: {{A: '{quoted}'}}}}\n"))["build-args"] == (
        rendered
    )


def test_login_for_pulling_only_may_read(project: Path, cli: Cli) -> None:
    base = BASE.replace("ghcr.io/acme", "acme")

    pulls = _build(project, cli, "registries: {ghcr.io: {}}\n", base)
    caches = _build(
        project, cli, "registries: {ghcr.io: {}}\ncache: {ref: 'ghcr.io/acme/c:1'}\n", base
    )

    assert pulls["permissions"] == {"contents": "read", "packages": "read"}
    assert caches["permissions"] == {"contents": "read", "packages": "write"}


def test_own_token_for_ghcr_needs_no_permission(project: Path, cli: Cli) -> None:
    rest = "registries: {ghcr.io: {username: u, password: '${{ secrets.PAT }}'}}\n"

    assert _build(project, cli, rest)["permissions"] == {"contents": "read"}


def test_permissions_are_added_and_never_taken(project: Path, cli: Cli) -> None:
    build = _build(project, cli, "permissions: {packages: read, id-token: write}\n")

    assert build["permissions"] == {"contents": "read", "packages": "write", "id-token": "write"}


def test_docker_hub_is_one_registry_by_any_name(project: Path, cli: Cli) -> None:
    rest = "registries: {index.docker.io: {username: u, password: '${{ secrets.P }}'}}\n"
    build = _build(project, cli, rest, BASE.replace("ghcr.io/acme", "acme"))

    logins = [step["with"] for step in build["steps"] if "login" in step.get("uses", "")]
    assert logins == [{"username": "u", "password": "${{ secrets.P }}"}]


def test_login_of_another_image_is_not_this_jobs_business(project: Path, cli: Cli) -> None:
    jobs = _workflow(
        project,
        cli,
        "version: 1\ntargets: [amd64]\n"
        "registries: {r.example.com: {username: u, password: '${{ secrets.P }}'}}\n"
        "images: [{image: ghcr.io/acme/a}, {image: r.example.com/acme/b}]\n",
    )["jobs"]

    hosts = {
        name: {
            s["with"]["registry"]: s["if"].rpartition(" && ")[2]
            for s in job["steps"]
            if "login" in s.get("uses", "")
        }
        for name, job in jobs.items()
    }
    own = {"ghcr.io": "matrix.image == 'a'", "r.example.com": "matrix.image == 'b'"}
    assert hosts == {"build": own, "publish": own, "image": {}}


def test_local_cache_with_other_exports_keeps_no_folder(project: Path, cli: Cli) -> None:
    build = _build(project, cli, "cache: {type: local, to: 'type=gha,scope=a'}\n")

    assert [s["name"] for s in build["steps"] if "layer cache" in s["name"]] == []


def test_inline_cache_is_read_from_the_tag_that_branches_move(project: Path, cli: Cli) -> None:
    inputs = _with(_build(project, cli, "cache: inline\non: {push: {branches: [main]}}\n"))

    assert inputs["cache-from"] == "type=registry,ref=ghcr.io/acme/sensor:main"


def test_emulation_in_detail_overrides_none(project: Path, cli: Cli) -> None:
    spec = (
        "version: 1\ntargets: [riscv64, amd64]\nemulation: none\n"
        "images: [{image: ghcr.io/acme/a, emulation: {platforms: [riscv64]}}]\n"
    )

    job = _workflow(project, cli, spec)["jobs"]["image"]

    assert _with(job, "setup-qemu")["platforms"] == "linux/riscv64"


@pytest.mark.parametrize(
    ("label", "has_qemu"), [("ubuntu-latest", False), ("ubuntu-22.04-arm", True), ("own", True)]
)
def test_known_runner_needs_no_qemu_for_its_own_platform(
    label: str, has_qemu: bool, project: Path, cli: Cli
) -> None:
    base = BASE.replace("raspberry-pi-5, amd64", "amd64")
    build = _build(project, cli, f"runners: {label}\n", base)

    assert any("qemu" in step.get("uses", "") for step in build["steps"]) is has_qemu


_PIN = re.compile(r"uses: actions/checkout@(\w+) # (\S+)")


@pytest.mark.parametrize(
    "block",
    [
        "builder:\n  buildkitd-config-inline: |-\n    a\n    uses: {pin}\n",
        "builder:\n  buildkitd-config-inline: |-\n    a\n            uses: {pin}\n",
        "build:\n  args:\n    A: |-\n      a\n      uses: {pin}\n",
    ],
)
def test_text_of_a_spec_cannot_pass_for_a_pin(block: str, project: Path, cli: Cli) -> None:
    pin = f"actions/checkout@{'0' * 40} # v99.0.0"
    (project / "ci-gen.yml").write_text(BASE + block.replace("{pin}", pin))

    assert cli("render").code == 0
    text = (project / ".github/workflows/build.yml").read_text()
    assert cli("render", "--force").code == 0

    assert (project / ".github/workflows/build.yml").read_text() == text
    assert "v99.0.0" not in _PIN.findall(text)[0]


@pytest.mark.parametrize(
    ("targets", "rest", "jobs"),
    [
        ("[pi5, amd64]", "", ["build", "image"]),
        ("[all-pis]", "", ["image"]),
        ("[amd64, linux/386, linux/s390x]", "", ["image"]),
        ("[pi5, amd64]", "runners: ubuntu-24.04\n", ["image"]),
        ("[amd64]", "runners: {linux/amd64: [self-hosted, big]}\n", ["image"]),
    ],
)
def test_auto_splits_as_soon_as_two_platforms_want_different_runners(
    targets: str, rest: str, jobs: list[str], project: Path, cli: Cli
) -> None:
    base = BASE.replace("[raspberry-pi-5, amd64]", targets)

    workflow = _workflow(project, cli, f"{base}{rest}strategy: auto\n")

    assert list(workflow["jobs"]) == jobs


def test_mapped_runner_that_is_the_only_one_builds_it_all(project: Path, cli: Cli) -> None:
    base = BASE.replace("raspberry-pi-5, amd64", "amd64")

    build = _build(project, cli, "runners: {linux/amd64: [self-hosted, big]}\n", base)

    assert build["runs-on"] == ["self-hosted", "big"]


def test_variants_are_rows_with_tags_and_caches_of_their_own(project: Path, cli: Cli) -> None:
    rest = "variants: {debian: {suffix: ''}, alpine: {build: {dockerfile: a.Dockerfile}}}\n"

    jobs = _workflow(project, cli, BASE + rest)["jobs"]

    matrix = jobs["build"]["strategy"]["matrix"]
    assert matrix["variant"] == ["debian", "alpine"]
    assert matrix["platform"] == ["linux/arm64", "linux/amd64"]
    files = [(row["variant"], row["file"]) for row in matrix["include"] if "variant" in row]
    assert files == [("debian", ""), ("alpine", "a.Dockerfile")]
    suffixes = {row["variant"]: row["suffix"] for row in matrix["include"] if "variant" in row}
    assert suffixes == {"debian": "", "alpine": "-alpine"}
    for job in (jobs["build"], jobs["publish"]):
        flavor = "suffix=${{ matrix.suffix }},onlatest=true"
        assert _with(job, "metadata-action")["flavor"] == flavor
    assert jobs["publish"]["strategy"]["matrix"]["include"][1]["suffix"] == "-alpine"
    assert "format('type=gha,scope=sensor-{0}-{1}" in _with(jobs["build"])["cache-to"]


def test_variants_in_one_job_each_are_rows(project: Path, cli: Cli) -> None:
    jobs = _workflow(project, cli, BASE + "variants: {a: , b: }\nstrategy: single\n")["jobs"]

    assert list(jobs) == ["build", "publish", "image"]
    rows = jobs["build"]["strategy"]["matrix"]["include"]
    every = "linux/arm64,linux/amd64"
    assert [(r["variant"], r["platforms"]) for r in rows] == [("a", every), ("b", every)]


def test_variant_adds_arguments_to_those_of_its_image(project: Path, cli: Cli) -> None:
    rest = "build: {args: {A: 1, B: 1}}\nvariants: {x: {build: {args: {B: 2}}}, y: }\n"

    build = _build(project, cli, rest)

    assert _with(build)["build-args"] == "A=1\n${{ matrix.build-args }}\n"
    rows = build["strategy"]["matrix"]["include"]
    own = {row["variant"]: row["build-args"] for row in rows if "variant" in row}
    assert own == {"x": "B=2", "y": "B=1"}


def test_platform_with_a_build_of_its_own_is_split_even_on_one_runner(
    project: Path, cli: Cli
) -> None:
    base = BASE.replace("amd64", "{platform: linux/arm/v7, build: {target: small}}")

    rows = _build(project, cli, "", base)["strategy"]["matrix"]["include"]

    assert [(row["platform"], row["target"]) for row in rows] == [
        ("linux/arm64", ""),
        ("linux/arm/v7", "small"),
    ]


@pytest.mark.parametrize("rest", ["builder: docker\n", "build: {load: true}\n"])
def test_what_only_one_job_can_do_is_not_split(rest: str, project: Path, cli: Cli) -> None:
    base = BASE.replace("raspberry-pi-5, amd64", "amd64")
    spec = f"{base}{rest}runners: {{linux/amd64: own}}\n"

    assert list(_workflow(project, cli, spec)["jobs"]) == ["image"]


def test_name_that_github_knows_is_written_in_lower_case_for_all_jobs(
    project: Path, cli: Cli
) -> None:
    base = BASE.replace("ghcr.io/acme/sensor", '"ghcr.io/${{ github.repository }}"')

    jobs = _workflow(project, cli, base + "attest: {github: true}\n")["jobs"]

    name = "steps.names.outputs.name-1"
    index = next(step for step in jobs["publish"]["steps"] if step.get("id") == "published")
    assert index["env"]["IMAGE"] == f"${{{{ {name} }}}}"
    assert _with(jobs["publish"], "actions/attest")["subject-name"] == f"${{{{ {name} }}}}"
    assert name in _with(jobs["build"])["outputs"]
    for job in (jobs["build"], jobs["publish"]):
        lowered = next(step for step in job["steps"] if step.get("id") == "names")
        assert lowered["env"] == {"NAMES": "${{ env.IMAGE }}"}


def test_pull_request_builds_fewer_platforms_in_one_job_too(project: Path, cli: Cli) -> None:
    rest = "strategy: single\npull-request: {platforms: [amd64]}\n"

    platforms = _with(_build(project, cli, rest))["platforms"]

    assert platforms == (
        "${{ github.event_name == 'pull_request' && 'linux/amd64' || 'linux/arm64,linux/amd64' }}"
    )


@pytest.mark.parametrize(
    ("rest", "is_guarded"), [("", True), ("cache: {on-release: true}\n", False)]
)
def test_releases_read_the_cache_only_if_asked(
    rest: str, is_guarded: bool, project: Path, cli: Cli
) -> None:
    assert ("ref_type" in _with(_build(project, cli, rest))["cache-from"]) is is_guarded


def test_runner_of_many_platforms_has_the_longest_of_their_limits(project: Path, cli: Cli) -> None:
    base = BASE.replace("amd64", "amd64, s390x")

    rows = _build(project, cli, "strategy: {split: per-runner}\n", base)["strategy"]["matrix"]

    assert [(row["platforms"], row["timeout"]) for row in rows["include"]] == [
        ("linux/arm64", 30),
        ("linux/amd64,linux/s390x", 120),
    ]


def test_pull_requests_need_no_environment_unless_they_get_its_secrets(
    project: Path, cli: Cli
) -> None:
    unchanged = _build(project, cli, "environment: registry\n")
    guarded = _build(project, cli, "environment: registry\npull-request: {secrets: true}\n")

    assert unchanged["environment"]["name"] == (
        "${{ github.event_name != 'pull_request' && 'registry' || '' }}"
    )
    assert guarded["environment"]["name"] == "registry"


def test_job_that_publishes_is_always_guarded(project: Path, cli: Cli) -> None:
    jobs = _workflow(project, cli, BASE + "environment: registry\nsign: cosign\n")["jobs"]

    assert jobs["publish"]["environment"]["name"] == "registry"
    assert jobs["publish"]["if"] == "github.event_name != 'pull_request'"


def test_platform_that_may_fail_has_a_job_of_its_own(project: Path, cli: Cli) -> None:
    base = BASE.replace("raspberry-pi-5, amd64", "amd64, riscv64")

    workflow = _workflow(project, cli, base + "strategy: {allow-failure: [linux/riscv64]}\n")

    build, check = workflow["jobs"]["build"], workflow["jobs"]["image"]
    assert build["continue-on-error"] == "${{ matrix.optional }}"
    rows = build["strategy"]["matrix"]["include"]
    assert [row["optional"] for row in rows] == [False, True]
    assert check["steps"][-1]["env"]["OPTIONAL"] == "linux-riscv64"


def test_default_for_split_images_does_not_hurt_an_image_in_one_job(
    project: Path, cli: Cli
) -> None:
    spec = (
        "version: 1\ntargets: [pi5, amd64]\nstrategy: {max-parallel: 2}\n"
        "images: [{image: ghcr.io/acme/a}, {image: ghcr.io/acme/b, targets: [amd64]}]\n"
    )

    jobs = _workflow(project, cli, spec)["jobs"]

    assert list(jobs) == ["build", "publish", "image"]
    assert jobs["build"]["strategy"]["max-parallel"] == 2
    rows = jobs["build"]["strategy"]["matrix"]["include"]
    assert [(row["image"], row["platform"]) for row in rows] == [
        ("a", "linux/arm64"),
        ("a", "linux/amd64"),
        ("b", "linux/amd64"),
    ]


ONE = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
LEVELS = "DOCKER_METADATA_ANNOTATIONS_LEVELS"


@pytest.mark.parametrize(
    ("rest", "levels"),
    [
        ("", "index"),
        ("targets: [amd64, raspberry-pi-5]\nstrategy: single\n", "manifest,index"),
        ("attest: {provenance: off}\n", "manifest"),
        ("attest: {provenance: off, sbom: true}\n", "index"),
        ("build: {load: true}\n", "manifest"),
    ],
)
def test_index_is_annotated_only_where_the_build_makes_one(
    rest: str, levels: str, project: Path, cli: Cli
) -> None:
    base = ONE.replace("targets: [amd64]\n", "") if "targets" in rest else ONE
    build = _build(project, cli, rest, base)

    assert _step(build, "metadata-action")["env"][LEVELS] == levels


def test_what_stays_on_the_runner_has_no_annotations(project: Path, cli: Cli) -> None:
    build = _build(project, cli, "build: {annotations: {a: b}}\n", ONE)

    own, made = _with(build)["annotations"].splitlines()
    assert own.startswith("${{ github.event_name != 'pull_request' && ")
    assert made.startswith("${{ github.event_name != 'pull_request' && ")


def test_only_platform_of_a_pull_request_leaves_its_files_in_the_folder_that_is_read(
    project: Path, cli: Cli
) -> None:
    rest = "strategy: single\npull-request: {platforms: [linux/arm64]}\n"
    build = _build(project, cli, rest)

    assert "/root${{ github.event_name == 'pull_request' && '/linux-arm64' || '' }}" in str(build)


def test_row_of_which_a_pull_request_builds_one_platform_says_its_folder(
    project: Path, cli: Cli
) -> None:
    targets = "[raspberry-pi-5, linux/arm/v7, amd64, linux/386]"
    rest = "strategy: {type: split, split: per-runner}\npull-request: {platforms: [linux/arm64]}\n"
    workflow = _workflow(project, cli, BASE.replace("[raspberry-pi-5, amd64]", targets) + rest)

    build = workflow["jobs"]["build"]
    assert "/root${{ matrix.folder }}" in _with(build)["outputs"]
    assert '"folder": "/linux-arm64"' in str(build["strategy"])


def test_scope_that_two_reasons_need_is_granted_once(project: Path, cli: Cli) -> None:
    workflow = _workflow(project, cli, BASE + "sign: cosign\npermissions: {id-token: write}\n")

    assert workflow["jobs"]["publish"]["permissions"]["id-token"] == "write"


@pytest.mark.parametrize("rest", ["sign: cosign\n", "variants: {full: {}, small: {}}\n"])
def test_check_is_red_where_a_job_was_left_out_of_a_run_that_publishes(
    rest: str, project: Path, cli: Cli
) -> None:
    workflow = _workflow(project, cli, BASE + rest)

    (step,) = workflow["jobs"]["image"]["steps"]
    skipped = "contains(needs.*.result, 'skipped')"
    assert f"(github.event_name != 'pull_request' && {skipped})" in step["if"]
