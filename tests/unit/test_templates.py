import re
from pathlib import Path
from typing import get_args

import pytest
from jinja2 import meta, nodes

from ci_gen._resources import TEMPLATES
from ci_gen.plan import jobs as plan
from ci_gen.plan import steps as plan_steps
from ci_gen.render import environment as render
from ci_gen.render import shipped as shipped_templates

FILES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.j2"))
SCRIPTS = [name for name in shipped_templates.texts() if name.endswith(".sh")]
# What a template of each folder is given.
VARIABLES = {
    "workflows": {"plan", "spec", "version"},
    "jobs": {"job"},
    "steps": {"step"},
    "steps/on-platforms.yml.j2": {"step", "script"},
    "jobs/leg.yml.j2": {"job", "leg"},
    "spec/dependabot.yml.j2": {"days"},
    "spec": {
        "schema",
        "workflow",
        "image",
        "images",
        "registries",
        "targets",
        "others",
        "branch",
        "hints",
    },
}
_SHARED = ("environment", "leg", "outputs", "permissions", "steps")
_TESTS = (nodes.Name, nodes.Getattr)
_DECISIONS = (
    nodes.BinExpr, nodes.Concat, nodes.Compare, nodes.CondExpr, nodes.Getitem, nodes.Call,
)  # fmt: skip


def _variables(name: str) -> set[str]:
    return VARIABLES.get(name) or VARIABLES[Path(name).parent.name]


def test_every_part_of_a_plan_has_the_template_called_like_it() -> None:
    parts = {
        f"steps/{name}": step for step in get_args(plan_steps.Step) for name in [step.__name__]
    }
    steps = {render.template_of(step.__new__(step), "steps") for step in parts.values()}
    jobs = {render.template_of(job.__new__(job), "jobs") for job in get_args(plan.Job)}

    # What several kinds of jobs print alike.
    shared = {
        *(f"jobs/{name}.yml.j2" for name in _SHARED),
        "steps/on-platforms.yml.j2",
    }
    files = {name for name in FILES if name.startswith(("steps/", "jobs/"))}
    assert steps | jobs | shared == files


@pytest.mark.parametrize("name", FILES)
def test_template_says_what_it_is_for_and_what_it_needs(name: str) -> None:
    comment, _, rest = (TEMPLATES / name).read_text().partition("%>\n")
    lines = dict(line.split(": ", 1) for line in comment.split("\n")[1:-1])

    assert comment.startswith("<%#\n")
    assert lines["summary"].endswith(".")
    assert set(lines["needs"].split(", ")) == _variables(name)
    assert rest


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_says_what_it_is_for_and_which_variables_it_needs(name: str) -> None:
    found = shipped_templates.describe(name)
    text = render.environment().get_template(name).render()
    # A project's own script is handed what this one does not use.
    handed_on = {"IMAGE", "PLATFORM"} if name == "scripts/run-script.sh" else set()

    assert found.summary.endswith(".")
    assert {word for word in found.needs if word not in text} == handed_on


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_printed_as_it_stands_but_for_its_head(name: str) -> None:
    text = (TEMPLATES / name).read_text()

    printed = render.environment().get_template(name).render()

    assert text.startswith("#!/bin/bash -e\n# summary: ")
    assert text.endswith(printed)
    assert not re.search("summary|needs|shellcheck|#!/", printed)


def test_images_are_tagged_alike_by_both_strategies() -> None:
    texts = shipped_templates.texts()
    tagging = [
        texts[f"scripts/{name}.sh"].split("annotations=()\n")[1].split('echo "platforms=')[0]
        for name in ("create-index", "tag-image")
    ]

    assert tagging[0] == tagging[1]


def test_every_file_among_the_templates_is_one_but_for_the_guide() -> None:
    files = {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.*")}

    assert files - {"README.md"} == set(shipped_templates.texts())


@pytest.mark.parametrize("name", FILES)
def test_template_uses_only_what_it_is_given(name: str) -> None:
    source = (TEMPLATES / name).read_text()

    used = meta.find_undeclared_variables(render.environment().parse(source))

    assert used <= _variables(name)


@pytest.mark.parametrize("name", FILES)
def test_template_prints_no_value_that_is_neither_quoted_nor_our_own(name: str) -> None:
    """Text of a spec goes through a filter; what is printed bare is made by ci-gen itself."""
    bare = {
        "step.uses", "step.driver", "step.platforms", "output.name", "job.key",
        "job.id", "job.timeout_minutes",
        "permission.scope", "permission.access", "input.name", "variable.name", "version",
        "schema", "reason.platform", "target.text", "job.max_parallel", "leg.slug",
        "leg.timeout_minutes", "step.id", "step.image_id", "step.levels", "step.exit_code",
        "step.healthcheck", "id", "job.condition", "job.uses", "job.platforms", "days",
    }  # fmt: skip
    source = (TEMPLATES / name).read_text()
    printed = [part.split("%>")[0].strip() for part in source.split("<%=")[1:]]

    assert {value for value in printed if "|" not in value} <= bare


def _asks(test: nodes.Node) -> bool:
    """Return whether *test* is of a value as it is: true or not, none or not."""
    match test:
        case nodes.Not():
            return _asks(test.node)
        case nodes.Test(name="none"):
            return isinstance(test.node, _TESTS)
        case _:
            return isinstance(test, _TESTS)


def _decides(name: str) -> bool:
    tree = render.environment().parse((TEMPLATES / name).read_text())
    conditions = [
        *(found.test for found in tree.find_all(nodes.If)),
        *(found.test for found in tree.find_all(nodes.For) if found.test),
    ]
    filters = {found.name for found in tree.find_all(nodes.Filter)}
    return (
        any(tree.find_all(_DECISIONS))
        or not all(map(_asks, conditions))
        or not filters <= set(render.FILTERS)
    )


def test_templates_print_what_was_decided() -> None:
    """Those that are named here still compute a text, or what to print, themselves."""
    left = {
        "jobs/gate-job.yml.j2",
        *(f"steps/{name}.yml.j2" for name in (
            "build-by-digest", "download-digests", "log-in", "restore-cache", "save-cache",
            "test-image", "upload-digest",
        )),
    }  # fmt: skip

    assert {name for name in FILES if _decides(name)} == left


def test_template_in_steps_prints_one_step() -> None:
    """Those that are named here still print several."""
    left = {"steps/save-cache.yml.j2", "steps/test-image.yml.j2"}
    parts = {"steps/on-platforms.yml.j2"}
    steps = {
        name: len(re.findall("^      - ", (TEMPLATES / name).read_text(), re.MULTILINE))
        for name in FILES
        if name.startswith("steps/")
    }

    assert {name for name, count in steps.items() if count == 0} == parts
    assert {name for name, count in steps.items() if count > 1} == left


def test_blank_lines_between_steps_are_of_the_one_loop() -> None:
    left = {"steps/save-cache.yml.j2", "steps/test-image.yml.j2"}
    folders = ("steps/", "jobs/")
    blank = {
        name
        for name in FILES
        if name.startswith(folders) and "\n\n" in (TEMPLATES / name).read_text()
    }

    assert blank == {"jobs/steps.yml.j2"} | left
