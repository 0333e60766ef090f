"""Build hook: compile the templates into the wheel, so that no run has to.

Compiling takes Jinja longer than rendering, and what is compiled runs without Jinja. A checkout and
an editable installation read the templates themselves, so an edit shows at once.
"""

import ast
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from jinja2 import Environment, runtime

_HEAD: Final = (
    "from ci_gen.render.compiled import LoopContext, missing, str_join\n"
    "Undefined = TemplateRuntimeError = internalcode = None\n"
)
_IMPORTS: Final = re.compile(r"^from jinja2\.runtime import .*\n", re.MULTILINE)
# Blocks are for those who extend a template: without that they print what stands in them.
_BLOCK: Final = re.compile(r"^<% (?:block \w+|endblock) %>\n", re.MULTILINE)
# Only `init` prints it, once in the life of a project.
_LEFT_OUT: Final = "spec/"


class CompileTemplates(BuildHookInterface):  # type: ignore[type-arg]
    """Adds `ci_gen/_compiled.py` to a wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the templates of the checkout at `self.root` and add them to *build_data*."""
        if version == "editable":
            return
        # The renderer needs nothing but Jinja, and knows its own options and filters.
        sys.path.insert(0, str(Path(self.root, "generator")))
        from ci_gen.render import compiled as printing  # noqa: PLC0415
        from ci_gen.render import environment as render  # noqa: PLC0415

        text = compiled(render.environment())
        if lacking := sorted(wanted(text) - given(printing, render.FILTERS)):
            raise SystemExit(
                f"ci_gen/render/compiled.py lacks what templates use: {', '.join(lacking)}"
            )
        path = Path(tempfile.mkdtemp(prefix="ci-gen-templates-"), "_compiled.py")
        path.write_text(text, encoding="utf-8")
        build_data["force_include"][str(path)] = "ci_gen/_compiled.py"


def compiled(environment: Environment) -> str:
    """Return one module with a function for each template, by name in its `ROOTS`."""
    from ci_gen.render import shipped as shipped_templates  # noqa: PLC0415

    names = [name for name in shipped_templates.texts() if not name.startswith(_LEFT_OUT)]
    codes = [_code(environment, name, f"root_{i}") for i, name in enumerate(names)]
    roots = "".join(f"    {name!r}: root_{i},\n" for i, name in enumerate(names))
    return "\n".join([_HEAD, *codes, f"ROOTS = {{\n{roots}}}\n"])


def _code(environment: Environment, name: str, function: str) -> str:
    """Return the code of the template *name*, whose function is called *function*."""
    if environment.loader is None:
        raise AssertionError(environment)
    source, path, _ = environment.loader.get_source(environment, name)
    code = environment.compile(_BLOCK.sub("", source), name, path, raw=True, defer_init=True)
    code = _IMPORTS.sub("", code).replace("def root(", f"def {function}(", 1)
    return code.partition("\nblocks = {}\n")[0]


def wanted(text: str) -> set[str]:
    """Return what the compiled *text* asks of its surroundings, as `owner.name`."""
    return set(_wanted(ast.parse(text)))


def _wanted(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ast.Name("environment" | "context" as owner), name):
                yield f"{owner}.{name}"
            case ast.Subscript(
                ast.Attribute(ast.Name("environment"), kind), ast.Constant(str(name))
            ):
                yield f"{kind}.{name}"
            case ast.Call(args=[ast.Name(variable), ast.Constant(str(name))]):
                yield from (f"loop.{name}",) if variable.endswith("_loop") else ()
            case ast.Call(ast.Name("cond_expr_undefined")):
                yield "an else for each if in a line"
            case ast.Name(name) if name in runtime.exported:
                yield f"runtime.{name}"


def given(printing: Any, filters: Any) -> set[str]:
    """Return what `printing` has for compiled templates, as `owner.name`."""
    return {
        *(f"environment.{name}" for name in (*vars(printing.Environment), "filters")),
        *(f"context.{name}" for name in vars(printing.Context)),
        *(f"tests.{name}" for name in printing.Environment.tests),
        *(f"loop.{name}" for name in printing.Loop.fields),
        *(f"filters.{name}" for name in filters),
        *(f"runtime.{name}" for name in re.findall(r"\w+", _HEAD)),
    }
