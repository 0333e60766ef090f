"""The five states of a workflow, and what `check`, `diff` and `render` do with each."""

import json
import shutil
from pathlib import Path

import pytest

from ci_gen import pipeline
from ci_gen.workflow import drift as files
from conftest import Cli

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
WORKFLOW = ".github/workflows/build.yml"


@pytest.fixture
def workflow(project: Path, cli: Cli) -> Path:
    (project / "ci-gen.yml").write_text(SPEC)
    assert cli("render").code == 0
    return project / WORKFLOW


def _states(cli: Cli) -> tuple[int, list[tuple[str, str]]]:
    ran = cli("check", "--format", "json")
    return ran.code, [(file["path"], file["state"]) for file in json.loads(ran.out)["files"]]


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_rendered_workflow_is_fresh_and_is_not_written_again(workflow: Path, cli: Cli) -> None:
    before = workflow.stat().st_mtime_ns

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])
    assert cli("render").err == f"{WORKFLOW} is up to date\n"
    assert cli("diff") == (0, "", "")
    assert workflow.stat().st_mtime_ns == before


def test_spec_that_was_never_rendered_is_stale(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC)

    ran = cli("check")

    assert ran.code == 1
    assert f"{WORKFLOW} is stale: it was never rendered" in ran.out
    assert "help: run `ci-gen render` and commit the result" in ran.out
    assert not (project / WORKFLOW).exists()


def test_changed_spec_makes_the_workflow_stale(workflow: Path, cli: Cli) -> None:
    _replace(workflow.parents[2] / "ci-gen.yml", "amd64", "amd64, raspberry-pi-zero-w")

    ran = cli("check")

    assert ran.code == 1
    assert "is stale: ci-gen.yml has changed since it was rendered" in ran.out
    assert "+          - platform: linux/arm/v6 # Raspberry Pi Zero W" in ran.out
    assert cli("diff").code == 1
    assert cli("render").code == 0
    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_comment_in_the_spec_changes_nothing(workflow: Path, cli: Cli) -> None:
    spec = workflow.parents[2] / "ci-gen.yml"
    spec.write_text(
        "# A comment\n" + SPEC.replace("[raspberry-pi-5, amd64]", "\n  - pi5\n  - amd64")
    )

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_new_version_that_renders_the_same_is_no_drift(
    workflow: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = workflow.read_text()
    monkeypatch.setattr(pipeline, "__version__", "99.0.0")

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])
    assert cli("render").err == f"{WORKFLOW} is up to date\n"
    assert workflow.read_text() == before


def test_new_version_that_renders_differently_makes_it_stale(workflow: Path, cli: Cli) -> None:
    # As an older version would have left it: another body, ending in its own digests.
    body = (
        workflow.read_text()
        .split("\n# ci-gen digests:")[0]
        .replace("Set up Docker Buildx", "Buildx")
    )
    spec_digest = workflow.read_text().split("spec ")[-1].split(",")[0]
    workflow.write_text(files.with_digests(body + "\n", spec_digest))

    ran = cli("check")

    assert "is stale: it was rendered by another ci-gen (" in ran.out
    assert cli("render").code == 0


def test_edit_by_hand_is_told_apart_and_kept(workflow: Path, cli: Cli) -> None:
    _replace(workflow, "timeout-minutes: 15", "timeout-minutes: 90")
    edited = workflow.read_text()

    checked, rendered = cli("check"), cli("render")

    assert "is edited: timeout-minutes of the job image is 90" in checked.out
    assert "-    timeout-minutes: 90\n+    timeout-minutes: 15\n" in checked.out
    assert (checked.code, rendered.code) == (1, 1)
    assert "--force" in rendered.err
    assert workflow.read_text() == edited
    assert cli("render", "--force").code == 0
    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_edit_that_the_spec_says_by_now_is_no_edit_any_more(workflow: Path, cli: Cli) -> None:
    spec = workflow.parents[2] / "ci-gen.yml"
    _replace(workflow, "branches: [main]", "branches: [main, dev]")
    spec.write_text(
        SPEC + "on: {push: {branches: [main, dev], tags: ['v*.*.*']},"
        " pull_request: , workflow_dispatch: }\n"
    )

    assert _states(cli) == (1, [(WORKFLOW, "stale")])
    assert cli("render").code == 0
    spec.write_text(spec.read_text().replace("dev", "next"))

    assert _states(cli) == (1, [(WORKFLOW, "stale")])


def test_edit_is_edited_even_when_the_spec_changed_too(workflow: Path, cli: Cli) -> None:
    _replace(workflow, "timeout-minutes: 15", "timeout-minutes: 90")
    _replace(workflow.parents[2] / "ci-gen.yml", "amd64", "linux/386")

    assert _states(cli) == (1, [(WORKFLOW, "edited")])


