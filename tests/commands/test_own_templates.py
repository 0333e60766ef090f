"""A project's own templates: what they change in the workflow, and what is said of mistakes."""

import json
import shutil
from pathlib import Path

import pytest

from ci_gen import pipeline
from ci_gen.custom_templates import render as own_templates
from ci_gen.render import shipped as shipped_templates
from conftest import TESTS, Cli

pytestmark = pytest.mark.slow

SPEC = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [raspberry-pi-5, amd64]\n"
WORKFLOW = ".github/workflows/build.yml"
CHECKOUT = "own/steps/checkout.yml.j2"
EXTENDS = '<% extends "ci-gen/steps/checkout.yml.j2" %>\n'


@pytest.fixture
def own(project: Path) -> Path:
    """A project whose spec names the empty folder `own`."""
    (project / "ci-gen.yml").write_text(f"{SPEC}templates: own\n")
    (project / "own" / "steps").mkdir(parents=True)
    return project


def _write(own: Path, path: str, text: str) -> None:
    (own / path).parent.mkdir(parents=True, exist_ok=True)
    (own / path).write_text(text)


def _found(cli: Cli) -> list[tuple[str, str, int | None]]:
    """Return code, path and line of each finding; the workflow is not written."""
    report = json.loads(cli("lint", "--format", "json").out)
    return [(found["code"], found["path"], found["line"]) for found in report["diagnostics"]]


def _body(text: str) -> str:
    return text.rpartition("\n# ci-gen digests:")[0]


