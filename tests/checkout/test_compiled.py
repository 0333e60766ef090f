"""What the wheel's build makes of the templates, and that it needs no Jinja."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from ci_gen import pipeline
from ci_gen.render import compiled as printing
from ci_gen.render import environment as render
from ci_gen.render import shipped as shipped_templates
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(path.parent for path in ROOT.glob("tests/golden/*/ci-gen.yml"))


def _load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = _load(ROOT / "generator" / "scripts" / "compile_templates.py")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("compiled") / "_compiled.py"
    path.write_text(script.compiled(render.environment()))
    return path


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_compiled_templates_print_the_goldens(
    case: Path, compiled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(render, "COMPILED_TEMPLATES", compiled)
    monkeypatch.setitem(sys.modules, "ci_gen._compiled", _load(compiled))
    outcome = pipeline.lint(Project(root=case, spec="ci-gen.yml"))
    assert outcome.plan is not None

    change = files.compare(case, outcome.plan.path, pipeline.text(outcome))

    assert change.current == change.wanted


def test_compiled_templates_run_without_jinja(compiled: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(compiled.parent)!r}); sys.modules['jinja2'] = None\n"
        "import _compiled\nprint(len(_compiled.ROOTS))"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    printed = [name for name in shipped_templates.texts() if not name.startswith("spec/")]
    assert (done.stderr, int(done.stdout)) == ("", len(printed))


@pytest.mark.parametrize(
    ("template", "lacking"),
    [
        ("<%= plan | upper %>", {"filters.upper"}),
        ("<% if plan is odd %><% endif %>", {"tests.odd"}),
        ("<% for a in plan %><%= loop.index %><% endfor %>", {"loop.index"}),
        ("<% macro a() %><% endmacro %>", {"runtime.Macro"}),
        ("<%= 'a' if plan %>", {"an else for each if in a line"}),
        ("<%= plan[0] %>", {"environment.getitem"}),
    ],
)
def test_template_that_needs_more_of_jinja_is_refused(template: str, lacking: set[str]) -> None:
    code = render.environment().compile(template, raw=True, defer_init=True)

    asked = script.wanted(code) - script.given(printing, render.FILTERS)

    assert lacking <= asked


def test_template_that_asks_for_what_it_was_not_given_fails(compiled: Path) -> None:
    module = _load(compiled)

    with pytest.raises(LookupError, match="version"):
        printing.run(module, render.FILTERS, "workflows/workflow.yml.j2", {})
