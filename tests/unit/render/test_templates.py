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
    "steps/script.yml.j2": {"step", "script"},
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
_SHARED = ("environment", "matrix", "outputs", "permissions", "steps")
# What most steps are: each template extends or includes one of the two.
_PARTIALS = ("steps/action.yml.j2", "steps/script.yml.j2")
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
    shared = {*(f"jobs/{name}.yml.j2" for name in _SHARED), *_PARTIALS}
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
    of_a_project = {"scripts/test-script.sh"}
    handed_on = {"IMAGE"} if name in of_a_project else set()

    assert found.summary.endswith(".")
    assert {word for word in found.needs if word not in text} == handed_on


@pytest.mark.parametrize("name", SCRIPTS)
def test_script_is_printed_as_it_stands_but_for_its_head(name: str) -> None:
    text = (TEMPLATES / name).read_text()

    printed = render.environment().get_template(name).render()

    assert text.startswith("#!/bin/bash -e\n# summary: ")
    assert text.endswith(printed)
    assert not re.search("summary|needs|shellcheck|#!/", printed)


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
        "step.uses", "step.id", "output.name", "input.name", "variable.name", "version", "schema",
        "job.id", "job.uses", "job.matrix.max_parallel", "axis.name", "name", "reason.platform",
        "permission.scope", "permission.access", "target.text", "days",
        # The sign of an item in a list.
        '"- " if loop.first else "  "',
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
    left = {"jobs/matrix.yml.j2", "steps/build-image.yml.j2"}

    assert {name for name in FILES if _decides(name)} == left


@pytest.mark.parametrize("name", [name for name in FILES if name.startswith("steps/")])
def test_template_in_steps_prints_one_step(name: str) -> None:
    tree = render.environment().parse((TEMPLATES / name).read_text())
    own = re.findall("^      - ", (TEMPLATES / name).read_text(), re.MULTILINE)
    named = [text.value for text in tree.find_all(nodes.Const) if text.value in _PARTIALS]

    assert len(own) + len(named) == 1
    assert not any(name in _PARTIALS for _ in named)


def test_blank_lines_between_steps_are_of_the_one_loop() -> None:
    folders = ("steps/", "jobs/")
    blank = {
        name
        for name in FILES
        if name.startswith(folders) and "\n\n" in (TEMPLATES / name).read_text()
    }

    assert blank == {"jobs/steps.yml.j2"}


def test_script_of_every_step_is_called_by_the_step() -> None:
    called = {
        str(text.value)
        for name in FILES
        for text in render.environment().parse((TEMPLATES / name).read_text()).find_all(nodes.Const)
        if str(text.value).startswith("scripts/")
    }

    assert called == set(SCRIPTS)
