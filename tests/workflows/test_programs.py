"""The check of the programs in an image: real bash, on ELF files made by hand."""

import os

import pytest

from support import elf
from support.scripts import Root, run
from support.shells import Ran, Shell

SLUGS = {
    "amd64": "linux_amd64_v2",
    "arm": "linux-arm-v7",
    "arm64": "debian-linux-arm64",
}


@pytest.fixture
def root(shell: Shell) -> Root:
    return Root(shell)


def _check(shell: Shell) -> Ran:
    return run(shell, "check-programs")


def _annotations(ran: Ran) -> list[str]:
    return [line for line in ran.said.splitlines() if line.startswith("::")]


@pytest.mark.parametrize("machine", elf.MACHINES)
def test_programs_for_their_platform_pass_and_are_counted(
    machine: str, shell: Shell, root: Root
) -> None:
    folder = SLUGS.get(machine, f"linux-{machine}")
    root.add(f"{folder}/usr/bin/python3", elf.program(machine))
    root.add(f"{folder}/sbin/tini", elf.independent(machine))
    root.add(f"{folder}/usr/lib/libc.so.6", elf.independent(machine), 0o644)
    root.add(f"{folder}/entrypoint.sh", b"#!/bin/sh\n" + bytes(100))

    ran = _check(shell)

    assert (ran.code, ran.said) == (0, "3 programs and shared objects looked at\n")


@pytest.mark.parametrize("machine", sorted(set(elf.MACHINES) - {"arm64", "arm"}))
def test_program_for_another_machine_fails_whoever_starts_it(
    machine: str, shell: Shell, root: Root
) -> None:
    root.add("linux-arm64/usr/bin/python3", elf.program("arm64"))
    root.add("linux-arm64/sbin/tini", elf.program(machine))
    root.add("linux-arm64/srv/server", elf.independent(machine), 0o654)
    root.add("linux-arm64/entrypoint.sh", b"#!/bin/sh\nexec /srv/server\n" + bytes(60))

    ran = _check(shell)

    assert ran.code == 1
    assert sorted(_annotations(ran)) == [
        f"::error::'./linux-arm64/sbin/tini' is made for {machine}",
        f"::error::'./linux-arm64/srv/server' is made for {machine}",
    ]


def test_program_for_an_unheard_of_machine_fails(shell: Shell, root: Root) -> None:
    content = bytearray(elf.program("arm64"))
    content[18] = 0xFE
    root.add("linux-arm64/app", bytes(content))

    assert _check(shell).said.startswith("::error::'./linux-arm64/app' is made for another machine")


def test_each_platform_of_a_build_is_compared_with_its_own_machine(
    shell: Shell, root: Root
) -> None:
    for folder in ("linux_amd64", "linux_arm64", "linux_arm_v7", "linux_arm_v6"):
        root.add(f"{folder}/app", elf.program("amd64"))

    assert sorted(_annotations(_check(shell))) == [
        "::error::'./linux_arm64/app' is made for amd64",
        "::error::'./linux_arm_v6/app' is made for amd64",
        "::error::'./linux_arm_v7/app' is made for amd64",
    ]


@pytest.mark.parametrize(("platform", "machine"), [("amd64", "386"), ("arm64", "arm")])
def test_32_bit_programs_that_the_processor_runs_are_one_warning(
    platform: str, machine: str, shell: Shell, root: Root
) -> None:
    for number in range(3):
        root.add(f"linux-{platform}/srv/hlds_{number}", elf.program(machine))

    ran = _check(shell)

    assert ran.code == 0
    assert len(_annotations(ran)) == 1
    assert ran.said.startswith("::warning::3 shared objects or 32-bit programs of another machine")


def test_64_bit_program_fails_where_only_32_bits_run(shell: Shell, root: Root) -> None:
    root.add("linux-arm-v7/app", elf.program("arm64"))
    root.add("linux-386/app", elf.program("amd64"))

    assert len(_annotations(_check(shell))) == 2


