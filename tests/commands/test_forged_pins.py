"""Commits in a workflow that are not those of their versions, as an attack would write them."""

import json
import subprocess
from pathlib import Path

import pytest

from ci_gen.catalog import actions, commits
from ci_gen.catalog.commits import Commit
from conftest import Cli

pytestmark = pytest.mark.slow

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
WORKFLOW = ".github/workflows/build.yml"
CHECKOUT = actions.action("actions/checkout")
OURS = f"{CHECKOUT.sha} # {CHECKOUT.version}"
EVIL = "e" * 40
FORGED = [
    f"{EVIL} # {CHECKOUT.version}",
    f"{EVIL.upper()} # {CHECKOUT.version}",
    f"{EVIL[:7]} # {CHECKOUT.version}",
    f"{EVIL} # {CHECKOUT.version.removeprefix('v')}",
    f"{EVIL} # tag={CHECKOUT.version}",
    f"{EVIL} # {CHECKOUT.version} (latest)",
    f"{EVIL}   #{CHECKOUT.version}\u200b",
    f"{CHECKOUT.sha} # v9.9.9",
    f"{CHECKOUT.sha.upper()} # 9.9.9",
    f"{CHECKOUT.sha[:12]} # tag=v9.9.9",
    f"{CHECKOUT.sha} # v6",
]


@pytest.fixture
def workflow(project: Path, cli: Cli) -> Path:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    return project / WORKFLOW


def _forge(workflow: Path, forged: str, ours: str = OURS) -> str:
    """Write *forged* in place of the known pin, and return the text that was there."""
    text = workflow.read_text()
    assert ours in text
    workflow.write_text(text.replace(ours, forged))
    return text


def _commit(root: Path) -> None:
    name = ["-c", "user.name=a", "-c", "user.email=a@b.c"]
    for command in (["init", "-q"], ["add", "-A"], [*name, "commit", "-qm", "x"]):
        subprocess.run(["git", *command], cwd=root, check=True)


@pytest.mark.parametrize("forged", FORGED)
def test_forged_pin_is_an_error_until_it_is_put_back(workflow: Path, forged: str, cli: Cli) -> None:
    text = _forge(workflow, forged)
    line = text[: text.index(OURS)].count("\n") + 1

    checked, linted = cli("check"), cli("lint")

    for ran in (checked, linted):
        assert ran.code == 1
        assert f"{WORKFLOW}:{line}:9: error[CG505]: the commit of actions/checkout is" in ran.out
        assert "fresh" not in ran.out
    assert f"+        uses: actions/checkout@{OURS}\n" in checked.out
    rendered = cli("render")
    assert rendered.code == 0
    assert f"{WORKFLOW}:{line}:9: warning[CG505]: the commit of" in rendered.err
    assert workflow.read_text() == text
    assert cli("check", "--fail-on", "note").code == 0
    assert "CG505" not in cli("lint").out


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1)])
def test_what_was_put_back_can_fail_a_rendering(
    workflow: Path, fail_on: str, code: int, cli: Cli
) -> None:
    text = _forge(workflow, FORGED[0])

    assert cli("render", "--fail-on", fail_on).code == code
    assert workflow.read_text() == text


def test_forged_pin_with_windows_line_ends_is_found(workflow: Path, cli: Cli) -> None:
    _forge(workflow, FORGED[0])
    workflow.write_bytes(workflow.read_bytes().replace(b"\n", b"\r\n"))

    assert "error[CG505]" in cli("check").out


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028", "\u2029", "\r\r\n"])
def test_nothing_hides_behind_a_line_end_in_the_comment_of_a_pin(
    workflow: Path, end: str, cli: Cli
) -> None:
    hidden = f"{OURS}{end}        continue-on-error: true"
    workflow.write_bytes(workflow.read_text().replace(OURS, hidden).encode())

    ran = cli("check")

    assert ran.code == 1
    assert "fresh" not in ran.out


def test_each_forged_use_of_one_action_is_found(workflow: Path, cli: Cli) -> None:
    row = actions.action("docker/login-action")
    ours = f"{row.sha} # {row.version}"
    head, *rest = workflow.read_text().split(ours)
    assert len(rest) > 1
    ends = [f"{EVIL} # {row.version}", f"{row.sha} # v9.9.9", *[ours] * (len(rest) - 2)]
    workflow.write_text(head + "".join(end + part for end, part in zip(ends, rest, strict=True)))

    ran = cli("check", "--format", "json")

    found = [f for f in json.loads(ran.out)["diagnostics"] if f["code"] == "CG505"]
    assert len({f["line"] for f in found}) == 2
    assert cli("render").code == 0
    assert workflow.read_text() == ours.join([head, *rest])


def test_version_with_two_commits_is_believed_at_neither(workflow: Path, cli: Cli) -> None:
    row = actions.action("docker/login-action")
    ours = f"{row.sha} # {row.version}"
    text = workflow.read_text()
    head, first, *rest = text.split(ours)
    other = f"{'a' * 40} # v99.0.0"
    workflow.write_text(f"{head}{EVIL} # v99.0.0{first}{other}{other.join(rest)}")

    ran = cli("check")

    assert ran.code == 1
    assert "error[CG505]: docker/login-action has more than one commit for v99.0.0" in ran.out
    assert cli("render").code == 0
    assert workflow.read_text() == text


