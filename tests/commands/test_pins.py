"""Pins that bots and people write into a workflow, and what the spec says of them."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import ci_gen
from ci_gen.catalog import actions, images
from ci_gen.cli import pins_command
from conftest import Cli

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
WORKFLOW = ".github/workflows/build.yml"
CHECKOUT = actions.action("actions/checkout")
OURS = f"actions/checkout@{CHECKOUT.sha} # {CHECKOUT.version}"
OTHER = "b" * 40
OVERRIDE = f"pins:\n  overrides:\n    actions/checkout: {{version: v5.1.0, commit: {OTHER}}}\n"


@pytest.fixture
def workflow(project: Path, cli: Cli) -> Path:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    return project / WORKFLOW


def _pin(workflow: Path, new: str) -> int:
    """Write *new* where the checkout is pinned, and return the number of the line."""
    text = workflow.read_text()
    assert OURS in text
    workflow.write_text(text.replace(OURS, new))
    return text[: text.index(OURS)].count("\n") + 1


def _say(workflow: Path, more: str) -> None:
    (workflow.parents[2] / "ci-gen.yml").write_text(SPEC + more)


@pytest.mark.parametrize(
    ("unclear", "message"),
    [
        (f"@{OTHER} # v7", '"v7" beside the commit of actions/checkout is no whole version'),
        (f"@{OTHER} # tag=v7.0.2", '"tag=v7.0.2" beside the commit of actions/checkout is'),
        (f"@{OTHER} # v7.0.2 (latest)", '"v7.0.2 (latest)" beside the commit of'),
        (f"@{OTHER}", "the commit of actions/checkout has no version in a comment"),
        ("@v7", 'actions/checkout is used at "v7", which can be moved, and not at a commit'),
        ("@main", 'actions/checkout is used at "main", which can be moved'),
        ("@v99.0.0", 'actions/checkout is used at "v99.0.0", which can be moved'),
    ],
)
def test_unclear_pin_is_kept_and_reported_with_its_line(
    workflow: Path, unclear: str, message: str, cli: Cli
) -> None:
    line = _pin(workflow, f"actions/checkout{unclear}")
    _say(workflow, "timeout-minutes: 50\n")

    rendered = cli("render")
    checked = cli("check")

    assert f"        uses: actions/checkout{unclear}\n" in workflow.read_text()
    for ran, said in ((rendered, rendered.err), (checked, checked.out)):
        assert ran.code == 0
        assert f"{WORKFLOW}:{line}:9: warning[CG506]: {message}" in said
    assert "is fresh" in checked.out
    assert cli("check", "--fail-on", "warning").code == 1
    assert cli("render").err.endswith(f"{WORKFLOW} is up to date\n")


def test_remedy_is_what_to_write(workflow: Path, cli: Cli) -> None:
    _pin(workflow, "actions/checkout@v7")

    assert f"help: write {OURS}, or run `ci-gen pins update`\n" in cli("check").out


def test_tag_of_a_known_version_becomes_its_commit(workflow: Path, cli: Cli) -> None:
    _pin(workflow, f"actions/checkout@{CHECKOUT.version}")

    assert "warning[CG506]" in cli("check").out
    assert cli("render").code == 0
    assert OURS in workflow.read_text()


def test_retired_runtime_in_the_workflow_is_a_warning(workflow: Path, cli: Cli) -> None:
    line = _pin(workflow, "actions/checkout@v4")

    ran = cli("check")

    assert ran.code == 0
    assert f"{WORKFLOW}:{line}:9: warning[CG507]: actions/checkout v4: it runs on node20" in ran.out
    assert cli("pins", "list").out.count("\nactions/checkout ") == 1


def test_old_release_in_the_workflow_is_mended_by_rendering(workflow: Path, cli: Cli) -> None:
    _pin(workflow, f"actions/checkout@{OTHER} # v4.3.0")

    ran = cli("check")

    assert "actions/checkout v4.3.0: it runs on node20" in ran.out
    assert "help: run `ci-gen render`" in ran.out
    assert cli("render").code == 0
    assert OURS in workflow.read_text()


def test_spec_says_which_release_and_keeps_it(workflow: Path, cli: Cli) -> None:
    _say(workflow, OVERRIDE)

    checked = cli("check")
    assert f"the spec has v5.1.0 of actions/checkout, and the workflow {CHECKOUT.version}" in (
        checked.out
    )
    assert checked.code == 0
    assert cli("render").code == 0
    assert f"uses: actions/checkout@{OTHER} # v5.1.0\n" in workflow.read_text()
    text = workflow.read_text().replace(
        f"checkout@{OTHER} # v5.1.0", f"checkout@{'c' * 40} # v9.0.0"
    )
    workflow.write_text(text)
    assert cli("render").code == 0
    assert f"uses: actions/checkout@{OTHER} # v5.1.0\n" in workflow.read_text()
    assert cli("check", "--fail-on", "note").code == 0


def test_tags_instead_of_commits(workflow: Path, cli: Cli) -> None:
    _say(workflow, "pins: {mode: tag}\n")

    assert cli("render").code == 0

    rows = [row for row in workflow.read_text().split("\n") if "uses:" in row]
    assert f"        uses: actions/checkout@{CHECKOUT.version}" in rows
    assert not [row for row in rows if "#" in row]
    assert cli("check", "--fail-on", "note").code == 0
    _say(workflow, "pins: {mode: commit}\n")
    assert cli("render").code == 0
    assert OURS in workflow.read_text()


@pytest.mark.parametrize(
    ("pins", "message"),
    [
        ("{mode: branch}", '"mode" cannot be "branch"'),
        ("{overides: {}}", "did you mean overrides?"),
        ("{overrides: {actions/chekout: {}}}", "did you mean actions/checkout?"),
        ("{overrides: {actions/checkout: v7}}", '"actions/checkout" must be a mapping'),
        ("{overrides: {actions/checkout: {version: v7.0.1}}}", "needs commit"),
        (f"{{overrides: {{actions/checkout: {{version: v7, commit: {OTHER}}}}}}}", '"v7"'),
        ("{overrides: {actions/checkout: {version: v7.0.1, commit: abc}}}", '"abc"'),
        ("tag", '"pins" must be a mapping'),
        ("", '"pins" must be a mapping'),
    ],
)
def test_what_cannot_be_pinned_is_explained(
    project: Path, pins: str, message: str, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(f"{SPEC}pins: {pins}\n")

    ran = cli("lint")

    assert ran.code == 1
    assert message in ran.out


def test_list_tells_where_each_release_was_said(workflow: Path, cli: Cli) -> None:
    row = actions.action("docker/login-action")
    text = workflow.read_text().replace(f"{row.sha} # {row.version}", f"{OTHER} # v99.0.0")
    workflow.write_text(text)
    _say(workflow, OVERRIDE)

    ran = cli("pins", "list", "--format", "json")

    found = {pin["action"]: pin for pin in json.loads(ran.out)["pins"]}
    assert found["actions/checkout"] == {
        "action": "actions/checkout",
        "ref": OTHER,
        "version": "v5.1.0",
        "commit": OTHER,
        "date": None,
        "runtime": None,
        "as_of": None,
        "source": None,
        "from": "spec",
        "path": "ci-gen.yml",
        "line": 6,
    }
    login = found["docker/login-action"]
    assert (login["version"], login["from"], login["path"]) == ("v99.0.0", "file", WORKFLOW)
    build = actions.action("docker/build-push-action")
    assert found["docker/build-push-action"].items() >= {
        "version": build.version, "commit": build.sha, "date": build.date, "runtime": "node24",
        "from": "catalogue", "as_of": build.as_of, "source": build.source,
    }.items()  # fmt: skip


def test_list_for_people_tells_age_and_retired_runtimes(workflow: Path, cli: Cli) -> None:
    _say(workflow, OVERRIDE.replace("v5.1.0", "v4.1.0"))

    ran = cli("pins", "list")

    head, *rows = ran.out.splitlines()
    assert head.split() == [
        "ACTION", "VERSION", "COMMIT", "DATE", "AGE", "RUNTIME", "FROM", "KNOWN", "HOW",
    ]  # fmt: skip
    checkout = next(row for row in rows if row.startswith("actions/checkout "))
    assert checkout.split(None, 5)[1:] == [
        "v4.1.0", OTHER[:12], "-", "-", "node20 (retired)  spec ci-gen.yml:6:5  -           -",
    ]  # fmt: skip
    metadata = actions.action("docker/metadata-action")
    known = re.compile(rf" days .+  catalogue +{metadata.as_of}  {metadata.source}")
    assert any(known.search(row) for row in rows)


def _set_clock(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Put the clock *days* after the last day of which the catalogue knows."""
    until = datetime.fromisoformat(actions.known_until()).replace(tzinfo=UTC)
    moment = (until + timedelta(days=days, hours=12)).timestamp()
    monkeypatch.setattr(pins_command, "now", lambda: moment)