@pytest.mark.parametrize("mode", [0o644, 0o755])
def test_shared_objects_for_another_machine_are_one_warning_with_the_first_names(
    mode: int, shell: Shell, root: Root
) -> None:
    names = ["a.so", "deep/b.so.1", "deep/er/c.so.1.2", "prebuilt/d.node", "e.so", "f.so", "g.so"]
    for name in names:
        root.add(f"linux-arm64/usr/lib/{name}", elf.independent("amd64"), mode)

    ran = _check(shell)

    assert ran.code == 0
    assert len(_annotations(ran)) == 1
    assert ran.said.startswith("::warning::7 shared objects")
    assert ran.said.count("(amd64)") == 5


@pytest.mark.parametrize("name", ["server.social", "x.so.d/server", "so", "node", "server.so2"])
def test_program_whose_path_only_looks_like_a_shared_object_fails(
    name: str, shell: Shell, root: Root
) -> None:
    root.add(f"linux-arm64/{name}", elf.independent("amd64"))

    assert _check(shell).code == 1


def test_what_is_no_program_is_not_looked_at(shell: Shell, root: Root) -> None:
    root.add("linux-arm64/share/firmware.elf", elf.program("amd64"), 0o644)
    root.add("linux-arm64/empty", b"")
    root.add("linux-arm64/short", b"\x7fELF")
    target = root.add("linux-arm64/bin/app", elf.program("arm64"))
    (target.parent / "link").symlink_to("app")
    (target.parent / "loop").symlink_to("loop")
    (target.parent / "away").symlink_to(shell.folder)
    os.mkfifo(target.parent / "fifo", 0o777)
    if os.geteuid() == 0:
        os.mknod(target.parent / "device", 0o20777, os.makedev(1, 5))

    ran = _check(shell)

    assert (ran.code, ran.said) == (0, "1 programs and shared objects looked at\n")


def test_image_with_scripts_only_passes_and_says_so(shell: Shell, root: Root) -> None:
    root.add("linux-arm64/run.sh", b"#!/bin/sh\n" + bytes(100))

    ran = _check(shell)

    assert (ran.code, ran.said) == (0, "0 programs and shared objects looked at\n")


@pytest.mark.parametrize(
    "name",
    [
        "two words",
        "line\nbreak",
        "carriage\r\n::warning::hello",
        "::error::x",
        'it\'s "quoted"',
        "-rf",
        "$(touch made)",
        "*",
        "back\\slash",
        "100%0A::error::hello",
        "##[add-mask]digest",
        "tab\tand\x07bell",
    ],
)
def test_any_name_is_found_and_says_nothing_to_the_runner(
    name: str, shell: Shell, root: Root
) -> None:
    root.add(f"linux-arm64/{name}", elf.program("amd64"))
    root.add("linux-arm64/zzz", elf.program("arm64"))

    ran = _check(shell)

    assert ran.code == 1
    assert "\r" not in ran.said
    error, count = ran.said.splitlines()
    assert error.startswith("::error::")
    assert error.endswith(" is made for amd64")
    assert "%" not in error.replace("%25", "")
    assert count == "2 programs and shared objects looked at"
    assert not (shell.folder / "made").exists()


def test_large_program_is_looked_at_as_fast_as_a_small_one(shell: Shell, root: Root) -> None:
    large = root.add("linux-arm64/large", elf.program("amd64"), 0o4755)
    os.truncate(large, 4 << 30)

    assert _check(shell).said.startswith("::error::'./linux-arm64/large' is made for amd64")


def test_many_programs_keep_their_own_names(shell: Shell, root: Root) -> None:
    for number in range(3_000):
        machine = "amd64" if number % 1_000 == 7 else "arm64"
        root.add(f"linux-arm64/{number:04}/{'x' * 100}", elf.program(machine))

    ran = _check(shell)

    assert sorted(line[24:28] for line in _annotations(ran)) == ["0007", "1007", "2007"]
    assert "3000 programs" in ran.said


