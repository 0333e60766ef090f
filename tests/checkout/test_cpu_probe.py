"""The program that shows which processor is emulated does what its script says of it."""

import shutil
import signal
import subprocess
from pathlib import Path

import cpu_probe
import pytest

from ci_gen._resources import TEMPLATES


@pytest.fixture
def probe(tmp_path: Path) -> Path:
    file = tmp_path / "probe"
    file.write_bytes(cpu_probe.program())
    file.chmod(0o755)
    return file


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_script_holds_the_program() -> None:
    text = (TEMPLATES / "scripts" / "emulate-cpu.sh").read_text()

    assert cpu_probe.script(text) == text


def test_readelf_takes_it_for_an_arm_program(probe: Path) -> None:
    done = subprocess.run(["readelf", "-hlW", probe], capture_output=True, text=True)

    assert done.stderr == ""
    assert "EXEC (Executable file)" in done.stdout
    assert "Machine:                           ARM" in done.stdout
    assert "LOAD           0x000000 0x00010000 0x00010000 0x00064 0x00064 R E" in done.stdout


def test_instructions_are_what_is_said_of_them(probe: Path) -> None:
    tool = _tool("arm-linux-gnueabi-objdump")
    options = ["-D", "-b", "binary", "-m", "arm", "--start-address=84"]

    done = subprocess.run([tool, *options, str(probe)], capture_output=True, text=True, check=True)

    said = [line.split("\t")[2:] for line in done.stdout.splitlines()[-4:]]
    assert [" ".join(words) for words in said] == [
        "movw r0, #0",
        "lda r1, [sp]",
        "mov r7, #1",
        "svc 0x00000000",
    ]


@pytest.mark.parametrize(
    ("processor", "code"),
    [("arm1176", -signal.SIGILL), ("cortex-a7", -signal.SIGILL), ("max", 0)],
)
def test_processor_of_a_board_ends_it(processor: str, code: int, probe: Path) -> None:
    done = subprocess.run([_tool("qemu-arm-static"), "-cpu", processor, probe], capture_output=True)

    assert done.returncode == code