def test_foreign_file_is_never_touched_without_force(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC)
    (project / WORKFLOW).parent.mkdir(parents=True)
    (project / WORKFLOW).write_text("name: mine\n")

    assert _states(cli) == (1, [(WORKFLOW, "foreign")])
    assert cli("render").code == 1
    assert (project / WORKFLOW).read_text() == "name: mine\n"
    assert cli("render", "--force").code == 0
    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_renamed_workflow_leaves_an_orphan_that_is_reported(workflow: Path, cli: Cli) -> None:
    (workflow.parents[2] / "ci-gen.yml").write_text(
        SPEC + "workflow: .github/workflows/image.yml\n"
    )
    assert cli("render").code == 0

    ran = cli("check")

    assert ran.code == 1
    assert f"{WORKFLOW} is orphan: ci-gen.yml now renders .github/workflows/image.yml" in ran.out
    assert "help: delete it" in ran.out


def test_workflow_of_another_spec_is_no_orphan(workflow: Path, cli: Cli) -> None:
    root = workflow.parents[2]
    (root / "other.yml").write_text(SPEC + "workflow: .github/workflows/other.yml\n")
    assert cli("render", "other.yml").code == 0

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])
    (root / "other.yml").unlink()
    assert _states(cli) == (
        1, [(WORKFLOW, "fresh"), (".github/workflows/other.yml", "orphan")]
    )  # fmt: skip


def test_newer_pin_is_no_drift_and_is_kept(workflow: Path, cli: Cli) -> None:
    line = next(line for line in workflow.read_text().split("\n") if "checkout@" in line)
    bumped = f"        uses: actions/checkout@{'0' * 40} # v99.0.0"
    _replace(workflow, line, bumped)

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])
    _replace(workflow.parents[2] / "ci-gen.yml", "amd64", "linux/386")
    assert cli("render").code == 0
    assert bumped in workflow.read_text()
    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_older_pin_is_no_drift_and_render_brings_it_up_to_date(workflow: Path, cli: Cli) -> None:
    fresh = workflow.read_text()
    line = next(line for line in fresh.split("\n") if "checkout@" in line)
    _replace(workflow, line, f"        uses: actions/checkout@{'0' * 40} # v1.0.0")

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])
    assert cli("render").err.startswith(f"wrote {WORKFLOW}\n")
    assert workflow.read_text() == fresh


def test_another_checkout_at_another_path_says_the_same(
    workflow: Path, tmp_path: Path, cli: Cli
) -> None:
    copy = tmp_path / "somewhere" / "else"
    shutil.copytree(workflow.parents[2], copy)

    ran = cli("check", "-C", str(copy), "--format", "json")

    assert ran.code == 0
    assert json.loads(ran.out)["files"][0]["state"] == "fresh"


def test_line_endings_of_windows_are_no_drift(workflow: Path, cli: Cli) -> None:
    workflow.write_bytes(workflow.read_bytes().replace(b"\n", b"\r\n"))

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_conflict_marker_counts_as_an_edit(workflow: Path, cli: Cli) -> None:
    _replace(
        workflow, "name: Build\n", "<<<<<<< ours\nname: Build\n=======\nname: B\n>>>>>>> theirs\n"
    )

    assert _states(cli) == (1, [(WORKFLOW, "edited")])


def test_stdout_carries_the_workflow_and_nothing_else(workflow: Path, cli: Cli) -> None:
    before = workflow.stat().st_mtime_ns

    ran = cli("render", "--stdout")

    assert ran == (0, workflow.read_text(), "")
    assert workflow.stat().st_mtime_ns == before


def test_output_replaces_the_path_of_the_spec(workflow: Path, cli: Cli) -> None:
    ran = cli("render", "--output", "out/image.yml")

    written = workflow.parents[2] / "out" / "image.yml"
    assert ran.code == 0
    assert written.read_text() == workflow.read_text()


def test_render_says_why_each_platform_is_in(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC.replace("amd64", "{board: pi3, os: 32-bit}, amd64"))

    ran = cli("render")

    assert ran.err.split("\n")[2:5] == [
        "    linux/arm64    Raspberry Pi 5",
        "    linux/arm/v7   Raspberry Pi 3 Model B with a 32-bit OS",
        "    linux/amd64    named in the spec",
    ]


def test_spec_is_found_from_a_folder_below(workflow: Path, cli: Cli) -> None:
    below = workflow.parents[2] / "src" / "deep"
    below.mkdir(parents=True)

    assert cli("check", "-C", str(below)).code == 0


