"""A year with ci-gen in a real Git repository: after each event `check` says what happened.

Each chapter goes on where the one before it ended, and ends with a fresh workflow, committed.
"""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from ci_gen.catalog import actions
from ci_gen.catalog.actions import Action
from conftest import Cli, Ran

pytestmark = pytest.mark.slow

WORKFLOW = ".github/workflows/build.yml"
_PIN = re.compile(r"uses: (?P<action>[\w/-]+)@(?P<sha>\w{40}) # (?P<version>v[\d.]+)")


class Year(NamedTuple):
    """A repository, its command line, and the way to move the catalogue on."""

    root: Path
    cli: Cli
    release: Callable[[str, str, str], None]

    def git(self, *arguments: str, fails: bool = False) -> str:
        done = subprocess.run(["git", *arguments], cwd=self.root, capture_output=True, text=True)
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done.stdout

    def commit(self, message: str) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", message)

    def read(self, path: str = WORKFLOW) -> str:
        return (self.root / path).read_text()

    def replace(self, path: str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text
        (self.root / path).write_text(text.replace(old, new, 1))

    def states(self) -> tuple[int, list[tuple[str, str]]]:
        ran = self.cli("check", "--format", "json")
        return ran.code, [(file["path"], file["state"]) for file in json.loads(ran.out)["files"]]

    def check(self, state: str) -> Ran:
        """Return what `check` prints, once the workflow is in *state* and the exit code fits."""
        code = 0 if state == "fresh" else 1
        assert self.states() == (code, [(WORKFLOW, state)])
        return self.cli("check")

    def render(self) -> None:
        assert self.cli("render").code == 0
        self.check("fresh")
        self.commit("Render the workflow")


@pytest.fixture
def year(tmp_path: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Year:
    root = tmp_path / "sensor"
    root.mkdir()
    monkeypatch.chdir(root)
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.com")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    moved: dict[str, tuple[str, str]] = {}
    known = actions.action

    def release(name: str, version: str, sha: str) -> None:
        moved[name] = (version, sha)

    def action(name: str) -> Action:
        row = known(name)
        version, sha = moved.get(name, (row.version, row.sha))
        return row.replace(version=version, sha=sha)

    monkeypatch.setattr(actions, "action", action)
    return Year(root, cli, release)


def test_year_of_a_repository(year: Year) -> None:
    _january_init_render_commit(year)
    _february_bot_bumps_three_pins(year)
    _march_somebody_edits_a_step(year)
    _april_spec_gains_a_platform(year)
    _may_catalogue_moves_on(year)
    _june_two_branches_conflict(year)
    _july_checkout_at_another_path(year)
    _august_checkout_on_windows(year)
    _september_old_word_in_the_spec(year)
    _october_spec_is_renamed(year)
    _november_workflow_is_renamed(year)
    _december_somebody_takes_the_file_over(year)


def _january_init_render_commit(year: Year) -> None:
    year.git("init", "--quiet", "--initial-branch", "main")
    year.git("remote", "add", "origin", "https://github.com/acme/sensor.git")
    (year.root / "Dockerfile").write_text("FROM scratch\n")

    assert year.cli("init", "--yes").code == 0
    assert "is stale: it was never rendered" in year.check("stale").out
    year.render()

    assert year.check("fresh").out == f"{WORKFLOW} is fresh: it is what the spec says\n"
    assert year.git("status", "--porcelain") == ""


def _february_bot_bumps_three_pins(year: Year) -> None:
    names = ("actions/checkout", "docker/login-action", "docker/build-push-action")
    for name in names:
        _bump(year, name, f"{'b' * 40} # v90.0.0")
    year.commit("Bump three actions")
    bumped = year.read()

    checked = year.check("fresh")
    assert (checked.code, checked.out.count("note[CG513]")) == (0, len(names))
    assert year.cli("render").err.endswith(f"\n{WORKFLOW} is up to date\n")
    assert year.cli("diff") == (0, "", "")
    assert year.read() == bumped


def _bump(year: Year, name: str, pin: str) -> None:
    text = re.sub(rf"uses: {name}@\w{{40}} # v[\d.]+", f"uses: {name}@{pin}", year.read())
    assert text != year.read()
    (year.root / WORKFLOW).write_text(text)


def _march_somebody_edits_a_step(year: Year) -> None:
    year.replace(WORKFLOW, "          context: .\n", "          context: app\n")
    edited = year.read()

    checked, rendered = year.check("edited"), year.cli("render")

    assert 'context of "Build, and push without a tag" in the job build is app' in checked.out
    assert "help: set `build.context: app` in ci-gen.yml, or run `ci-gen render --force`" in (
        checked.out
    )
    assert rendered.code == 1
    assert "-          context: app\n" in rendered.err
    assert year.read() == edited
    year.replace("ci-gen.yml", "  context: .\n", "  context: app\n")
    assert "is stale: only its last line, the digests, is of another" in year.check("stale").out
    year.render()
    assert year.read().split("\n# ci-gen digests")[0] == edited.split("\n# ci-gen digests")[0]


def _april_spec_gains_a_platform(year: Year) -> None:
    year.replace("ci-gen.yml", "targets:\n", "targets:\n  - raspberry-pi-zero-w\n")

    assert "is stale: ci-gen.yml has changed since it was rendered" in year.check("stale").out
    year.render()

    assert "platform: linux/arm/v6 # Raspberry Pi Zero W" in year.read()
    assert year.read().count(f"{'b' * 40} # v90.0.0") >= 3


def _may_catalogue_moves_on(year: Year) -> None:
    year.release("actions/checkout", "v91.0.0", "c" * 40)
    year.release("docker/login-action", "v89.0.0", "c" * 40)
    before = year.read()

    assert year.check("fresh").code == 0
    assert year.read() == before
    diff = year.cli("diff")
    assert diff.code == 1
    assert f"+        uses: actions/checkout@{'c' * 40} # v91.0.0\n" in diff.out
    assert "login-action" not in diff.out.replace(" uses: docker/login-action@" + "b" * 40, "")
    year.render()

    pins = {found["action"]: found["version"] for found in _PIN.finditer(year.read())}
    assert pins["actions/checkout"] == "v91.0.0"
    assert pins["docker/login-action"] == pins["docker/build-push-action"] == "v90.0.0"


def _june_two_branches_conflict(year: Year) -> None:
    year.git("switch", "--quiet", "--create", "slow")
    (year.root / "ci-gen.yml").write_text(year.read("ci-gen.yml") + "timeout-minutes: 90\n")
    year.render()
    year.git("switch", "--quiet", "main")
    year.replace("ci-gen.yml", "targets:\n", "targets:\n  - linux/386\n")
    year.render()
    year.git("merge", "slow", fails=True)
    merged = year.read()
    assert "<<<<<<< HEAD" in merged
    assert "<<<<<<<" not in year.read("ci-gen.yml")

    checked, rendered = year.check("edited"), year.cli("render")

    line = merged.split("\n").index("<<<<<<< HEAD") + 1
    assert checked.out.startswith(
        f"{WORKFLOW}:{line}:1: error[CG122]: {WORKFLOW} is edited: a merge left its conflict"
    )
    assert "resolve the conflict in ci-gen.yml, then run `ci-gen render --force`" in checked.out
    assert rendered.code == 1
    assert year.read() == merged
    assert year.cli("render", "--force").code == 0
    year.check("fresh")
    year.commit("Merge slow")
    assert "platform: linux/386" in year.read()
    assert "timeout-minutes: 90" in year.read()
    assert f"{'b' * 40} # v90.0.0" in year.read()


def _july_checkout_at_another_path(year: Year) -> None:
    copy = year.root.parent / "another place" / "checkout"
    year.git("clone", "--quiet", str(year.root), str(copy))

    ran = year.cli("check", "-C", str(copy))

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith(f"\n{WORKFLOW} is fresh: it is what the spec says\n")
    assert year.cli("render", "-C", str(copy)).err.endswith(f"\n{WORKFLOW} is up to date\n")
    shutil.rmtree(copy)


def _august_checkout_on_windows(year: Year) -> None:
    copy = year.root.parent / "windows"
    year.git("clone", "--quiet", "--config", "core.autocrlf=true", str(year.root), str(copy))
    assert b"\r\n" in (copy / WORKFLOW).read_bytes()
    assert b"\r\n" in (copy / "ci-gen.yml").read_bytes()

    assert year.cli("check", "-C", str(copy)).code == 0
    assert year.cli("render", "-C", str(copy)).err.endswith(f"\n{WORKFLOW} is up to date\n")
    assert year.cli("migrate", "-C", str(copy)).err == "ci-gen.yml is up to date\n"
    shutil.rmtree(copy)


def _september_old_word_in_the_spec(year: Year) -> None:
    year.replace("ci-gen.yml", "  dockerfile: Dockerfile\n", "  file: a/Dockerfile # odd\n")

    assert '"file" is called "dockerfile" in a spec' in year.check("stale").out
    year.render()
    assert "warning[CG119]" in year.check("fresh").out
    assert year.cli("migrate").code == 0

    assert year.check("fresh").out.endswith(f"\n{WORKFLOW} is fresh: it is what the spec says\n")
    assert "  dockerfile: a/Dockerfile # odd\n" in year.read("ci-gen.yml")
    year.commit("Migrate the spec")


def _october_spec_is_renamed(year: Year) -> None:
    year.git("mv", "ci-gen.yml", ".github/ci-gen.yml")

    assert "is stale: it was rendered from ci-gen.yml, which is gone" in year.check("stale").out
    year.render()

    assert "from .github/ci-gen.yml." in year.read()
    assert f"{'b' * 40} # v90.0.0" in year.read()


def _november_workflow_is_renamed(year: Year) -> None:
    renamed = ".github/workflows/image.yml"
    with (year.root / ".github" / "ci-gen.yml").open("a") as spec:
        spec.write(f"workflow: {renamed}\n")
    assert year.states() == (1, [(renamed, "stale"), (WORKFLOW, "orphan")])
    assert year.cli("render").code == 0

    ran = year.cli("check")

    assert year.states() == (1, [(renamed, "fresh"), (WORKFLOW, "orphan")])
    assert f"{WORKFLOW} is orphan: .github/ci-gen.yml now renders {renamed}" in ran.out
    assert "help: delete it" in ran.out
    assert (year.root / WORKFLOW).is_file()
    assert f"{'b' * 40} # v90.0.0" in year.read(renamed)
    year.git("rm", "--quiet", "--force", WORKFLOW)
    assert year.states() == (0, [(renamed, "fresh")])
    (year.root / renamed).rename(year.root / WORKFLOW)
    year.replace(".github/ci-gen.yml", f"workflow: {renamed}\n", "")
    # Its runs wait for each other under the name of the file.
    assert "is stale: .github/ci-gen.yml has changed since" in year.check("stale").out
    assert year.cli("render").code == 0
    assert year.check("fresh").code == 0
    year.git("add", "--all")
    assert year.git("status", "--porcelain") == ""


def _december_somebody_takes_the_file_over(year: Year) -> None:
    own = "\n".join(year.read().split("\n")[4:])
    (year.root / WORKFLOW).write_text(own)

    checked, rendered = year.check("foreign"), year.cli("render")

    assert "is foreign: ci-gen did not write it" in checked.out
    assert "set `workflow` in the spec, or run `ci-gen render --force`" in checked.out
    assert rendered.code == 1
    assert year.read() == own
    assert year.cli("render", "--force").code == 0
    assert year.check("fresh").code == 0
