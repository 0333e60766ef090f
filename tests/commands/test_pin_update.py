"""`ci-gen pins update` against bare repositories that a Git server has on loopback."""

import socket
import time
from pathlib import Path

import pytest

from ci_gen.catalog import actions
from ci_gen.errors import CiGenError
from ci_gen.pins import remote as git_remote
from conftest import Cli
from support.git_server import DAY, Repository, serve

pytestmark = pytest.mark.slow

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
WORKFLOW = ".github/workflows/build.yml"
CHECKOUT = actions.action("actions/checkout")
USED = (
    "actions/checkout", "docker/metadata-action", "docker/login-action",
    "docker/setup-buildx-action", "docker/build-push-action",
)  # fmt: skip
NOW = int(time.time())


def _ago(days: float) -> int:
    return NOW - int(days * DAY)


@pytest.fixture
def forge(tmp_path: Path) -> dict[str, Repository]:
    return {name: Repository(tmp_path / "forge" / name) for name in USED}


@pytest.fixture
def checkout(forge: dict[str, Repository]) -> Repository:
    return forge["actions/checkout"]


@pytest.fixture
def server(forge: dict[str, Repository], tmp_path: Path) -> str:
    return (tmp_path / "forge").as_uri()


@pytest.fixture
def workflow(project: Path, cli: Cli) -> Path:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    return project / WORKFLOW


def _uses(workflow: Path, action: str = "actions/checkout") -> list[str]:
    rows = workflow.read_text().split("\n")
    return [row.split(f"{action}@")[1] for row in rows if f"uses: {action}@" in row]


def test_newer_release_goes_into_the_workflow_and_stays_there(
    workflow: Path, checkout: Repository, tmp_path: Path, cli: Cli
) -> None:
    commit = checkout.release("v7.0.9", _ago(30), annotated=True)
    checkout.allow_partial_clones()
    checkout.release("v7.0.10", _ago(1))

    with serve(tmp_path / "forge") as url:
        ran = cli("pins", "update", "--server", url)

    assert ran.code == 0
    assert "actions/checkout v7.0.1 -> v7.0.9 (" in ran.out
    assert f"wrote {WORKFLOW}\n" in ran.err
    assert _uses(workflow) == [f"{commit} # v7.0.9"]
    assert cli("check", "--fail-on", "warning").code == 0
    assert cli("render").err.endswith(f"\n{WORKFLOW} is up to date\n")


