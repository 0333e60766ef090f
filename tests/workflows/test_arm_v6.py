"""The check for ARMv7 code in linux/arm/v6: real bash and readelf, on ELF files made by hand."""

import os

import pytest

from support import elf
from support.scripts import Root, run
from support.shells import Ran, Shell


@pytest.fixture
def root(shell: Shell) -> Root:
    return Root(shell)


def _check(shell: Shell) -> Ran:
    return run(shell, "check-programs", "arm-v6")


def _count(number: int) -> str:
    return f"{number} programs and shared objects looked at"


@pytest.mark.parametrize("folder", ["linux-arm-v6", "linux_arm_v6", "debian-linux-arm-v6"])
@pytest.mark.parametrize(
    "program",
    [
        elf.arm("v7"),
        elf.arm("v7", "7-A"),
        elf.arm("v8"),
        elf.arm("v6T2"),
        elf.go("7"),
        elf.go("7,softfloat"),
        elf.arm("v6") + elf.go("7"),
    ],
    ids=["v7", "v7 by name", "v8", "Thumb-2", "Go", "Go without floats", "Go with C"],
)
def test_armv7_program_fails(folder: str, program: bytes, shell: Shell, root: Root) -> None:
    root.add(f"{folder}/usr/bin/server", program)
    root.add(f"{folder}/bin/busybox", elf.arm("v6", "6"))

    ran = _check(shell)

    assert ran.code == 1
    assert ran.said.splitlines() == [
        f"::error::'./{folder}/usr/bin/server' is made for ARMv7, not v6",
        _count(2),
    ]


@pytest.mark.parametrize(
    "program",
    [elf.arm("v6"), elf.arm("v6KZ", "ARM1176JZF-S"), elf.arm("v5TE"), elf.go("6"), elf.go("5")],
    ids=["v6", "v6KZ", "v5TE", "Go for v6", "Go for v5"],
)
def test_program_that_a_zero_runs_passes(program: bytes, shell: Shell, root: Root) -> None:
    root.add("linux-arm-v6/app", program)

    ran = _check(shell)

    assert (ran.code, ran.said) == (0, _count(1) + "\n")


@pytest.mark.parametrize("mode", [0o644, 0o755])
def test_shared_objects_with_armv7_code_are_one_warning(
    mode: int, shell: Shell, root: Root
) -> None:
    for number in range(7):
        root.add(f"linux-arm-v6/lib/libc-{number}.so.6", elf.arm("v7"), mode)

    ran = _check(shell)

    assert ran.code == 0
    assert ran.said.splitlines()[0].startswith("::warning::7 shared objects or ")
    assert ran.said.count("(ARMv7, not v6)") == 5


def test_what_says_nothing_of_its_processor_passes(shell: Shell, root: Root) -> None:
    root.add("linux-arm-v6/packed", elf.program("arm"))
    root.add("linux-arm-v6/run.sh", b"#!/bin/sh\necho aeabi " + bytes(60))
    root.add("linux-arm-v6/share/elsewhere", elf.arm("v7"), 0o644)

    ran = _check(shell)

    assert (ran.code, ran.said) == (0, _count(1) + "\n")


@pytest.mark.parametrize("folder", ["linux_arm_v7", "linux_arm_v7/opt/linux_arm_v6"])
def test_other_platforms_of_the_build_run_armv7(folder: str, shell: Shell, root: Root) -> None:
    root.add(f"{folder}/app", elf.arm("v7"))
    root.add("linux_arm_v6/app", elf.arm("v6"))

    assert _check(shell).code == 0


def test_program_for_quite_another_machine_is_named_for_that(shell: Shell, root: Root) -> None:
    root.add("linux_arm_v6/app", elf.program("amd64"))

    assert _check(shell).said.startswith("::error::'./linux_arm_v6/app' is made for amd64\n")


@pytest.mark.parametrize("program", [elf.program("arm")[:60], elf.go("7")[:40] + b"\xff" * 200])
def test_what_readelf_cannot_read_ends_no_check(program: bytes, shell: Shell, root: Root) -> None:
    root.add("linux_arm_v6/a", program)
    root.add("linux_arm_v6/b", elf.arm("v7"))

    assert "'./linux_arm_v6/b' is made for ARMv7, not v6" in _check(shell).said


@pytest.mark.parametrize("name", ["line\nbreak", "::error::x", "100%0A", "-A", "a\r\n::b", "##[x]"])
def test_any_name_is_found_and_says_nothing_to_the_runner(
    name: str, shell: Shell, root: Root
) -> None:
    root.add(f"linux-arm-v6/{name}", elf.arm("v7"))

    ran = _check(shell)

    assert ran.code == 1
    assert "%" not in ran.said.replace("%25", "")
    assert len(ran.said.splitlines()) == 2


def test_large_program_is_looked_at(shell: Shell, root: Root) -> None:
    os.truncate(root.add("linux-arm-v6/large", elf.go("7")), 1 << 30)

    assert _check(shell).code == 1


def test_no_readelf_fails(shell: Shell, root: Root) -> None:
    root.add("linux-arm-v6/app", elf.arm("v6"))
    shell.program("readelf", "exit 127")

    ran = _check(shell)

    assert ran.code == 127
    assert "looked at" not in ran.said


def test_where_no_arm_v6_is_built_nobody_asks_for_readelf(shell: Shell, root: Root) -> None:
    root.add("linux-arm-v7/app", elf.arm("v7"))
    shell.program("readelf", "exit 127")

    assert run(shell, "check-programs").code == 0


def test_at_level_warn_an_armv7_program_is_a_warning(shell: Shell, root: Root) -> None:
    root.add("linux-arm-v6/app", elf.arm("v7"))

    ran = run(shell, "check-programs", "arm-v6", "warn")

    assert ran.code == 0
    assert ran.said.startswith("::warning::'./linux-arm-v6/app' is made for ARMv7, not v6\n")
