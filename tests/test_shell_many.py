"""The shell of jobs that build many platforms at once, run for real with a stub docker."""

import json
from typing import Any

import pytest

from shells import Ran, Shell, golden, step_of

pytestmark = pytest.mark.slow

SINGLE = golden("pis-only")
PER_RUNNER = golden("per-runner")
ARM64, ARMV6, ARMV7, AMD64 = "linux/arm64", "linux/arm/v6", "linux/arm/v7", "linux/amd64"
DIGEST = "sha256:" + "d" * 64


@pytest.fixture
def many() -> dict[str, str]:
    return {"NAME": "led", "PLATFORMS": f"{ARMV6},{ARM64}"}


def test_each_platform_of_what_was_pushed_is_pulled_and_named(
    shell: Shell, many: dict[str, str]
) -> None:
    shell.plays(["pull"], "")
    shell.plays(["tag"], "")
    shell.plays(["image", "rm", "r@d"], "")

    ran = shell.run(step_of(SINGLE, "build", "Pull what was pushed"), SOURCE="r@d", **many)

    assert ran.code == 0, ran.said
    assert ran.calls == [
        ["pull", "--quiet", "--platform", ARMV6, "r@d"],
        ["tag", "r@d", "led:linux-arm-v6"],
        ["image", "rm", "r@d"],
        ["pull", "--quiet", "--platform", ARM64, "r@d"],
        ["tag", "r@d", "led:linux-arm64"],
        ["image", "rm", "r@d"],
    ]


def test_each_platform_of_what_was_built_is_loaded_out_of_the_layout(
    shell: Shell, many: dict[str, str]
) -> None:
    shell.plays(["buildx", "build", "--load"], "")

    ran = shell.run(step_of(SINGLE, "build", "Load what was built"), DIGEST=DIGEST, **many)

    assert ran.code == 0, ran.said
    assert [call[4] for call in ran.calls] == [ARMV6, ARM64]
    assert [call[6] for call in ran.calls] == ["led:linux-arm-v6", "led:linux-arm64"]
    assert f"built=oci-layout://{shell.folder}/image@{DIGEST}" in ran.calls[0]


def test_step_fails_at_the_first_platform_that_fails(shell: Shell, many: dict[str, str]) -> None:
    shell.plays(["buildx", "build", "--load", "--platform", ARMV6], "no such layout", 1)
    shell.plays(["buildx", "build", "--load"], "")

    ran = shell.run(step_of(SINGLE, "build", "Load what was built"), DIGEST=DIGEST, **many)

    assert (ran.code, len(ran.calls)) == (1, 1)


def _check(shell: Shell, platforms: str, machine: bytes) -> Ran:
    config = {"Entrypoint": ["/led"], "Cmd": None, "Env": []}
    (shell.image / "led").write_bytes(b"\x7fELF" + bytes(14) + machine + bytes(99))
    shell.plays(["create"], "c1")
    shell.plays(["inspect", "--format", "{{json .Config}}", "c1"], json.dumps(config))
    shell.plays(["rm", "--force", "c1"], "")
    step = step_of(SINGLE, "build", "Check what the program is made for")
    return shell.run(step, NAME="led", PLATFORMS=platforms)


def test_program_is_looked_at_on_every_platform(shell: Shell) -> None:
    ran = _check(shell, f"{ARMV7},{ARMV6}", b"\x28\x00")

    assert ran.code == 0, ran.said
    assert [call[-1] for call in ran.calls if call[0] == "create"] == [
        "led:linux-arm-v7",
        "led:linux-arm-v6",
    ]
    assert len([call for call in ran.calls if call[0] == "rm"]) == 2


def test_one_wrong_program_among_many_fails_with_its_platform(shell: Shell) -> None:
    ran = _check(shell, f"{ARMV7},{ARM64},{ARMV6}", b"\x28\x00")

    assert ran.code == 1
    assert "::error::the image for linux/arm64 holds a program for arm: /led" in ran.said
    assert "linux-arm-v6" not in str(ran.calls)