@pytest.mark.parametrize("case", ["everything", "signed", "split-two-images", "pi-and-server"])
def test_copies_of_all_templates_print_what_ours_print(
    case: str, project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    golden = TESTS / "cases" / "golden" / case
    shutil.copy(golden / "ci-gen.yml", project)
    with (project / "ci-gen.yml").open("a") as spec:
        spec.write("\ntemplates: own\n")
    names = [name for name in shipped_templates.texts() if not name.startswith("spec/")]
    assert cli("templates", "copy", *names).code == 0

    ran = cli("render", "--fail-on", "warning")

    written = next((project / ".github" / "workflows").iterdir())
    expected = golden / ".github" / "workflows" / written.name
    assert ran.code == 0
    assert _body(written.read_text()) == _body(expected.read_text())


def test_empty_folder_changes_nothing(own: Path, cli: Cli) -> None:
    with_folder = cli("render", "--stdout").out
    (own / "ci-gen.yml").write_text(SPEC)

    assert _body(with_folder) == _body(cli("render", "--stdout").out)


def test_block_of_ours_is_replaced_and_extended(own: Path, cli: Cli) -> None:
    block = "<% block inputs %>\n<%= super() %>\n          lfs: true\n<% endblock %>\n"
    _write(own, CHECKOUT, EXTENDS + block)

    ran = cli("render", "--stdout")

    assert ran.err == ""
    assert "          persist-credentials: false\n          lfs: true\n\n      - name" in ran.out


def test_template_with_line_endings_of_windows_prints_the_same(own: Path, cli: Cli) -> None:
    text = EXTENDS + "<% block inputs %>\n<%= super() %>\n          lfs: true\n<% endblock %>\n"
    _write(own, CHECKOUT, text)
    plain = cli("render", "--stdout").out
    (own / CHECKOUT).write_bytes(text.replace("\n", "\r\n").encode())

    assert cli("render", "--stdout").out == plain


def test_ours_can_be_included_with_more_around_it(own: Path, cli: Cli) -> None:
    more = "\n      - run: <%= step.uses.action | yaml %>, <%= plan.name %>, <%= job.id %>\n"
    _write(own, CHECKOUT, f'<% include "ci-gen/steps/checkout.yml.j2" %>\n{more}')

    text = cli("render", "--stdout").out

    assert "persist-credentials: false\n\n      - run: actions/checkout, Build, build\n" in text


def test_job_gets_a_step_and_a_script_of_ones_own(own: Path, cli: Cli) -> None:
    _write(
        own,
        "own/jobs/steps-job.yml.j2",
        '<% extends "ci-gen/jobs/steps-job.yml.j2" %>\n<% block steps %>\n<%= super() %>\n'
        '<% if job.id == "build" %>\n\n      - run: ./tell.sh\n<% endif %>\n<% endblock %>\n',
    )
    _write(own, "own/scripts/pass-digest.sh", "echo 1\necho 2\n")

    text = cli("render", "--stdout").out

    assert text.count("./tell.sh") == 1
    assert "        run: |\n          echo 1\n          echo 2\n\n      - run: ./tell.sh\n" in text


def test_workflow_gets_a_licence_and_a_job_of_ones_own(own: Path, cli: Cli) -> None:
    _write(
        own,
        "own/workflows/workflow.yml.j2",
        '<% extends "ci-gen/workflows/workflow.yml.j2" %>\n'
        "<% block header %>\n<%= super() %>\n# SPDX-License-Identifier: MIT\n<% endblock %>\n"
        "<% block jobs %>\n<%= super() %>\n\n  more:\n    uses: ./x.yml\n<% endblock %>\n",
    )

    assert cli("render").code == 0
    text = (own / WORKFLOW).read_text()
    assert "newer than its own.\n# SPDX-License-Identifier: MIT\n\nname: Build\n" in text
    assert _body(text).endswith('"$GITHUB_STEP_SUMMARY"\n\n  more:\n    uses: ./x.yml\n')
    assert cli("check").code == 0


def test_helper_that_another_template_includes_is_used(own: Path, cli: Cli) -> None:
    _write(own, CHECKOUT, '<% with who = "x" %><% include "steps/helper.yml.j2" %><% endwith %>')
    _write(own, "own/steps/helper.yml.j2", "      - run: <%= who %>\n")

    ran = cli("render", "--stdout")

    assert ran.err == ""
    assert "    steps:\n      - run: x\n" in ran.out


def test_changed_template_makes_the_workflow_stale_for_that_reason(own: Path, cli: Cli) -> None:
    _write(own, CHECKOUT, "      - run: a\n")
    assert cli("render").code == 0
    assert cli("check").code == 0
    _write(own, CHECKOUT, "      - run: b\n")

    ran = cli("check")

    assert ran.code == 1
    assert "is stale: the templates of ci-gen.yml have changed since it was rendered" in ran.out
    assert "-      - run: a\n+      - run: b\n" in ran.out
    assert cli("render").code == 0
    assert cli("check").code == 0


def test_newer_pins_are_kept_in_what_own_templates_print(own: Path, cli: Cli) -> None:
    _write(own, CHECKOUT, EXTENDS)
    assert cli("render").code == 0
    path = own / WORKFLOW
    line = next(line for line in path.read_text().split("\n") if "checkout@" in line)
    path.write_text(
        path.read_text().replace(line, f"        uses: actions/checkout@{'0' * 40} # v99")
    )

    assert cli("check").code == 0


def test_another_ci_gen_is_the_reason_when_neither_spec_nor_templates_changed(
    own: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(own, CHECKOUT, "      - run: <%= version[0] %>\n")
    assert cli("render").code == 0
    monkeypatch.setattr(own_templates, "__version__", "99.0.0")
    monkeypatch.setattr(pipeline, "__version__", "99.0.0")

    assert "is stale: it was rendered by another ci-gen" in cli("check").out


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("\n<%= step.gone %>", 2, 'unknown field "step.gone" in steps/checkout.yml.j2'),
        ("\n<%= step.uses.shaa %>", 2, "did you mean sha?"),
        ("\n\n<% if false %><%= step.gone %><% endif %>", 3, "ci-gen templates diff"),
        ("\n<% for p in job.permissions %><%= p.acces %><% endfor %>", 2, "did you mean access?"),
        ("<%= stepp %>", 1, "did you mean step?"),
        ("\n<%= step.uses | nope %>", 2, "no filter named 'nope'"),
        ("\n<% if step %>", 2, "unexpected end of template"),
        ("\n<% include 'ci-gen/steps/chekout.yml.j2' %>", 2, "did you mean ci-gen/steps/checkout"),
        ("\n<%= step['x'] %>", 2, 'a Checkout has no "x"'),
        ("\n\n<%= 1 / 0 %>", 3, "division by zero"),
    ],
)
def test_mistake_in_a_template_is_a_finding_with_its_line(
    text: str, line: int, said: str, own: Path, cli: Cli
) -> None:
    _write(own, CHECKOUT, text)

    ran = cli("render")

    assert ran.code == 1
    assert ran.err.startswith(f"{CHECKOUT}:{line}: error[CG606]: ")
    assert said in ran.err
    assert text.split("\n")[line - 1] in ran.err
    assert not (own / WORKFLOW).exists()


