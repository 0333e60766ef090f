"""`ci-gen templates`: what is listed, printed, copied, and compared after an update."""

import subprocess
from pathlib import Path

import pytest

from ci_gen import __version__
from ci_gen.custom_templates import copies as template_copies
from ci_gen.render import shipped as shipped_templates
from conftest import Cli

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
COPY = ".github/ci-gen/steps/checkout.yml.j2"
LOG_IN = ".github/ci-gen/steps/log-in.yml.j2"
ORIGINAL = ".github/ci-gen/.originals/steps/checkout.yml.j2"


def test_list_tells_of_each_template_what_it_writes_and_needs(cli: Cli) -> None:
    text = cli("templates", "list").out

    assert all(f"{name}\n    " in text for name in shipped_templates.texts())
    assert "writes .github/workflows/build.yml; needs plan, spec, version; blocks header" in text
    assert "needs SECONDS_TO_WAIT, IMAGE, PLATFORM" in text


@pytest.mark.parametrize("name", shipped_templates.texts())
def test_show_prints_a_template_by_its_short_name(name: str, cli: Cli) -> None:
    assert (
        cli("templates", "show", shipped_templates.short(name)).out
        == (shipped_templates.texts()[name])
    )


def test_unknown_name_suggests_one(cli: Cli, project: Path) -> None:
    for command in ("show", "copy"):
        ran = cli("templates", command, "steps/chekout")
        assert (ran.code, ran.out) == (3, "")
        assert "did you mean steps/checkout?" in ran.err
    assert not (project / ".github").exists()


def test_copy_names_its_origin_and_what_to_do_next(project: Path, cli: Cli) -> None:
    ran = cli("templates", "copy", "steps/checkout")

    shipped = shipped_templates.texts()["steps/checkout.yml.j2"]
    origin = f"origin: steps/checkout.yml.j2 of ci-gen {__version__}\n"
    assert ran.err == f"wrote {COPY}\nnext: write `templates: .github/ci-gen` into the spec\n"
    assert (project / COPY).read_text() == shipped.replace("<%#\n", f"<%#\n{origin}", 1)
    assert (project / ORIGINAL).read_text() == shipped


def test_copy_of_a_script_is_one_and_can_be_compared(project: Path, cli: Cli) -> None:
    assert cli("templates", "copy", "scripts/test-script", "--to", "own").code == 0

    text = (project / "own/scripts/test-script.sh").read_text()
    head = f"#!/bin/bash -e\n# origin: scripts/test-script.sh of ci-gen {__version__}\n# summary: "
    assert text.startswith(head)
    assert cli("templates", "diff", "--in", "own", "--accept").code == 0
    assert (project / "own/scripts/test-script.sh").read_text() == text
    assert cli("templates", "diff", "--in", "own").err == "own: nothing has changed\n"


def test_copy_goes_where_the_spec_says(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(f"{SPEC}templates: own/\n")

    assert cli("templates", "copy", "steps/checkout").err == "wrote own/steps/checkout.yml.j2\n"
    assert cli("render").code == 0


def test_copy_never_replaces_without_force(project: Path, cli: Cli) -> None:
    assert cli("templates", "copy", "steps/checkout").code == 0
    (project / COPY).write_text("mine\n")

    ran = cli("templates", "copy", "jobs/steps-job", "steps/checkout")

    assert (ran.code, ran.err.splitlines()[0]) == (3, f"error: {COPY} exists")
    assert (project / COPY).read_text() == "mine\n"
    assert not (project / ".github/ci-gen/jobs").exists()
    assert cli("templates", "copy", "steps/checkout", "--force").code == 0
    assert (project / COPY).read_text() != "mine\n"


@pytest.mark.parametrize("folder", ["../out", "a/../../out"])
def test_copy_never_leaves_the_repository(folder: str, project: Path, cli: Cli) -> None:
    ran = cli("templates", "copy", "steps/checkout", "--to", folder)

    assert ran.code == 3
    assert "leads out of the repository" in ran.err
    assert not (project.parent / "out").exists()


@pytest.fixture
def updated(project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy that its project has changed, of a template that ci-gen has changed since."""
    assert cli("templates", "copy", "steps/log-in").code == 0
    copy = project / LOG_IN
    copy.write_text(copy.read_text().replace("<% block inputs %>\n", "<% block inputs %>\n" + OWN))
    name = "steps/log-in.yml.j2"
    changed = shipped_templates.texts()[name].replace("name: <%=", "name: Please <%=")
    monkeypatch.setitem(shipped_templates.texts(), name, changed)
    monkeypatch.setattr(template_copies, "__version__", "9.9.9")
    return project


OWN = "          lfs: true\n"


def test_diff_shows_what_changed_upstream_and_nothing_else(updated: Path, cli: Cli) -> None:
    ran = cli("templates", "diff")

    assert ran.code == 1
    assert ran.out.startswith(
        f"--- a/{LOG_IN}\tci-gen {__version__}\n+++ b/{LOG_IN}\tci-gen 9.9.9\n@@"
    )
    assert "\n-      - name: <%= step.title | yaml %>\n+      - name: Please <%= step" in ran.out
    assert "lfs" not in ran.out


def test_diff_can_be_applied_and_noted_as_done(updated: Path, cli: Cli) -> None:
    patch = cli("templates", "diff").out
    subprocess.run(["git", "init", "--quiet"], cwd=updated, check=True)
    subprocess.run(["git", "apply"], cwd=updated, input=patch, text=True, check=True)

    assert cli("templates", "diff", "--accept").code == 0

    text = (updated / LOG_IN).read_text()
    assert "name: Please" in text
    assert OWN in text
    assert "of ci-gen 9.9.9\n" in text
    assert cli("templates", "diff") == (0, "", ".github/ci-gen: nothing has changed\n")


def test_unchanged_copies_have_no_diff(project: Path, cli: Cli) -> None:
    assert cli("templates", "copy", "steps/checkout", "scripts/test-script").code == 0

    assert cli("templates", "diff") == (0, "", ".github/ci-gen: nothing has changed\n")


def test_template_that_is_no_copy_is_not_compared(project: Path, cli: Cli) -> None:
    (project / COPY).parent.mkdir(parents=True)
    (project / COPY).write_text('<% extends "ci-gen/steps/checkout.yml.j2" %>\n')

    assert cli("templates", "diff") == (0, "", ".github/ci-gen: no copies to compare\n")


def test_copy_of_what_is_gone_and_copy_without_its_original_are_told(
    project: Path, cli: Cli
) -> None:
    assert cli("templates", "copy", "steps/checkout", "steps/log-in").code == 0
    (project / ORIGINAL).unlink()
    other = project / COPY.replace("checkout", "log-in")
    other.write_text(other.read_text().replace("origin: steps/log-in", "origin: steps/log-on"))

    ran = cli("templates", "diff")

    assert ran.code == 1
    assert f"{COPY}: .github/ci-gen/.originals/steps/checkout.yml.j2 is gone" in ran.err
    assert "has no template steps/log-on.yml.j2" in ran.err


def test_diff_of_a_folder_that_is_not_there_says_so(project: Path, cli: Cli) -> None:
    ran = cli("templates", "diff", "--in", "nowhere")

    assert (ran.code, ran.out) == (3, "")
    assert "there is no folder nowhere" in ran.err
