"""The check of programs as the one who owns the exported files, and may not read all of them."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ci_gen.render.scripts import script
from support import elf
from support.scripts import FOLDER
from support.shells import BASH

NOBODY = 65534
MAKE_UNREADABLE = """
mkdir -p root/linux-arm64/secret
cp program root/linux-arm64/sudo
cp program root/linux-arm64/secret/tool
chmod 4111 root/linux-arm64/sudo root/linux-arm64/secret/tool
chmod 0 root/linux-arm64/secret
"""


@pytest.fixture
def own_folder() -> Iterator[Path]:
    """Return a folder of somebody who may not read everything, which root may."""
    with tempfile.TemporaryDirectory() as name:
        if os.geteuid() == 0:
            os.chown(name, NOBODY, NOBODY)
        yield Path(name)


def _as_nobody(command: list[str], text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    is_root = os.geteuid() == 0
    return subprocess.run(
        command,
        input=text,
        env={"PATH": os.environ["PATH"], "RUNNER_TEMP": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        user=NOBODY if is_root else None,
        group=NOBODY if is_root else None,
        extra_groups=[] if is_root else None,
    )


def test_what_may_be_run_and_not_read_is_read_as_its_owner(own_folder: Path) -> None:
    (own_folder / "program").write_bytes(elf.program("amd64"))
    made = _as_nobody(["bash", "-e"], MAKE_UNREADABLE, own_folder)
    text = script((FOLDER / "check-programs.sh").read_text(), ())

    done = _as_nobody(list(BASH), text, own_folder)

    assert made.returncode == 0
    assert done.returncode == 1
    assert done.stdout.count(" is made for amd64") == 2
