"""Printing a plan by a project's own templates, in a process that may be ended at any time.

A template from a repository is foreign text. Jinja's sandbox keeps it from Python's internals, no
name leads to a file since all texts are read before it begins, and the process keeps it from
time and memory. A limit within ci-gen's own process would not do: a power or a repetition of text
is computed in one step, which nothing inside the process can interrupt.
"""

import contextlib
import json
import pickle
import re
import signal
import sys
from collections.abc import Iterator
from types import FrameType, GeneratorType, TracebackType
from typing import Any, Final, NoReturn, TypeAlias

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ci_gen.custom_templates import check as template_checks
from ci_gen.custom_templates.check import TemplateProblem
from ci_gen.custom_templates.request import Request
from ci_gen.record import Record
from ci_gen.render import environment as render
from ci_gen.render import shipped as shipped_templates
from ci_gen.words import suggestion
from ci_gen.workflow import drift as files
from ci_gen.yaml import positions as spec_text

try:
    import resource
except ImportError:  # Windows; the caller ends a process that takes too long there, too.
    resource = None  # type: ignore[assignment]

_SECONDS: Final = 3
_MEMORY: Final = 1024**3
_MOST_TEXT: Final = 512 * 1024
# What Jinja brings along and always gives the same for the same: no `random`, no `attr`.
FILTERS: Final = (
    "default", "first", "indent", "join", "last", "length", "list", "lower", "map", "reject",
    "rejectattr", "replace", "select", "selectattr", "sort", "string", "trim", "unique", "upper",
)  # fmt: skip
_GLOBALS: Final = ("namespace", "range")
_WORKFLOW: Final = "workflows/workflow.yml.j2"
_ENDLESS: Final = "look for a loop or a template that repeats itself"
_Printing: TypeAlias = Iterator[str]
_SUPER: Final = re.compile(r"^[ \t]*<%= super\(\) %>\n", re.MULTILINE)
_LISTED: Final = "`ci-gen templates list` lists ci-gen's own; write ci-gen/ before their names"
_GUIDE: Final = "templates/README.md of ci-gen lists what a template may use"


class Printed(Record):
    """The workflow, None where problems are in its way, and the problems."""

    text: str | None
    problems: list[TemplateProblem]


class _Place(Record):
    """A line of an own template; *name* is None where only ours are involved."""

    name: str | None
    line: int


class _OutOfTimeError(BaseException):
    """Raised wherever a template is when its time is over; no handler of Jinja's catches it."""


class _TooLongError(Exception):
    """More text than a workflow may have."""


class _Absent(StrictUndefined):
    """An unknown variable or field; it says so in the words of the guide."""

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return self._undefined_hint
        if isinstance(self._undefined_obj, Record):
            return f'a {type(self._undefined_obj).__name__} has no "{self._undefined_name}"'
        return f'unknown variable "{self._undefined_name}"'


def main() -> None:
    """Read a request from stdin, and print the answer to it as JSON."""
    request: Request = pickle.load(sys.stdin.buffer)  # noqa: S301 (it comes from ci-gen itself)
    _restrict()
    answer = _answer(request)
    problems = [list(vars(problem).values()) for problem in answer.problems]
    json.dump([answer.text, problems], sys.stdout)


def _answer(request: Request) -> Printed:
    """Return the workflow that *request* asks for, or why there is none."""
    environment = _environment(request.own)
    run = _Run(environment=environment, request=request)
    try:
        found = list(template_checks.check(environment, request.own))
        if any(problem.code == template_checks.FAILS for problem in found):
            return Printed(text=None, problems=found)
        text = run.print()
        _stop_the_clock()
    except (Exception, _OutOfTimeError) as error:  # noqa: BLE001 (whatever a template does)
        _stop_the_clock()
        return Printed(text=None, problems=[_problem(error, request.own)])
    mistakes = list(run.mistakes(text))
    return Printed(text=None if mistakes else text, problems=[*found, *mistakes])


def _loader(own: dict[str, str]) -> FunctionLoader:
    """Return what finds the project's own templates first, and ours under their prefix."""
    shipped = shipped_templates.texts()
    prefixed = {f"{shipped_templates.PREFIX}{name}": text for name, text in shipped.items()}
    # What super() prints ends its last line itself, and its tag need not end another. Inside of
    # the tag the line still counts.
    fitted = {name: _SUPER.sub("<%= super()\n%>", text) for name, text in own.items()}
    texts = {**shipped, **fitted, **prefixed}

    def load(name: str) -> tuple[str, str, None] | None:
        text = texts.get(name)
        return None if text is None else (shipped_templates.printable(name, text), name, None)

    return FunctionLoader(load)


def _environment(own: dict[str, str]) -> Environment:
    options = {**render.OPTIONS, "undefined": _Absent}
    made = ImmutableSandboxedEnvironment(loader=_loader(own), **options)
    # Where both have one, Jinja's takes what its documents say.
    made.filters = {**render.FILTERS, **{name: made.filters[name] for name in FILTERS}}
    made.globals = {name: made.globals[name] for name in _GLOBALS}
    return made