def test_newest_stable_release_of_the_same_major_is_taken(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    for tag in ("v7.0.2", "v7.1.0-rc.1", "v7", "v8", "main", "v8.0.0", "v7.10.0", "v7.9.0"):
        checkout.release(tag, _ago(30))

    cli("pins", "update", "--server", server)

    assert [row.split(" # ")[1] for row in _uses(workflow)] == ["v7.10.0"]


def test_newer_major_version_has_to_be_asked_for(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    commit = checkout.release("v8.0.0", _ago(30))
    before = workflow.read_text()

    assert cli("pins", "update", "--server", server).out.startswith("no action has a newer release")
    assert workflow.read_text() == before
    cli("pins", "update", "--server", server, "--major")
    assert _uses(workflow) == [f"{commit} # v8.0.0"]


def test_release_that_is_too_young_has_to_wait(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    older = checkout.release("v7.0.2", _ago(8))
    newer = checkout.release("v7.0.3", _ago(2))

    ran = cli("pins", "update", "--server", server)

    assert "actions/checkout v7.0.3 is 2 days old: it has to wait\n" in ran.out
    assert _uses(workflow) == [f"{older} # v7.0.2"]
    cli("pins", "update", "--server", server, "--cooldown", "1d")
    assert _uses(workflow) == [f"{newer} # v7.0.3"]


def test_annotated_tag_is_as_old_as_the_tag_and_stands_for_its_commit(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    commit = checkout.release("v7.0.2", _ago(30), annotated=True)
    checkout.tag("v7.0.3", commit, _ago(1), annotated=True)

    ran = cli("pins", "update", "--server", server)

    assert "actions/checkout v7.0.3 is 1 day old" in ran.out
    assert _uses(workflow) == [f"{commit} # v7.0.2"]


@pytest.mark.parametrize("annotated", [True, False])
def test_moved_tag_is_refused_and_nothing_is_written(
    workflow: Path, forge: dict[str, Repository], server: str, annotated: bool, cli: Cli
) -> None:
    forge["docker/login-action"].release("v4.9.0", _ago(30))
    moved = forge["actions/checkout"].release(CHECKOUT.version, _ago(30), annotated=annotated)
    before = workflow.read_text()

    ran = cli("pins", "update", "--server", server)

    assert ran.code == 1
    assert f"{WORKFLOW}:" in ran.out
    assert (
        f"error[CG509]: tag {CHECKOUT.version} of actions/checkout stands for {moved}, "
        f"not for {CHECKOUT.sha}"
    ) in ran.out
    assert workflow.read_text() == before
    assert (workflow.parents[2] / "ci-gen.yml").read_text() == SPEC


def test_moved_tag_of_an_override_is_refused_at_its_place(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    checkout.release("v7.0.2", _ago(30))
    pins = f"pins:\n  overrides:\n    actions/checkout: {{version: v7.0.2, commit: {'a' * 40}}}\n"
    spec = workflow.parents[2] / "ci-gen.yml"
    spec.write_text(SPEC + pins)

    ran = cli("pins", "update", "--server", server)

    assert ran.code == 1
    assert "ci-gen.yml:6:5: error[CG509]: tag v7.0.2 of actions/checkout stands for" in ran.out
    assert spec.read_text() == SPEC + pins


def test_override_is_updated_in_the_spec_and_comments_stay(
    workflow: Path, forge: dict[str, Repository], server: str, cli: Cli
) -> None:
    old = forge["actions/checkout"].release("v7.0.2", _ago(60))
    new = forge["actions/checkout"].release("v7.0.3", _ago(30), annotated=True)
    spec = workflow.parents[2] / "ci-gen.yml"
    text = (
        "# Ours.\nversion: 1 # one\nimage:   'ghcr.io/acme/sensor'\npins: # these\n  overrides:\n"
        f"    # because of a bug\n    actions/checkout: {{version: v7.0.2, commit: {old}}} # old\n"
        "\n# Machines.\ntargets: [ raspberry-pi-5,amd64 ]\n"
    )
    spec.write_text(text)

    ran = cli("pins", "update", "--server", server)

    assert ran.err == "wrote ci-gen.yml; next: ci-gen render\n"
    assert spec.read_text() == text.replace("v7.0.2", "v7.0.3").replace(old, new)
    assert cli("render").code == 0
    assert _uses(workflow) == [f"{new} # v7.0.3"]


def test_updates_go_into_the_spec_when_asked_for_or_when_nothing_is_rendered(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    commit = checkout.release("v7.0.2", _ago(30))
    spec, before = workflow.parents[2] / "ci-gen.yml", workflow.read_text()
    expected = (
        f"{SPEC}pins:\n  overrides:\n    actions/checkout: {{version: v7.0.2, commit: {commit}}}\n"
    )

    assert cli("pins", "update", "--server", server, "--to", "spec").code == 0

    assert spec.read_text() == expected
    assert workflow.read_text() == before
    spec.write_text(SPEC)
    workflow.unlink()
    assert cli("pins", "update", "--server", server).code == 0
    assert spec.read_text() == expected


def test_unclear_pins_are_made_clear(workflow: Path, server: str, cli: Cli) -> None:
    text = workflow.read_text()
    for action, instead in (
        ("actions/checkout", "v7"),
        ("docker/metadata-action", f"{'b' * 40} # v6"),
    ):
        row = actions.action(action)
        text = text.replace(f"{action}@{row.sha} # {row.version}", f"{action}@{instead}")
    workflow.write_text(text)

    ran = cli("pins", "update", "--server", server)

    assert "actions/checkout @v7 -> v7.0.1 (known)" in ran.out
    for name in ("actions/checkout", "docker/metadata-action"):
        row = actions.action(name)
        assert set(_uses(workflow, name)) == {f"{row.sha} # {row.version}"}
    assert cli("check", "--fail-on", "note").code == 0


def test_tags_are_updated_as_tags(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    checkout.release("v7.0.2", _ago(30))
    (workflow.parents[2] / "ci-gen.yml").write_text(SPEC + "pins: {mode: tag}\n")
    cli("render")

    cli("pins", "update", "--server", server)

    assert _uses(workflow) == ["v7.0.2"]
    assert cli("check", "--fail-on", "note").code == 0


def test_tag_that_moves_while_it_is_looked_at_stops_the_update(
    checkout: Repository, server: str
) -> None:
    checkout.release("v7.0.2", _ago(30))

    with git_remote.connect(server) as there, pytest.raises(CiGenError, match="was moved while"):
        git_remote.released(there, "actions/checkout", "v7.0.2", "a" * 40)


def test_tag_on_a_commit_without_a_date_stops_the_update(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    checkout.release_undated("v7.0.2")
    before = workflow.read_text()

    ran = cli("pins", "update", "--server", server)

    message = "tag v7.0.2 of actions/checkout is of a commit without a date"
    assert (ran.code, ran.err) == (3, f"error: {message}\n  help: ask those who made it\n")
    assert workflow.read_text() == before


def test_server_of_the_runner_is_asked(
    workflow: Path, checkout: Repository, server: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.release("v7.0.2", _ago(30))
    monkeypatch.setenv("GITHUB_SERVER_URL", f"{server}/")

    assert "v7.0.1 -> v7.0.2" in cli("pins", "update").out


def test_lock_file_has_to_be_made_again(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    checkout.release("v7.0.2", _ago(30))
    workflow.with_name("actions.lock").write_text("version: v0.0.3\n")

    assert "run `gh actions-lock`" in cli("pins", "update", "--server", server).err


def test_repository_that_is_not_there_stops_the_update(
    workflow: Path, tmp_path: Path, cli: Cli
) -> None:
    before = workflow.read_text()
    (tmp_path / "nothing").mkdir()

    with serve(tmp_path / "nothing") as url:
        ran = cli("pins", "update", "--server", url.replace("//", "//user:secret@"))

    assert ran.code == 3
    assert ran.err.startswith(f"error: cannot read actions/checkout from {url}: repository")
    assert "secret" not in ran.err
    assert workflow.read_text() == before


def test_server_that_is_not_there_stops_the_update(workflow: Path, cli: Cli) -> None:
    ran = cli("pins", "update", "--server", "http://127.0.0.1:1")

    assert ran.code == 3
    assert "error: cannot read actions/checkout from http://127.0.0.1:1: " in ran.err
    assert "help: check the network, or name another server: --server" in ran.err


def test_server_that_never_answers_is_not_waited_for(
    workflow: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_remote, "_PATIENCE", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ran = cli("pins", "update", "--server", f"http://127.0.0.1:{silent.getsockname()[1]}")

    assert ran.code == 3
    assert "there was no answer for 1 seconds" in ran.err


def test_missing_git_is_said(workflow: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")

    ran = cli("pins", "update")

    assert (ran.code, ran.err.split("\n")[0]) == (3, "error: Git is not installed")


@pytest.mark.parametrize(
    "url", ["", "github.com", "ext::sh -c true", "--upload-pack=x", "https://-x", "http://a b"]
)
def test_what_is_no_server_is_refused(workflow: Path, url: str, cli: Cli) -> None:
    assert cli("pins", "update", f"--server={url}").code == 2


@pytest.mark.parametrize("text", ["7", "d", "-1d", "7 days", "999999d", "7y"])
def test_what_is_no_time_is_refused(workflow: Path, text: str, cli: Cli) -> None:
    assert cli("pins", "update", f"--cooldown={text}").code == 2


def test_refused_spec_asks_nobody(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC + "pins: {mode: branch}\n")

    ran = cli("pins", "update", "--server", "http://127.0.0.1:1")

    assert ran.code == 1
    assert '"mode" cannot be "branch"' in ran.err


def test_surroundings_of_a_git_hook_do_not_matter(
    workflow: Path, checkout: Repository, server: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.release("v7.0.2", _ago(30))
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere/index")

    assert "v7.0.1 -> v7.0.2" in cli("pins", "update", "--server", server).out


def test_windows_line_ends_of_the_workflow_stay(
    workflow: Path, checkout: Repository, server: str, cli: Cli
) -> None:
    checkout.release("v7.0.2", _ago(30))
    workflow.write_bytes(workflow.read_bytes().replace(b"\n", b"\r\n"))

    cli("pins", "update", "--server", server)

    raw = workflow.read_bytes()
    assert b"# v7.0.2\r\n" in raw
    assert raw.count(b"\n") == raw.count(b"\r\n")


@pytest.mark.parametrize(
    "forged",
    [f"{'e' * 40} # {CHECKOUT.version}", f"{CHECKOUT.sha} # v9.9.9", f"{'E' * 40} # 7.0.1"],
)
def test_forged_pin_is_put_back_and_does_not_keep_updates_away(
    workflow: Path, forge: dict[str, Repository], server: str, cli: Cli, forged: str
) -> None:
    text = workflow.read_text()
    known = f"{CHECKOUT.sha} # {CHECKOUT.version}"
    workflow.write_bytes(text.replace(known, forged).replace("\n", "\r\n").encode())

    ran = cli("pins", "update", "--server", server)

    assert ran.code == 0
    assert "warning[CG505]: the commit of actions/checkout" in ran.err
    assert workflow.read_bytes() == text.replace("\n", "\r\n").encode()
    commit = forge["actions/checkout"].release("v7.0.9", _ago(30))
    workflow.write_text(text.replace(known, forged))
    assert cli("pins", "update", "--server", server).code == 0
    assert _uses(workflow) == [f"{commit} # v7.0.9"]


def test_forged_pin_is_put_back_in_the_file_when_updates_go_to_the_spec(
    workflow: Path, server: str, cli: Cli
) -> None:
    text = workflow.read_text()
    workflow.write_text(text.replace(CHECKOUT.sha, "e" * 40))

    assert cli("pins", "update", "--server", server, "--to", "spec").code == 0
    assert workflow.read_text() == text