@pytest.mark.parametrize(
    ("place", "text", "said"),
    [
        ("steps/check-machine.yml.j2:1", "      - run: x\n", "steps/check-programs.yml.j2 takes"),
        ("scripts/run-command.sh:1", "echo\n", "help: scripts/test-command.sh takes its place: "),
        (
            "jobs/gate-job.yml.j2:1",
            '\n<% extends "ci-gen/jobs/gate-job.yml.j2" %>',
            "help: jobs/steps-job.yml.j2 takes its place: ",
        ),
        (
            "steps/checkout.yml.j2:2",
            '\n<% with script = "scripts/pull-image.sh" %><% endwith %>',
            "scripts/test-command.sh and scripts/test-health.sh and scripts/test-script.sh take",
        ),
    ],
)
def test_template_in_the_place_of_one_that_is_gone_is_an_error_that_names_what_is_there_now(
    place: str, text: str, said: str, own: Path, cli: Cli
) -> None:
    _write(own, f"own/{place.split(':', maxsplit=1)[0]}", text)

    ran = cli("render")

    assert ran.code == 1
    assert f"own/{place}: error[CG606]: " in ran.err
    assert " is gone: ci-gen 0.1.0 was the last to have it\n" in ran.err
    assert said in ran.err
    assert ran.err.count("error[") == 1
    assert not (own / WORKFLOW).exists()


def test_name_of_a_template_that_is_gone_may_be_that_of_a_helper(own: Path, cli: Cli) -> None:
    _write(own, CHECKOUT, '<% include "steps/pull-image.yml.j2" %>')
    _write(own, "own/steps/pull-image.yml.j2", "      - run: x\n")

    assert "    steps:\n      - run: x\n" in cli("render", "--stdout").out


def test_mistake_in_a_script_is_a_finding_with_its_line(own: Path, cli: Cli) -> None:
    path = "own/scripts/pass-digest.sh"
    _write(own, path, "#!/bin/bash\n# summary: Pass.\n# needs: DIGEST\necho <%= 1 / 0 %>\n")

    assert _found(cli) == [("CG606", path, 4)]


def test_head_of_a_script_of_ones_own_is_not_printed(own: Path, cli: Cli) -> None:
    head = "#!/bin/bash -e\n# origin: x of ci-gen 1\n# summary: Pass.\n"
    _write(own, "own/scripts/pass-digest.sh", f"{head}# Kept.\necho emulate=true\n")

    text = cli("render", "--stdout").out

    assert "        run: |\n          # Kept.\n          echo emulate=true\n" in text


def test_field_that_may_be_gone_can_be_asked_for(own: Path, cli: Cli) -> None:
    guarded = (
        "<% if step.gone is defined %><%= step.gone %><% endif %><%= step.lost | default('x') %>"
    )
    _write(own, CHECKOUT, f"      - run: {guarded}\n")

    assert "      - run: x\n" in cli("render", "--stdout").out


