"""The tests of a job that built several platforms: each in a shell of its own, one by one."""

import pytest

from support.scripts import run_for_each
from support.shells import Ran, Shell

ARMV6, ARMV7, ARM64 = "linux/arm/v6", "linux/arm/v7", "linux/arm64"
NAMES = ["test-command", "test-health", "test-script"]
PUSHED = "ghcr.io/acme/led@sha256:1"
GIVEN = {
    "COMMAND": "",
    "SCRIPT": "test.sh",
    "SECONDS_TO_WAIT": "1",
    "EXIT_CODE": "0",
    "OUTPUT": "",
    "CPU": "the runner",
    "PLATFORMS": f"{ARMV7},{ARM64},{ARMV6}",
}


def _run(shell: Shell, name: str, code: int, *features: str, **values: str) -> Ran:
    (shell.folder / "test.sh").write_text(
        f'echo "$PLATFORM on ${{QEMU_CPU:-none}} with $IMAGE"; exit {code}'
    )
    shell.plays(["run"], "c1", code)
    shell.plays(["wait"], "0")
    shell.plays(["inspect"], "healthy")
    shell.plays(["logs"], "")
    shell.plays(["rm"], "")
    shell.plays(["image", "rm"], "")
    return run_for_each(shell, name, *features, **{**GIVEN, "IMAGE": PUSHED, **values})


@pytest.mark.parametrize("name", NAMES)
def test_all_are_tested_whatever_one_of_them_does(name: str, shell: Shell) -> None:
    ran = _run(shell, name, 5)

    errors = [line for line in ran.said.splitlines() if line.startswith("::error::")]
    assert ran.code == 1
    assert [error.split()[1] for error in errors] == [ARMV7, ARM64, ARMV6]


@pytest.mark.parametrize("name", NAMES)
def test_all_that_pass_are_success(name: str, shell: Shell) -> None:
    ran = _run(shell, name, 0)

    assert ran.code == 0, ran.said
    assert len(ran.summary.splitlines()) == 3


def test_no_platform_to_test_in_this_run_is_success(shell: Shell) -> None:
    assert _run(shell, "test-command", 5, PLATFORMS="").code == 0


def test_last_that_passes_hides_no_failure(shell: Shell) -> None:
    shell.plays(["run", "--detach", "--name", "*", "--init", "--platform", ARM64], "", 5)

    assert _run(shell, "test-command", 0).code == 1


def test_unexpected_failure_inside_of_a_test_fails(shell: Shell) -> None:
    shell.plays(["inspect", "--format", "*", "*"], "no such container", 1)

    assert _run(shell, "test-health", 0).code == 1


@pytest.mark.parametrize("code", [0, 5])
@pytest.mark.parametrize("name", ["test-command", "test-health"])
def test_digest_is_forgotten_after_its_container_and_before_the_next_platform(
    name: str, code: int, shell: Shell
) -> None:
    ran = _run(shell, name, code)

    words = [call[:2] if call[0] in {"rm", "image"} else call[:1] for call in ran.calls]
    steps = [word for word in words if word[0] in {"run", "rm", "image"}]
    assert steps == [["run"], ["rm", "--force"], ["image", "rm"]] * 3
    assert {call[-1] for call in ran.calls if call[0] == "image"} == {PUSHED}


@pytest.mark.parametrize("name", NAMES)
def test_what_was_loaded_has_a_tag_for_each_platform_and_stays(name: str, shell: Shell) -> None:
    ran = _run(shell, name, 0, IMAGE="test")

    run = [call[-1] for call in ran.calls if call[0] == "run"] or [
        line.split()[-1] for line in ran.said.splitlines()
    ]
    assert run == ["test:linux-arm-v7", "test:linux-arm64", "test:linux-arm-v6"]
    assert not [call for call in ran.calls if call[0] == "image"]


@pytest.mark.parametrize(
    ("boards", "cpus"),
    [
        ([ARMV6], ["none", "none", "arm1176"]),
        ([ARMV7], ["arm1176", "none", "none"]),
        ([ARMV6, ARMV7], ["cortex-a7", "none", "arm1176"]),
    ],
)
def test_emulated_processor_is_for_the_boards_that_have_it(
    boards: list[str], cpus: list[str], shell: Shell
) -> None:
    ran = _run(shell, "test-script", 0, "cpu", *boards, QEMU_CPU="arm1176")

    assert ran.said.splitlines() == [
        f"{platform} on {cpu} with {PUSHED}"
        for platform, cpu in zip([ARMV7, ARM64, ARMV6], cpus, strict=True)
    ]
    assert [line.split()[-1] for line in ran.summary.splitlines()] == [
        "runner" if cpu == "none" else cpu for cpu in cpus
    ]


def test_processor_that_was_not_shown_is_emulated_nowhere(shell: Shell) -> None:
    ran = _run(shell, "test-script", 0, "cpu", ARMV6, ARMV7)

    assert {line.split()[2] for line in ran.said.splitlines()} == {"none"}