@pytest.mark.parametrize("form", ["text", "json"])
def test_list_tells_when_the_catalogue_is_old(
    workflow: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    _set_clock(monkeypatch, 90)
    assert cli("pins", "list", "--format", form).err == ""

    _set_clock(monkeypatch, 91)
    ran = cli("pins", "list", "--format", form)

    until = actions.known_until()
    assert ran.err.startswith(f"ci-gen's catalogue knows releases until {until}, 91 days ago: run")
    assert ran.code == 0


def test_only_the_commands_on_pins_look_at_the_clock() -> None:
    clock = re.compile(r"\btime\.(?:time|localtime|gmtime)\b|\b(?:now|today|utcnow)\(")
    package = Path(ci_gen.__file__).parent

    found = {path.name for path in package.rglob("*.py") if clock.search(path.read_text())}

    # Where files have no locks, the time tells what a killed run has left.
    assert found == {"pins_command.py", "write.py"}


def test_list_tells_the_images_that_are_pinned_by_digest(workflow: Path, cli: Cli) -> None:
    other = f"sha256:{'e' * 64}"
    _say(
        workflow,
        f"strategy: single\nemulation: {{image: '{images.BINFMT}'}}\n"
        f"builder: {{driver-opts: ['image=moby/buildkit:v0.99.0@{other}']}}\n",
    )

    text, raw = cli("pins", "list"), cli("pins", "list", "--format", "json")

    found = {row["image"]: row for row in json.loads(raw.out)["images"]}
    assert found[images.BINFMT.name].items() >= {
        "tag": images.BINFMT.tag, "digest": images.BINFMT.digest, "from": "catalogue",
        "as_of": images.BINFMT.as_of, "source": images.BINFMT.source,
    }.items()  # fmt: skip
    kit = found["moby/buildkit"]
    assert (kit["digest"], kit["from"], kit["as_of"]) == (other, "file", None)
    cells = [row.split(None, 8) for row in text.out.splitlines() if "/binfmt" in row]
    assert cells == [
        [images.BINFMT.name, images.BINFMT.tag, images.BINFMT.digest[7:19], "-", "-", "-",
         "catalogue", images.BINFMT.as_of, images.BINFMT.source]
    ]  # fmt: skip


def test_list_works_before_anything_is_rendered(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC)

    assert f"{CHECKOUT.sha[:12]}" in cli("pins", "list").out
    (project / "ci-gen.yml").write_text("version: 2\n")
    assert cli("pins", "list").code == 1


def test_lock_file_is_noticed_when_a_workflow_is_written(workflow: Path, cli: Cli) -> None:
    workflow.with_name("actions.lock").write_text("version: v0.0.3\n")

    assert "gh actions-lock" not in cli("render").err
    _say(workflow, "timeout-minutes: 50\n")
    assert "actions.lock lists what workflows use: run `gh actions-lock`\n" in cli("render").err
