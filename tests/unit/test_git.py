"""Git of a hostile repository runs nothing that its configuration names, and never hangs."""

import os
import re
import subprocess
import time
from pathlib import Path

import pytest

from ci_gen import git
from ci_gen.errors import CiGenError

_PACKAGE = Path(git.__file__).parent


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit of one file, `a`."""
    root = tmp_path / "repository"
    root.mkdir()
    (root / "a").write_text("text\n")
    _plain(root, "init", "-q")
    _plain(root, "add", ".")
    _plain(root, "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a")
    return root


@pytest.fixture
def attack(tmp_path: Path) -> Path:
    """A program that leaves a file `ran` beside itself."""
    program = tmp_path / "attack"
    program.write_text('#!/bin/sh\ntouch "$(dirname "$0")/ran"\n')
    program.chmod(0o755)
    return program


def _plain(root: Path, *arguments: str, fails: bool = False, given: str = "") -> str:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=root, input=given, capture_output=True, text=True)
    assert fails or not done.returncode, done.stderr
    return done.stdout.strip()


def _configure(root: Path, settings: dict[str, str]) -> None:
    for name, value in settings.items():
        _plain(root, "config", name, value)


def _lose_the_blob(root: Path) -> str:
    """Make *root* a partial clone that lacks a file, and return the name of the file's object."""
    blob = _plain(root, "rev-parse", "HEAD:a")
    (root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    _configure(
        root,
        {
            "core.repositoryFormatVersion": "1",
            "extensions.partialClone": "origin",
            "remote.origin.promisor": "true",
            "protocol.allow": "always",
        },
    )
    return blob


# What a configuration may say of a program that is run when Git reads the index.
_INDEX = {"fsmonitor": {"core.fsmonitor": "{}"}}
# What it may say of one that is run when an object is missing.
_OBJECTS = {
    "ext": {"remote.origin.url": "ext::{}"},
    "uploadpack": {"remote.origin.url": "/", "remote.origin.uploadpack": "{}"},
    "ssh": {"remote.origin.url": "ssh://host/a", "core.sshCommand": "{}"},
    "proxy": {"remote.origin.url": "git://host/a", "core.gitProxy": "{}"},
    "credentials": {"remote.origin.url": "ext::{}", "credential.helper": "{}"},
}


@pytest.mark.parametrize("settings", _INDEX.values(), ids=list(_INDEX))
def test_program_for_the_index_is_not_run(
    settings: dict[str, str], repository: Path, attack: Path
) -> None:
    _configure(repository, {name: value.format(attack) for name, value in settings.items()})
    _plain(repository, "check-ignore", "a", fails=True)
    ran = attack.with_name("ran")
    assert ran.exists(), "the attack works on Git as it is"
    ran.unlink()

    git.run(repository, "check-ignore", "-z", "--stdin", given=b"a")

    assert not ran.exists()


@pytest.mark.parametrize("settings", _OBJECTS.values(), ids=list(_OBJECTS))
@pytest.mark.parametrize("without", ["GIT_NO_LAZY_FETCH", ""])
def test_program_for_missing_objects_is_not_run(
    without: str,
    settings: dict[str, str],
    repository: Path,
    attack: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Old releases of Git know one of the two ways to forbid it only."""
    blob = _lose_the_blob(repository)
    _configure(repository, {name: value.format(attack) for name, value in settings.items()})
    _plain(repository, "cat-file", "blob", blob, fails=True)
    ran = attack.with_name("ran")
    assert ran.exists(), "the attack works on Git as it is"
    ran.unlink()
    local = {"GIT_ALLOW_PROTOCOL": "", "GIT_NO_LAZY_FETCH": "1"}
    local.pop(without, None)
    monkeypatch.setattr(git, "_LOCAL", local)

    answer = git.run(repository, "cat-file", "blob", blob)

    assert not answer.is_fine
    assert not ran.exists()


def test_hooks_of_a_template_are_not_run(
    tmp_path: Path, repository: Path, attack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooks = tmp_path / "template" / "hooks"
    hooks.mkdir(parents=True)
    (hooks / "reference-transaction").symlink_to(attack)
    monkeypatch.setenv("GIT_TEMPLATE_DIR", str(hooks.parent))
    own = tmp_path / "own"
    own.mkdir()

    assert git.run_in_own(own, "init", "--quiet", "--bare").is_fine
    answer = git.run_in_own(own, "fetch", "--quiet", "--", f"file://{repository}", "+HEAD:refs/a")

    assert answer.is_fine, answer.complaint
    assert (own / "hooks" / "reference-transaction").exists()
    assert list(tmp_path.rglob("ran")) == []


def test_signature_is_not_shown_and_so_not_checked(
    repository: Path, attack: Path, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    _plain(tmp_path, "clone", "-q", "--bare", str(repository), str(own))
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----"
    commit = _plain(own, "cat-file", "commit", "HEAD").replace("\n\n", f"\n{signature}\n\n", 1)
    signed = _plain(own, "hash-object", "-t", "commit", "-w", "--stdin", given=f"{commit}\n")
    _configure(own, {"log.showSignature": "true", "gpg.program": str(attack)})
    _plain(own, "log", "-1", signed, fails=True)
    ran = attack.with_name("ran")
    assert ran.exists(), "the attack works on Git as it is"
    ran.unlink()

    answer = git.run_in_own(own, "log", "-1", "--format=%ct", signed)

    assert answer.out.strip().isdigit()
    assert not ran.exists()


def test_own_repository_speaks_no_protocol_that_runs_programs(
    tmp_path: Path, attack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "protocol.ext.allow")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "always")
    git.run_in_own(tmp_path, "init", "--quiet", "--bare")

    answer = git.run_in_own(tmp_path, "ls-remote", "--", f"ext::{attack}")

    assert answer.complaint == "transport 'ext' not allowed"
    assert not attack.with_name("ran").exists()


def test_folder_that_looks_like_a_bare_repository_is_none(repository: Path) -> None:
    planted = repository / "planted"
    _plain(repository, "clone", "-q", "--bare", ".", str(planted))

    answer = git.run(planted, "rev-parse", "--verify", "HEAD")

    assert not answer.is_fine
    assert "bare repository" in answer.complaint


def test_replaced_object_is_read_as_it_was(repository: Path) -> None:
    (repository / "b").write_text("other\n")
    other = _plain(repository, "hash-object", "-w", "b")
    _plain(repository, "replace", "HEAD:a", other)
    assert _plain(repository, "cat-file", "blob", "HEAD:a") == "other"

    assert git.run(repository, "cat-file", "blob", "HEAD:a").out == b"text\n"


def test_work_tree_elsewhere_changes_nothing(repository: Path, tmp_path: Path) -> None:
    (repository / ".gitignore").write_text("a\n")
    _plain(repository, "rm", "-q", "--cached", "a")
    (tmp_path / "elsewhere").mkdir()
    _configure(repository, {"core.worktree": str(tmp_path / "elsewhere")})

    assert git.run(repository, "check-ignore", "--stdin", given=b"a").out == b"a\n"


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_place_that_a_hook_sets_does_not_count(
    name: str, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repository / ".gitignore").write_text("b\n")
    monkeypatch.setenv(name, str(tmp_path / "elsewhere"))

    assert git.run(repository, "rev-parse", "--verify", "HEAD:a").is_fine
    # What is in the index is not ignored, so that this reads it.
    assert git.run(repository, "check-ignore", "--stdin", given=b"b").out == b"b\n"


def test_repository_of_another_user_is_named_with_what_helps(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")

    with pytest.raises(CiGenError) as caught:
        git.run(repository, "rev-parse", "--verify", "HEAD")

    assert caught.value.message == f"Git does not read {repository}, which belongs to another user"
    assert caught.value.remedy.endswith(f"--global --add safe.directory {repository}")


@pytest.mark.parametrize("relative", [".", "", "bin"])
def test_git_in_the_current_folder_is_not_run(
    relative: str, repository: Path, attack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planted = repository / relative
    planted.mkdir(exist_ok=True)
    (planted / "git").symlink_to(attack)
    monkeypatch.chdir(repository)
    monkeypatch.setenv("PATH", f"{relative}{os.pathsep}{os.environ['PATH']}")

    assert git.run(repository, "rev-parse", "HEAD").is_fine

    monkeypatch.setenv("PATH", relative)
    with pytest.raises(CiGenError, match="Git is not installed"):
        git.run(repository, "rev-parse", "HEAD")

    assert not attack.with_name("ran").exists()


def test_configuration_that_includes_a_pipe_hangs_nobody(repository: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    _configure(repository, {"include.path": str(tmp_path / "pipe")})
    before = time.monotonic()

    with pytest.raises(CiGenError, match=r"there was no answer for 0\.5 seconds"):
        git.run(repository, "rev-parse", "HEAD", seconds=0.5)

    assert time.monotonic() - before < 10


def test_what_git_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would hold the output open, and whoever reads that would wait for it."""
    (tmp_path / "git").write_text(f"#!/bin/sh\n/bin/sleep 60 &\necho $! > {tmp_path}/pid\nwait\n")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(CiGenError, match="there was no answer"):
        git.run(tmp_path, "rev-parse", "HEAD", seconds=2)

    process = Path("/proc", (tmp_path / "pid").read_text().strip(), "cmdline")
    until = time.monotonic() + 10
    while _is_sleeping(process):
        assert time.monotonic() < until
        time.sleep(0.01)


def _is_sleeping(process: Path) -> bool:
    try:
        return b"sleep" in process.read_bytes()
    except OSError:
        return False


def test_command_that_might_run_a_filter_is_unknown(repository: Path) -> None:
    for command in ("diff", "show", "status", "ls-files", "checkout"):
        with pytest.raises(AssertionError):
            git.run(repository, command)


def test_nothing_else_runs_git() -> None:
    modules = {
        path.relative_to(_PACKAGE).as_posix()
        for path in _PACKAGE.rglob("*.py")
        if re.search(r"(?m)^\s*(?:import|from) subprocess\b|os\.(?:system|popen)", path.read_text())
    }

    assert modules == {"git.py", "lint/tools.py", "custom_templates/render.py"}