@pytest.mark.parametrize("folder", ["", "linux-arm64", "linux-arm64/file"])
def test_nothing_to_look_at_fails(folder: str, shell: Shell, root: Root) -> None:
    if folder.endswith("file"):
        root.add("linux-arm64/app", elf.program("arm64"))
        root.add("linux-amd64/app", elf.program("amd64")).unlink()
    elif folder:
        (root.folder / folder).mkdir(parents=True)
    else:
        root.folder.mkdir()

    ran = _check(shell)

    assert ran.code == 1
    assert "::error::the build exported no files to look at" in ran.said


def test_no_export_fails(shell: Shell) -> None:
    assert _check(shell).code != 0


@pytest.mark.parametrize("tool", ["chmod", "find", "xargs", "head", "od"])
def test_a_tool_that_fails_fails_the_check(tool: str, shell: Shell, root: Root) -> None:
    root.add("linux-arm64/app", elf.program("arm64"))
    shell.program(tool, "exit 3")

    ran = _check(shell)

    assert ran.code != 0
    assert "looked at" not in ran.said


def test_file_that_cannot_be_read_fails_the_check(shell: Shell, root: Root) -> None:
    root.add("linux-arm64/app", elf.program("arm64"))
    shell.program("head", '/usr/bin/head "$@"; exit 1')

    assert _check(shell).code != 0


def test_at_level_warn_each_program_of_another_machine_is_a_warning(
    shell: Shell, root: Root
) -> None:
    root.add("linux-arm64/a", elf.program("amd64"))
    root.add("linux-arm64/b.so", elf.independent("amd64"))

    ran = run(shell, "check-programs", "warn")

    assert ran.code == 0
    first, second = _annotations(ran)
    assert first == "::warning::'./linux-arm64/a' is made for amd64"
    assert second.startswith("::warning::1 shared objects")


def test_left_out_files_are_not_looked_at(shell: Shell, root: Root) -> None:
    for name in ("opt/firmware/a b/x", "opt/firmware/y", "usr/bin/qemu-arm", "usr/opt/firmware/z"):
        root.add(f"linux-arm64/{name}", elf.program("amd64"))
    root.add("linux-arm64/app", elf.program("arm64"))

    left_out = run(
        shell, "except-programs", EXCEPT="/opt/firmware/*\n/usr/bin/qemu-*\n/no/such\n\n"
    )
    ran = _check(shell)

    assert left_out.code == 0
    assert left_out.said.splitlines() == [
        "2 files left out: /opt/firmware/*",
        "1 files left out: /usr/bin/qemu-*",
        "0 files left out: /no/such",
        "::warning::the image holds no file that is called /no/such",
    ]
    assert _annotations(ran) == ["::error::'./linux-arm64/usr/opt/firmware/z' is made for amd64"]


def test_files_that_cannot_be_taken_away_fail(shell: Shell, root: Root) -> None:
    root.add("linux-arm64/x", elf.program("amd64"))
    shell.program("find", "exit 1")

    assert run(shell, "except-programs", EXCEPT="/x\n").code == 1


@pytest.mark.parametrize("glob", ["/$(touch made)", "/; touch made", "/-delete", "/a\\b", "/[x"])
def test_glob_is_only_ever_a_pattern(glob: str, shell: Shell, root: Root) -> None:
    kept = root.add("linux-arm64/app", elf.program("arm64"))

    ran = run(shell, "except-programs", EXCEPT=f"{glob}\n")

    assert ran.code == 0
    assert kept.exists()
    assert not list(shell.folder.rglob("made"))


def test_folders_stay_where_their_files_are_left_out(shell: Shell, root: Root) -> None:
    root.add("linux-arm64/opt/x", elf.program("amd64"))

    run(shell, "except-programs", EXCEPT="/*\n")

    assert (root.folder / "linux-arm64/opt").is_dir()
