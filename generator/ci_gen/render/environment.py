"""From a plan to text: the Jinja environment and the filters that templates use."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import jinja2
from jinja2 import BaseLoader, Environment, FileSystemLoader, ModuleLoader, StrictUndefined

from ci_gen._resources import COMPILED_TEMPLATES, TEMPLATES
from ci_gen.expressions import Condition, Expression, Value, call
from ci_gen.plan.jobs import Job, Plan
from ci_gen.plan.matrix import Cell, Entry
from ci_gen.plan.steps import ScriptStep, Step
from ci_gen.render import scripts, shipped
from ci_gen.yaml import write as yaml_text

if TYPE_CHECKING:
    from ci_gen.plan.parts import Given
    from ci_gen.yaml.values import Verbatim

_WORKFLOW: Final = "workflows/workflow.yml.j2"
_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_BREAK: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
# zizmor asks for an environment around secrets; `environment` in the spec gives one.
_UNGUARDED: Final = " # zizmor: ignore[secrets-outside-env] set `environment` to guard it"
_SELF_HOSTED: Final = " # zizmor: ignore[self-hosted-runner] keep it away from forks"
OPTIONS: Final[dict[str, Any]] = {
    # GitHub owns ${{ }}, Docker and gh own {{ }}, bash owns [[ ]].
    "variable_start_string": "<%=",
    "variable_end_string": "%>",
    "block_start_string": "<%",
    "block_end_string": "%>",
    "comment_start_string": "<%#",
    "comment_end_string": "%>",
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "autoescape": False,
}


def render(plan: Plan, *, spec: str, version: str) -> str:
    """Return the workflow of *plan*; *spec* is the path that its header names."""
    template = environment().get_template(_WORKFLOW)
    return template.render(plan=plan, spec=spec, version=version)


@cache
def environment() -> Environment:
    """Return the environment of the shipped templates."""
    # YAML: the filters quote.
    made = Environment(loader=_loader(), undefined=StrictUndefined, **OPTIONS)  # noqa: S701
    made.filters.update(FILTERS)
    return made


def _loader() -> BaseLoader:
    """Return what finds the templates as this release of Jinja compiled them, or their sources."""
    compiled = COMPILED_TEMPLATES / jinja2.__version__
    return ModuleLoader(compiled) if compiled.is_dir() else _Sources(TEMPLATES)


class _Sources(FileSystemLoader):
    """Finds the files of templates and scripts."""

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        """Return what Jinja reads of *template*, its path, and what tells if that is current."""
        text, path, is_current = super().get_source(environment, template)
        return shipped.printable(template, text), path, is_current


def template_of(part: Step | Job, folder: str) -> str:
    """Return the name of the template in *folder* that prints *part* of a plan."""
    return template_for(type(part), folder)


def template_for(kind: type, folder: str) -> str:
    """Return the name of the template in *folder* that prints parts of the class *kind*."""
    words = _CAPITAL.sub("-", kind.__name__).lower()
    return f"{folder}/{words}.yml.j2"


def _comment(text: str) -> str:
    """Return *text* in one line, so that it cannot end the comment it is in."""
    return _BREAK.sub(" ", text)


def _join(items: Iterable[object], separator: str) -> str:
    return separator.join(map(str, items))


def _indent(text: str, width: int, *, first: bool) -> str:
    """Return *text* with its lines indented, but for empty ones and, unless *first*, the first."""
    head, *rest = f"{text}\n".splitlines()
    lines = (f"{' ' * width}{line}" if line else line for line in rest)
    return "\n".join((" " * width * first + head, *lines))


def _yaml(value: Value | Condition | bool) -> str:  # noqa: FBT001 (a filter)
    """Return *value* in one line of YAML."""
    return yaml_text.scalar(value if isinstance(value, str | bool) else str(value))


def _block(value: "Given | Verbatim", indent: int) -> str:
    """Return *value* as it follows a key, in lines where it is several."""
    if isinstance(value, tuple):
        whole = tuple(str(item) if isinstance(item, Expression) else item for item in value)
        return yaml_text.block(whole, indent)
    return yaml_text.block(str(value) if isinstance(value, Expression) else value, indent)


def _flow(items: tuple[str, ...] | Expression) -> str:
    """Return one item as it is, and several in brackets."""
    if isinstance(items, Expression):
        return str(items)
    if len(items) == 1:
        return yaml_text.scalar(items[0])
    return f"[{', '.join(_flow_item(item) for item in items)}]"


def _flow_item(item: str) -> str:
    return yaml_text.scalar(item, in_flow=True)


def _listed(items: tuple[str, ...], indent: int) -> str:
    """Return *items* as they follow a key: in brackets if that is short, else in lines."""
    return yaml_text.block({"": items}, indent).split(":", 1)[1]


def _cell(value: Cell, indent: int) -> str:
    """Return what a row of a matrix has under a key."""
    if isinstance(value, tuple):
        return _flow(value)
    return yaml_text.block(tuple(value.split("\n")) if isinstance(value, str) else value, indent)


def _number(value: Value) -> str:
    return str(value)


def _run(text: str, step: ScriptStep, indent: int) -> str:
    """Return a script as it follows `run:`, without what the step does not use."""
    lines = scripts.script(text, step.features).splitlines()
    if step.is_loop:
        lines = scripts.for_each_platform(lines, step.features)
    if len(lines) == 1:
        return yaml_text.scalar(lines[0])
    return "|\n" + "\n".join(f"{' ' * indent}{line}" if line else "" for line in lines)


def _nested(value: Value) -> str:
    """Return *value* for YAML inside of a text, into which GitHub puts what expressions give."""
    return yaml_text.scalar(value) if isinstance(value, str) else str(call("toJSON", value))


def _unguarded(is_secret: bool) -> str:  # noqa: FBT001 (a filter)
    return _UNGUARDED if is_secret else ""


def _self_hosted(is_self_hosted: bool) -> str:  # noqa: FBT001 (a filter)
    return _SELF_HOSTED if is_self_hosted else ""


def _row(entry: Entry) -> str:
    """Return a row of a matrix as JSON, for a text in an expression."""
    return json.dumps(dict(entry.cells), ensure_ascii=False).replace("'", "''")


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "yaml": _yaml,
    "block": _block,
    "nested": _nested,
    "comment": _comment,
    "template": template_of,
    "join": _join,
    "indent": _indent,
    "flow": _flow,
    "flow_item": _flow_item,
    "unguarded": _unguarded,
    "row": _row,
    "listed": _listed,
    "cell": _cell,
    "number": _number,
    "run": _run,
    "self_hosted": _self_hosted,
}