def test_test_runs_only_on_the_platforms_it_is_for(shell: Shell) -> None:
    shell.plays(["run"], "sensor 1.4")
    shell.plays(["rm"], "")
    step = step_of(PER_RUNNER, "build", "Test the image")

    ran = shell.run(step, NAME="led", PLATFORMS=f"{AMD64},linux/386")

    assert ran.code == 0, ran.said
    runs = [call for call in ran.calls if call[0] == "run"]
    assert [call[4:6] for call in runs] == [[AMD64, "led:linux-amd64"]]


def _record(shell: Shell, platforms: str, **values: str) -> dict[str, dict[str, Any]]:
    shell.plays(["image", "inspect"], "12345678")
    step = step_of(PER_RUNNER, "build", "Record the digest")
    given = {"DIGEST": DIGEST, "NATIVE": f"{AMD64},{ARM64}", "TESTED": ARM64, **values}
    ran = shell.run(step, NAME="led", PLATFORMS=platforms, **given)
    assert ran.code == 0, ran.said
    return {path.stem: json.loads(path.read_text()) for path in shell.digests.iterdir()}


def test_record_says_for_each_platform_how_it_was_built_and_tested(shell: Shell) -> None:
    found = _record(shell, f"{ARM64},{ARMV6}")

    assert found["linux-arm64"] | {"size": ""} == {
        "platform": ARM64,
        "digest": DIGEST,
        "built": "natively",
        "size": "",
        "test": "passed",
    }
    assert (found["linux-arm-v6"]["built"], found["linux-arm-v6"]["test"]) == ("emulated", "none")


def test_platforms_of_one_job_are_one_source_of_the_index(shell: Shell) -> None:
    other = "sha256:" + "e" * 64
    _record(shell, f"{ARMV6},{ARMV7},{ARM64}")
    _record(shell, f"{AMD64},linux/386", DIGEST=other)
    shell.plays(["buildx", "imagetools", "create"], "")

    ran = shell.run(
        step_of(PER_RUNNER, "publish", "Create the index"),
        DIGESTS=str(shell.digests),
        IMAGE="ghcr.io/acme/led",
        TAGS="ghcr.io/acme/led:1",
        ANNOTATIONS="",
    )

    assert ran.code == 0, ran.said
    assert ran.calls[0][-2:] == [f"ghcr.io/acme/led@{DIGEST}", f"ghcr.io/acme/led@{other}"]
    assert ran.outputs["platforms"].split() == [ARMV6, ARMV7, ARM64, AMD64, "linux/386"]


def test_tested_digest_gets_all_tags_at_once(shell: Shell) -> None:
    shell.plays(["buildx", "imagetools", "create"], "")
    step = step_of(SINGLE, "build", "Tag the image")

    ran = shell.run(step, IMAGE="a/led", DIGEST=DIGEST, TAGS="a/led:1\nb/led:1")

    tags = ["--tag", "a/led:1", "--tag", "b/led:1"]
    assert ran.calls == [["buildx", "imagetools", "create", *tags, f"a/led@{DIGEST}"]]


def test_nothing_is_tagged_when_no_rule_made_a_tag(shell: Shell) -> None:
    step = step_of(SINGLE, "build", "Tag the image")

    ran = shell.run(step, IMAGE="a/led", DIGEST=DIGEST, TAGS="")

    assert (ran.code, ran.calls) == (1, [])
    assert "::error::there is no tag" in ran.said


def test_names_are_written_in_lower_case_one_by_one(shell: Shell) -> None:
    step = step_of(SINGLE, "build", "Write the names in lower case")

    ran = shell.run(step, NAMES="ghcr.io/Acme/LED\nacme/led\n")

    assert ran.outputs == {"name-1": "ghcr.io/acme/led", "name-2": "acme/led"}
