"""What all tests share: a clean environment, and the command line in this process."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import settings

from ci_gen.cli import run
from support.shells import Shell

# A pull request fails for what it changed; new examples are looked for at the desk.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")

TESTS = Path(__file__).parent
# The tools that look at rendered workflows, as the dev extra installs them beside Python.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


class Ran(NamedTuple):
    """What a command printed, and the code it exited with."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ran]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update", action="store_true", help="write goldens instead of comparing")


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update"))


@pytest.fixture(autouse=True)
def _scrub(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(("GITHUB_", "CI_GEN_")) or name in {"CI", "NO_COLOR", "FORCE_COLOR"}:
            monkeypatch.delenv(name)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the root of a repository, and the current folder."""
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def cli(capfd: pytest.CaptureFixture[str]) -> Cli:
    """Run a command; a bug in it is raised, and fails the test."""

    def call(*arguments: str) -> Ran:
        code = run(list(arguments), debug=True)
        captured = capfd.readouterr()
        return Ran(code, captured.out, captured.err)

    return call


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell for steps, in a folder of its own."""
    return Shell(tmp_path)