def test_spec_of_a_monorepository_writes_to_the_root(project: Path, cli: Cli) -> None:
    folder = project / "services" / "api"
    folder.mkdir(parents=True)
    (folder / "ci-gen.yml").write_text(SPEC)

    assert cli("render", "-C", str(folder)).code == 0
    assert "from services/api/ci-gen.yml." in (project / WORKFLOW).read_text()


def test_workflow_that_another_spec_renders_is_foreign(workflow: Path, cli: Cli) -> None:
    root = workflow.parents[2]
    (root / "b.yml").write_text(SPEC.replace("amd64", "linux/386"))
    before = workflow.read_text()

    ran = cli("render", "b.yml")

    assert ran.code == 1
    assert f"{WORKFLOW} is foreign: it belongs to ci-gen.yml" in ran.err
    assert workflow.read_text() == before


def test_workflow_of_a_spec_that_moved_is_stale(workflow: Path, cli: Cli) -> None:
    root = workflow.parents[2]
    (root / "ci-gen.yml").rename(root / ".github" / "ci-gen.yml")

    ran = cli("check")

    assert "is stale: it was rendered from ci-gen.yml, which is gone" in ran.out
    assert cli("render").code == 0
    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_diff_shows_what_render_does_to_an_older_pin(workflow: Path, cli: Cli) -> None:
    line = next(line for line in workflow.read_text().split("\n") if "checkout@" in line)
    _replace(workflow, line, f"        uses: actions/checkout@{'0' * 40} # v1.0.0")

    ran = cli("diff")

    assert ran.code == 1
    assert f"+{line}\n" in ran.out


def test_refused_rendering_is_reported_in_the_format_asked_for(workflow: Path, cli: Cli) -> None:
    _replace(workflow, "timeout-minutes: 15", "timeout-minutes: 90")

    ran = cli("render", "--format", "json")

    assert ran.code == 1
    assert [found["code"] for found in json.loads(ran.out)["diagnostics"]] == ["CG602"]


def test_workflow_never_replaces_the_spec(workflow: Path, cli: Cli) -> None:
    ran = cli("render", "--output", "ci-gen.yml", "--force")

    assert (ran.code, ran.err.splitlines()[0]) == (3, "error: ci-gen.yml is the spec itself")
    assert (workflow.parents[2] / "ci-gen.yml").read_text() == SPEC


def test_folders_and_loops_among_the_workflows_are_passed_over(workflow: Path, cli: Cli) -> None:
    (workflow.parent / "folder.yml").mkdir()
    (workflow.parent / "loop.yml").symlink_to("loop.yml")

    assert _states(cli) == (0, [(WORKFLOW, "fresh")])


def test_split_says_why_each_platform_is_in(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(SPEC + "strategy: split\n")

    assert cli("render").err.split("\n")[1:4] == [
        "  Build sensor",
        "    linux/arm64    Raspberry Pi 5",
        "    linux/amd64    named in the spec",
    ]


@pytest.mark.parametrize("line", ["persist-credentials: false", "name: image"])
def test_drift_is_placed_where_it_begins(line: str, workflow: Path, cli: Cli) -> None:
    number = workflow.read_text().split(line)[0].count("\n") + 1
    _replace(workflow, line, f"{line} # by hand")

    (found,) = json.loads(cli("check", "--format", "json").out)["diagnostics"]

    assert (found["code"], found["line"]) == ("CG602", number)


def test_lines_that_were_cut_off_are_missed_where_there_still_is_a_line(
    workflow: Path, cli: Cli
) -> None:
    lines = workflow.read_text().split("\n")
    workflow.write_text("\n".join(lines[:40]) + "\n")

    found = json.loads(cli("check", "--format", "json").out)["diagnostics"]

    assert {entry["code"] for entry in found} == {"CG602"}
    assert all(1 <= entry["line"] <= 40 for entry in found)


def test_edit_is_never_fresh_whatever_its_digests_say(workflow: Path, cli: Cli) -> None:
    text = workflow.read_text()
    spec_digest = text.split("digests: spec ")[1].split(",")[0]
    body = text.split("\n# ci-gen digests:")[0].replace("persist-credentials: false", "lfs: true")
    workflow.write_text(files.with_digests(body, spec_digest))

    assert "persist-credentials" not in workflow.read_text()
    assert not files.is_edited(workflow.read_text())
    assert _states(cli) == (1, [(WORKFLOW, "stale")])


def test_marker_of_a_merge_above_the_header_is_an_edit(workflow: Path, cli: Cli) -> None:
    workflow.write_text(f"<<<<<<< ours\n{workflow.read_text()}")

    assert _states(cli) == (1, [(WORKFLOW, "edited")])