class _Run(Record):
    """One rendering, which is repeated to find the template that prints some line."""

    environment: Environment
    request: Request

    def print(self) -> str:
        """Return the workflow; raises whatever a template raises."""
        parts: list[str] = []
        size = 0
        for part, printing in self._parts():
            parts.append(part)
            size += len(part)
            if size > _MOST_TEXT:
                raise _TooLongError(self._place(printing))
        text = "".join(parts)
        return text if text.endswith("\n") else f"{text}\n"

    def mistakes(self, text: str) -> Iterator[TemplateProblem]:
        """Yield why *text* is no workflow of ci-gen's: it has another header, or is no YAML."""
        if files.origin(text) != self.request.spec:
            message = "the first line of the workflow is not ci-gen's, so `check` would not know it"
            remedy = 'keep it: <%= super() %> in the block "header" prints it'
            name = _WORKFLOW if _WORKFLOW in self.request.own else None
            yield TemplateProblem(code="CG608", name=name, line=1, message=message, remedy=remedy)
        if found := spec_text.mistake(text):
            line, why = found
            shown = text.split("\n")[line - 1].strip() if line else ""
            where = f"line {line} of the workflow, {shown}," if line else "the workflow"
            message = f"{where} would be no YAML: {why}"
            place = self._printing(line, shown)
            yield _at(place, "CG608", message, "correct what prints it")

    def _printing(self, line: int, shown: str) -> _Place:
        """Return the last own template, and its line, that prints up to *line* of the workflow.

        Where YAML is broken in one line, reading often stops in the next. *shown* is the text
        of the line: a template that has it word for word is known to print it there.
        """
        newlines, last = 0, _Place(name=None, line=0)
        for part, printing in self._parts():
            place = self._place(printing)
            last = place if place.name else last
            newlines += part.count("\n")
            if newlines >= line:
                break
        lines = [text.strip() for text in self.request.own.get(last.name or "", "").split("\n")]
        return last.replace(line=lines.index(shown) + 1) if shown in lines else last

    def _parts(self) -> Iterator[tuple[str, _Printing]]:
        template = self.environment.get_template(_WORKFLOW)
        asked = self.request
        printing = template.generate(plan=asked.plan, spec=asked.spec, version=asked.version)
        for part in printing:
            yield part, printing

    def _place(self, printing: _Printing) -> _Place:
        """Return the innermost own template that *printing* is in, and the line."""
        last = _Place(name=None, line=0)
        inner: Any = printing
        while isinstance(inner, GeneratorType) and (frame := inner.gi_frame):
            last = _own(frame.f_globals, frame.f_lineno, self.request.own) or last
            # What Jinja includes it keeps in a variable of this name.
            inner = inner.gi_yieldfrom or frame.f_locals.get("gen")
        return last


def _own(variables: dict[str, Any], line: int, own: dict[str, str]) -> _Place | None:
    """Return the place in a template of which *line* was compiled, if it is an own one."""
    template = variables.get("__jinja_template__")
    if not isinstance(template, Template) or template.name not in own:
        return None
    return _Place(name=template.name, line=template.get_corresponding_lineno(line))


def _blamed(error: BaseException, own: dict[str, str]) -> _Place:
    """Return the innermost own template that *error* came through, and the line."""
    if isinstance(error, TemplateSyntaxError) and error.name in own:
        return _Place(name=error.name, line=error.lineno)
    noted = [note for note in getattr(error, "__notes__", ()) if note in own]
    last = _Place(name=noted[0], line=0) if noted else _Place(name=None, line=0)
    step: TracebackType | None = error.__traceback__
    while step is not None:
        variables, line = step.tb_frame.f_globals, step.tb_lineno
        # Jinja has put frames in place of its own that have the template's lines.
        if "__jinja_exception__" in variables and variables["__name__"] in own:
            last = _Place(name=variables["__name__"], line=line)
        last = _own(variables, line, own) or last
        step = step.tb_next
    return last


def _at(place: _Place, code: str, message: str, remedy: str) -> TemplateProblem:
    return TemplateProblem(
        code=code, name=place.name, line=place.line, message=message, remedy=remedy
    )


def _problem(error: BaseException, own: dict[str, str]) -> TemplateProblem:
    """Return *error* in the words of somebody who writes templates."""
    place = _blamed(error, own)
    match error:
        case _OutOfTimeError():
            message = f"printing takes longer than {_SECONDS} seconds, which no workflow does"
        case MemoryError() | OverflowError():
            message = "printing takes more memory or more rounds than any workflow does"
        case RecursionError():
            message = "the template prints itself, or extends itself, without end"
        case _TooLongError():
            place = error.args[0]
            message = f"the workflow gets longer than {_MOST_TEXT // 1024} KiB"
        case SecurityError():
            message = f"a template may not do this: {template_checks.plain(str(error))}"
            return _at(place, template_checks.FAILS, message, _GUIDE)
        case TemplateNotFound():
            message = f"there is no template {error.name}"
            known = [f"{shipped_templates.PREFIX}{name}" for name in shipped_templates.texts()]
            remedy = suggestion(str(error.name), known, _LISTED)
            return _at(place, template_checks.FAILS, message, remedy)
        case _ if place.name is None:
            # No template of the project's had a part in it: a bug, which is to look like one.
            raise error
        case _:
            message = template_checks.plain(str(error))
            return _at(place, template_checks.FAILS, message, _GUIDE)
    return _at(place, "CG607", message, _ENDLESS)


def _restrict() -> None:
    """Let this process have little time and memory."""
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGPROF, _interrupt)
        signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    if resource is None:
        return
    spent = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(spent.ru_utime + spent.ru_stime) + 2 * _SECONDS
    for kind, limit in ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_AS, _MEMORY)):
        # Not every system knows every limit.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (limit, limit))


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise _OutOfTimeError


def _stop_the_clock() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, 0)