def test_pin_of_a_called_workflow_is_compared_too(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(f"{SPEC}strategy: github-builder\n")
    assert cli("render").code == 0
    row = actions.action("docker/github-builder/.github/workflows/build.yml")
    text = _forge(project / WORKFLOW, f"{EVIL} # {row.version}", f"{row.sha} # {row.version}")

    assert "error[CG505]" in cli("check").out
    assert cli("render").code == 0
    assert (project / WORKFLOW).read_text() == text


def test_forged_pin_is_in_each_format(workflow: Path, cli: Cli) -> None:
    _forge(workflow, FORGED[0])

    as_json = json.loads(cli("check", "--format", "json").out)
    assert [found["code"] for found in as_json["diagnostics"]] == ["CG505"]
    assert [file["state"] for file in as_json["files"]] == ["swapped"]
    results = json.loads(cli("check", "--format", "sarif").out)["runs"][0]["results"]
    assert [(found["ruleId"], found["level"]) for found in results] == [("CG505", "error")]
    assert cli("check", "--format", "github").out.startswith(f"::error file={WORKFLOW},line=")


def test_forged_pin_is_counted_among_many_specs(workflow: Path, cli: Cli) -> None:
    root = workflow.parents[2]
    (root / "b").mkdir()
    (root / "b/ci-gen.yml").write_text(f"{SPEC}workflow: .github/workflows/b.yml\n")
    assert cli("render", "-r").code == 0
    text = _forge(workflow, FORGED[0])

    checked, linted = cli("check", "-r"), cli("lint", "-r")

    assert checked.code == linted.code == 1
    assert checked.out.endswith("2 specs: 1 fresh, 1 swapped\n")
    assert "error[CG505]" in checked.out
    assert "error[CG505]" in linted.out
    assert "warning[CG505]" in cli("render", "-r").err
    assert workflow.read_text() == text


def test_forged_pin_in_an_edited_workflow_is_left_with_the_edit(workflow: Path, cli: Cli) -> None:
    _forge(workflow, FORGED[0])
    workflow.write_text(workflow.read_text().replace("timeout-minutes: 15", "timeout-minutes: 90"))

    assert "error[CG505]" in cli("check").out
    ran = cli("render")
    assert ran.code == 1
    assert "error[CG505]" in ran.err
    assert EVIL in workflow.read_text()


def test_forged_pin_is_not_taken_over_from_an_orphan(workflow: Path, cli: Cli) -> None:
    text = _forge(workflow, FORGED[0])
    (workflow.parents[2] / "ci-gen.yml").write_text(f"{SPEC}workflow: .github/workflows/b.yml\n")

    assert "error[CG505]" in cli("check").out
    assert cli("render").code == 0
    assert OURS in workflow.with_name("b.yml").read_text()
    assert OURS in text


def test_unknown_version_is_kept_and_said(workflow: Path, cli: Cli) -> None:
    _commit(workflow.parents[2])
    _forge(workflow, f"{'4' * 40} # v7.0.9")
    text = workflow.read_text()

    checked, linted, rendered = cli("check"), cli("lint"), cli("render")

    note = "note[CG513]: actions/checkout v7.0.9 is at a commit that ci-gen does not know"
    assert [ran.code for ran in (checked, linted, rendered)] == [0, 0, 0]
    assert note in checked.out
    assert note in linted.out
    assert note in rendered.err
    assert checked.out.count("CG513") == 1
    assert workflow.read_text() == text
    for command in ("check", "lint", "render"):
        assert cli(command, "--fail-on", "note").code == 1
    assert cli("diff", "--semantic").out == (
        "actions/checkout v7.0.1 → v7.0.9, a commit that ci-gen does not know\n"
    )


def test_unknown_version_is_said_once_for_all_of_its_uses(workflow: Path, cli: Cli) -> None:
    row = actions.action("docker/login-action")
    assert workflow.read_text().count(row.sha) > 1
    _forge(workflow, f"{'4' * 40} # v99.0.0", f"{row.sha} # {row.version}")

    assert cli("check").out.count("CG513") == 1


def test_older_version_at_an_unknown_commit_is_said_and_replaced(workflow: Path, cli: Cli) -> None:
    text = _forge(workflow, f"{'4' * 40} # v6.0.0")

    assert "note[CG513]: actions/checkout v6.0.0" in (ran := cli("check")).out
    assert "help: run `ci-gen render`" in ran.out
    assert cli("render").code == 0
    assert workflow.read_text() == text


def test_unknown_commit_without_a_whole_version_is_said(workflow: Path, cli: Cli) -> None:
    _forge(workflow, f"{'4' * 40} # v7")

    assert "no whole version, and ci-gen does not know the commit\n" in cli("check").out


@pytest.mark.parametrize(
    ("forged", "words"),
    [
        (f"{EVIL} # v7.0.1", "actions/checkout is at another commit of v7.0.1, whose commit"),
        (f"{CHECKOUT.sha} # v9.9.9", "actions/checkout v7.0.1 → v9.9.9, whose commit is another"),
        (f"{EVIL} # v7", "actions/checkout v7.0.1 → `v7`, a commit that ci-gen does not know"),
        ("v7", "actions/checkout v7.0.1 → `v7`\n"),
    ],
)
def test_forged_pin_is_a_change_in_words(workflow: Path, forged: str, words: str, cli: Cli) -> None:
    _commit(workflow.parents[2])
    _forge(workflow, forged)

    assert cli("diff", "--semantic").out.startswith(words)


def test_one_forged_use_of_several_is_a_change_in_words(workflow: Path, cli: Cli) -> None:
    _commit(workflow.parents[2])
    row = actions.action("docker/login-action")
    text = workflow.read_text()
    workflow.write_text(text.replace(f"{row.sha} # {row.version}", f"{EVIL} # v99.0.0", 1))

    assert "docker/login-action v4.6.0 → v99.0.0, a commit" in cli("diff", "--semantic").out


@pytest.mark.parametrize("prefix", ["", "tag="])
def test_object_of_a_tag_is_a_warning_and_replaced(
    workflow: Path, prefix: str, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = Commit(
        action="actions/checkout", version=CHECKOUT.version, sha=CHECKOUT.sha, tag_object="0b" * 20
    )
    known = commits.known
    monkeypatch.setattr(
        commits, "known", lambda name: (row,) if name == row.action else known(name)
    )
    text = _forge(workflow, f"{'0b' * 20} # {prefix}{CHECKOUT.version}")

    ran = cli("check")

    assert ran.code == 0
    assert "warning[CG514]: actions/checkout is used at the object of the tag v7.0.1" in ran.out
    assert "warning[CG514]" in cli("render").err
    assert workflow.read_text() == text


def test_another_commit_of_the_release_in_the_spec_is_forged(workflow: Path, cli: Cli) -> None:
    override = f"actions/checkout: {{version: v5.1.0, commit: {'b' * 40}}}"
    spec = workflow.parents[2] / "ci-gen.yml"
    spec.write_text(f"{SPEC}pins: {{overrides: {{{override}}}}}\n")
    assert cli("render").code == 0
    text = _forge(workflow, f"{EVIL} # v5.1.0", f"{'b' * 40} # v5.1.0")

    assert "error[CG505]" in cli("check").out
    assert cli("render").code == 0
    assert workflow.read_text() == text
    assert cli("check", "--fail-on", "note").code == 0


@pytest.mark.parametrize("command", ["check", "lint", "render", "diff", "pins list"])
def test_forged_release_in_the_spec_is_an_error_everywhere(
    workflow: Path, command: str, cli: Cli
) -> None:
    text = workflow.read_text()
    override = f"actions/checkout: {{version: v7.0.1, commit: {EVIL}}}"
    spec = workflow.parents[2] / "ci-gen.yml"
    spec.write_text(f"{SPEC}pins: {{overrides: {{{override}}}}}\n")

    ran = cli(*command.split())

    assert ran.code == 1
    assert "error[CG505]" in ran.out + ran.err
    assert workflow.read_text() == text


def _template(root: Path, uses: str) -> None:
    (root / "ci-gen.yml").write_text(f"{SPEC}templates: own\n")
    (root / "own/steps").mkdir(parents=True)
    step = f"\n      - name: Own\n        uses: {uses}\n"
    (root / "own/steps/checkout.yml.j2").write_text(step)


def test_forged_pin_in_a_template_is_an_error_with_its_line(workflow: Path, cli: Cli) -> None:
    _template(workflow.parents[2], f"actions/checkout@{FORGED[0]}")
    text = workflow.read_text()

    ran = cli("render")

    assert ran.code == 1
    assert "own/steps/checkout.yml.j2:3:" in ran.err
    assert "error[CG505]: the commit of actions/checkout is not the one" in ran.err
    assert f"help: write @{OURS}\n" in ran.err
    assert workflow.read_text() == text


def test_object_of_a_tag_in_a_template_is_a_warning(workflow: Path, cli: Cli) -> None:
    row = next(row for row in actions.every() if row.tag_object)
    _template(workflow.parents[2], f"{row.action}@{row.tag_object} # {row.version}")

    ran = cli("lint")

    assert ran.code == 0
    assert f"warning[CG514]: {row.action} is used at the object of the tag" in ran.out
    assert f"help: write @{row.sha} # {row.version}\n" in ran.out


def test_pin_that_only_a_template_knows_is_compared_with_it(workflow: Path, cli: Cli) -> None:
    _template(workflow.parents[2], f"acme/setup@{'a' * 40} # v1.2.3")
    assert cli("render").code == 0
    assert cli("check", "--fail-on", "note").code == 0
    text = _forge(workflow, f"{EVIL} # v1.2.3", f"{'a' * 40} # v1.2.3")

    assert "error[CG505]: the commit of acme/setup is not the one" in cli("check").out
    assert cli("render").code == 0
    assert workflow.read_text() == text
