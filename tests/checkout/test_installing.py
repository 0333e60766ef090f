"""What this repository says about installing is true."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
EXTRAS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
COMMANDS = re.findall(r"^```console\n(python .*)\n```", README, re.MULTILINE)
PLACES = ("*.md", "*.toml", ".ci/*", ".github/**/*", "generator/**/*", "templates/**/*")
NOT_CLONED = shutil.ignore_patterns(".git", ".venv", ".*_cache", ".hypothesis", "__pycache__")
INSTALL = re.compile(r"\bpip\"? install ((?:[^`&\n]*\\\n)*[^`&\n]*)")


def _names(extra: str) -> list[str]:
    return [Requirement(text).name for text in EXTRAS[extra]]


def _packages() -> set[str]:
    """Return the packages that some text tells to take from an index."""
    paths = {path for place in PLACES for path in ROOT.glob(place) if path.is_file()}
    texts = [path.read_text() for path in sorted(paths) if path.suffix != ".pyc"]
    words = [word for text in texts for line in INSTALL.findall(text) for word in line.split()]
    plain = {word.strip("'\"(),") for word in words}
    return {word for word in plain if re.fullmatch(r"[A-Za-z][\w.-]*(\[\w+\])?", word)}


def test_packages_that_are_named_are_on_an_index() -> None:
    assert _packages() >= set(_names("lint"))
    assert _packages() <= {*_names("lint"), *_names("dev")}


def test_readme_names_the_linters_of_the_extra() -> None:
    assert f"`pip install {' '.join(_names('lint'))}`" in " ".join(README.split())


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of this checkout, with an empty virtual environment beside it."""
    folder = tmp_path_factory.mktemp("installing")
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    return Path(shutil.copytree(ROOT, folder / "ci-gen", ignore=NOT_CLONED))


def _say(command: str, folder: Path, clone: Path, temporary: Path) -> str:
    """Return what the *command* of the README prints in *folder*."""
    programs = clone.with_name("venv") / "bin"
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env={**os.environ, "PATH": path, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.mark.index
def test_first_command_of_the_readme_runs_an_example_from_a_fresh_clone(
    clone: Path, tmp_path: Path
) -> None:
    said = _say(COMMANDS[0], clone, clone, tmp_path)

    assert "$ ci-gen render\nwrote .github/workflows/build.yml\n  Build sensor\n" in said
    folder = Path(said.splitlines()[-1].rpartition(" ")[2])
    assert folder.parent == tmp_path
    wanted = ROOT / "tests/cases/golden/pi-and-server/.github/workflows/build.yml"
    assert (folder / ".github/workflows/build.yml").read_text() == wanted.read_text()


@pytest.mark.index
def test_second_command_of_the_readme_renders_a_project_of_ones_own(
    clone: Path, tmp_path: Path
) -> None:
    project = clone.with_name("sensor")
    subprocess.run(["git", "init", "--quiet", project], check=True)

    _say(COMMANDS[1], project, clone, tmp_path)

    assert (project / "ci-gen.yml").is_file()
    assert (project / ".github/workflows/build.yml").is_file()