def test_mistake_in_a_template_that_the_plan_does_not_need_is_found(own: Path, cli: Cli) -> None:
    _write(own, "own/steps/sign-image.yml.j2", "<%= step.gone %>\n")

    assert _found(cli) == [("CG606", "own/steps/sign-image.yml.j2", 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("      - name: x\n          y: [\n", 2),
        ("      - run: x\n        run: y\n", 2),
        ("      - run: x\n\t\trun: y\n", 2),
        ("      - run: <%= '\\ud800' %>\n", 1),
        ("      - run: x\n---\n", 2),
    ],
)
def test_output_that_is_no_yaml_is_a_finding_where_it_is_printed(
    text: str, line: int, own: Path, cli: Cli
) -> None:
    _write(own, CHECKOUT, text)

    assert _found(cli) == [("CG608", CHECKOUT, line)]
    assert "would be no YAML" in cli("render").err
    assert not (own / WORKFLOW).exists()


def test_workflow_without_the_first_line_of_ours_is_refused(own: Path, cli: Cli) -> None:
    _write(own, "own/workflows/workflow.yml.j2", "name: mine\n")

    assert _found(cli) == [("CG608", "own/workflows/workflow.yml.j2", 1)]
    assert "super()" in cli("render").err


@pytest.mark.parametrize(
    ("path", "text", "said"),
    [
        ("steps/chekout.yml.j2", "x", "call it steps/checkout.yml.j2"),
        ("spec/spec.yml.j2", "x", "nothing prints this template"),
        (
            "steps/checkout.yml.j2",
            f"{EXTENDS}<% block input %><% endblock %>",
            "did you mean inputs?",
        ),
        ("steps/checkout.yml.j2", f"{EXTENDS}      - run: x", "outside of its blocks"),
    ],
)
def test_what_is_never_printed_is_a_warning(
    path: str, text: str, said: str, own: Path, cli: Cli
) -> None:
    _write(own, f"own/{path}", text)

    ran = cli("lint", "--fail-on", "warning")

    assert ran.code == 1
    assert f"own/{path}" in ran.out
    assert "warning[CG609]" in ran.out
    assert said in ran.out
    assert cli("render").code == 0


def test_other_files_of_the_folder_are_left_alone(own: Path, cli: Cli) -> None:
    for path in ("README.md", "steps/notes.txt", "steps/.checkout.yml.j2.swp", ".old/x.yml.j2"):
        _write(own, f"own/{path}", "<% nonsense")

    assert _found(cli) == []


@pytest.mark.parametrize(
    "folder", ["../own", "/own", "own/../own", ".", "", "./own", "C:own", "a\\b"]
)
def test_folder_outside_of_the_repository_is_refused_by_the_schema(
    folder: str, own: Path, cli: Cli
) -> None:
    (own / "ci-gen.yml").write_text(f"{SPEC}templates: '{folder}'\n")

    assert _found(cli) == [("CG113", "ci-gen.yml", 4)]


def test_folder_that_is_not_there_is_a_finding(own: Path, cli: Cli) -> None:
    shutil.rmtree(own / "own")

    ran = cli("check")

    assert ran.code == 1
    assert ran.out.startswith("ci-gen.yml:4:12: error[CG605]: there is no folder own\n")
    (own / "own").write_text("a file")
    assert _found(cli) == [("CG605", "ci-gen.yml", 4)]


def test_mistakes_are_reported_in_every_format(own: Path, cli: Cli) -> None:
    _write(own, CHECKOUT, "\n<%= step.gone %>\n")

    assert f"::error file={CHECKOUT},line=2,title=CG606::" in cli("check", "--format", "github").out
    log = json.loads(cli("check", "--format", "sarif").out)
    assert log["runs"][0]["results"][0]["ruleId"] == "CG606"
