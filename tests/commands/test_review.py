"""`diff --semantic`: the spec as it is, and as it was at a revision of the repository."""

import json
import subprocess
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_gen.spec import schema
from conftest import Cli

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, raspberry-pi-zero-w]\n"
SMALLER = SPEC.replace(", raspberry-pi-zero-w", "")
WORKFLOW = ".github/workflows/build.yml"


def _git(*arguments: str) -> None:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.com"]
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def _commit() -> None:
    _git("add", "--all")
    _git("commit", "--quiet", "--message=x")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a spec in its first commit, and the current folder."""
    root = tmp_path / "sensor"
    root.mkdir()
    monkeypatch.chdir(root)
    _git("init", "--quiet", "--initial-branch=main")
    (root / "ci-gen.yml").write_text(SPEC)
    _commit()
    return root


def test_spec_is_compared_with_the_last_commit(repository: Path, cli: Cli) -> None:
    (repository / "ci-gen.yml").write_text(SMALLER)

    ran = cli("diff", "--semantic")

    assert (ran.code, ran.err) == (1, "")
    assert ran.out.startswith("platform `linux/arm/v6` removed (Raspberry Pi Zero W)\n")


def test_nothing_changed_is_said(repository: Path, cli: Cli) -> None:
    (repository / "ci-gen.yml").write_text("# a comment\n" + SPEC)

    assert cli("diff", "--semantic") == (
        0,
        "nothing changed: ci-gen.yml means what it meant at HEAD\n",
        "",
    )
    assert cli("diff", "--semantic", "--format", "json").out == "[]\n"


def test_json_is_valid_by_its_schema(repository: Path, cli: Cli) -> None:
    (repository / "ci-gen.yml").write_text(SMALLER)

    changes = json.loads(cli("diff", "--semantic", "--format", "json").out)

    Draft202012Validator(schema.load("changes")).validate(changes)
    assert changes[0] == {
        "kind": "platform",
        "subject": "linux/arm/v6",
        "words": "platform `linux/arm/v6` removed (Raspberry Pi Zero W)",
    }


def test_any_revision_can_be_named(repository: Path, cli: Cli) -> None:
    (repository / "ci-gen.yml").write_text(SMALLER)
    _commit()

    assert cli("diff", "--semantic").code == 0
    assert cli("diff", "--semantic", "--against", "main~1").out.startswith("platform ")


def test_spec_in_a_folder_is_found_in_the_commit(repository: Path, cli: Cli) -> None:
    (repository / "ci-gen.yml").rename(repository / ".github-ci-gen.yml")
    (repository / "images").mkdir()
    (repository / "images" / "ci-gen.yml").write_text(SPEC)
    _commit()
    (repository / "images" / "ci-gen.yml").write_text(SMALLER)

    assert cli("diff", "--semantic", "-C", "images").out.startswith("platform ")


def test_spec_that_was_not_there_is_new(repository: Path, cli: Cli) -> None:
    (repository / "other.yml").write_text(SPEC)

    ran = cli("diff", "--semantic", "other.yml")

    assert ran.code == 1
    assert ran.out.startswith("there is no `other.yml` at HEAD: everything is new\nimage `sensor` ")


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        ("version: 1\nimage: [", "(CG103)"),
        ("version: 1\nimage: ghcr.io/acme/sensor\ntargets: [nothing]\n", "(CG201)"),
        ("version: 1\nimage: ghcr.io/acme/sensor\n", "CG"),
        ("", "(CG104)"),
    ],
)
def test_spec_that_was_refused_is_compared_with_nothing(
    before: str, reason: str, repository: Path, cli: Cli
) -> None:
    (repository / "ci-gen.yml").write_text(before)
    _commit()
    (repository / "ci-gen.yml").write_text(SPEC)

    ran = cli("diff", "--semantic")

    assert (ran.code, ran.err, ran.out.count("\n")) == (1, "", 1)
    assert ran.out.startswith("`ci-gen.yml` at HEAD is refused by this ci-gen, so nothing was")
    assert reason in ran.out


def test_spec_with_an_error_has_a_finding_instead_of_words(repository: Path, cli: Cli) -> None:
    (repository / "ci-gen.yml").write_text(SPEC.replace("raspberry-pi-5", "rasberry-pi-5"))

    ran = cli("diff", "--semantic")

    assert (ran.code, ran.out) == (1, "")
    assert "error[CG201]" in ran.err


def test_bumped_pin_is_a_change(repository: Path, cli: Cli) -> None:
    assert cli("render").code == 0
    _commit()
    workflow = repository / WORKFLOW
    text = workflow.read_text()
    line = next(line for line in text.split("\n") if "uses: docker/login-action@" in line)
    workflow.write_text(text.replace(line, f"{line[: line.index('@')]}@{'a' * 40} # v99.0.0"))

    ran = cli("diff", "--semantic")

    assert ran.code == 1
    assert ran.out.endswith(" → v99.0.0, a commit that ci-gen does not know\n")


@pytest.mark.parametrize("revision", ["nowhere", "-x", "HEAD:ci-gen.yml", ""])
def test_unknown_revision_is_no_traceback(revision: str, repository: Path, cli: Cli) -> None:
    ran = cli("diff", "--semantic", f"--against={revision}")

    if revision:
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith(f"error: Git finds no revision {revision} in ")
    else:
        assert ran.code == 0


def test_folder_outside_of_any_repository_is_said_to_be_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ci-gen.yml").write_text(SPEC)

    ran = cli("diff", "--semantic")

    assert (ran.code, ran.out) == (3, "")
    assert "not a git repository" in ran.err


def test_machine_without_git_is_told(
    repository: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli
) -> None:
    monkeypatch.setenv("PATH", str(repository))

    assert cli("diff", "--semantic").err.startswith("error: Git is not installed\n")


@pytest.mark.parametrize("option", ["--against=HEAD", "--format=json"])
def test_options_of_words_need_words(option: str, repository: Path, cli: Cli) -> None:
    ran = cli("diff", option)

    assert (ran.code, ran.out) == (2, "")
    assert "needs --semantic." in ran.err
