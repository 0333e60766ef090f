"""A file is whole or untouched, whatever happens while it is written."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ci_gen.errors import CiGenError
from ci_gen.workflow import write as files
from conftest import Cli

_WRITER = """
import sys
from pathlib import Path
from ci_gen import files
texts = [letter * 200_000 for letter in "ab"]
while True:
    for text in texts:
        files.write(Path(sys.argv[1]), "out/build.yml", text)
"""


def test_killed_writer_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    files.write(tmp_path, "out/build.yml", "a" * 200_000)
    whole = {"a" * 200_000, "b" * 200_000}

    for round_ in range(12):
        with subprocess.Popen([sys.executable, "-c", _WRITER, str(tmp_path)]) as writer:
            time.sleep(0.1 + round_ * 0.013)
            writer.send_signal(signal.SIGKILL)
        assert (tmp_path / "out" / "build.yml").read_text() in whole


def test_failed_write_leaves_the_old_file_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(tmp_path, "build.yml", "old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(CiGenError, match=r"cannot write build.yml: no space left"):
        files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "build.yml"]


def test_mode_of_the_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "build.yml").write_text("old")
    (tmp_path / "build.yml").chmod(0o640)

    files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").stat().st_mode & 0o777 == 0o640


def test_new_file_gets_the_mode_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")

    files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_link_inside_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real.yml").write_text("old")
    (tmp_path / "build.yml").symlink_to("real.yml")

    files.write(tmp_path, "build.yml", "new")

    assert (tmp_path / "build.yml").is_symlink()
    assert (tmp_path / "real.yml").read_text() == "new"


@pytest.mark.parametrize("link", [".github", ".github/workflows", ".github/workflows/build.yml"])
def test_link_out_of_the_repository_is_refused(
    link: str, project: Path, tmp_path: Path, cli: Cli
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (project / "ci-gen.yml").write_text(
        "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
    )
    (project / link).parent.mkdir(parents=True, exist_ok=True)
    (project / link).symlink_to(outside / "build.yml" if link.endswith("yml") else outside)

    ran = cli("render", "--force")

    assert ran.code == 3
    assert "leads out of the repository" in ran.err
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("output", ["../build.yml", "/ci-gen-outside.yml"])
def test_output_out_of_the_repository_is_refused(output: str, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(
        "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
    )

    assert cli("render", "--output", output).code == 3
    assert not (project / output).exists()
