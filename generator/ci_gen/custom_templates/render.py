"""Templates of the project itself: read here, and printed in a process of their own."""

import json
import pickle
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ci_gen import __version__
from ci_gen.config.sections import Text
from ci_gen.custom_templates import folder as template_folder
from ci_gen.custom_templates.request import Request
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import CiGenError
from ci_gen.plan.jobs import Plan
from ci_gen.record import Record
from ci_gen.yaml.document import Spec

# Of a clock on the wall, for a process that cannot keep to a limit of its own.
_SECONDS: Final = 15
_MOST_SHOWN: Final = 300
# Of the same modules as this process, whatever the environment and the current folder hold.
_START: Final = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from ci_gen.custom_templates.sandbox import main; main()"
)
_SEVERITIES: Final = {"CG609": Severity.WARNING}


class CustomWorkflow(Record):
    """What came of a project's templates: the workflow, None if there is none, and findings.

    *sources* are the texts of the templates by their paths from the root.
    """

    text: str | None
    diagnostics: tuple[Diagnostic, ...]
    sources: Mapping[str, str]


def render(root: Path, spec: Spec, templates: Text, plan: Plan) -> CustomWorkflow:
    """Return the workflow of *plan* as the folder of *templates* that *spec* names prints it."""
    folder = (templates.value or "").rstrip("/")
    place = spec.locate(templates.route)
    try:
        own = template_folder.read(root, folder)
    except CiGenError as error:
        found = Diagnostic(
            code="CG605",
            severity=Severity.ERROR,
            message=error.message,
            location=place,
            remedy=error.remedy,
        )
        return CustomWorkflow(text=None, diagnostics=(found,), sources={})
    request = Request(plan=plan, spec=spec.path, version=__version__, own=own)
    text, problems = _answer(request, folder)
    diagnostics = tuple(
        Diagnostic(
            code=code,
            severity=_SEVERITIES.get(code, Severity.ERROR),
            message=_printable(message),
            location=Location(path=f"{folder}/{name}", line=line) if name else place,
            remedy=remedy,
        )
        for code, name, line, message, remedy in problems
    )
    return CustomWorkflow(
        text=text, diagnostics=diagnostics, sources={f"{folder}/{name}": own[name] for name in own}
    )


def _printable(message: str) -> str:
    """Return *message*, which may hold what a template computed, fit for any terminal."""
    shown = message if len(message) <= _MOST_SHOWN else f"{message[:_MOST_SHOWN]}..."
    return "".join(c if c.isprintable() else "\ufffd" for c in shown)


def _answer(
    request: Request, folder: str
) -> tuple[str | None, list[tuple[str, str | None, int, str, str]]]:
    """Return what the process that prints *request* answers: the workflow, and problems.

    It may end without an answer: then the templates took more than they were given.
    """
    command = [sys.executable, "-I", "-c", _START, *sys.path]
    try:
        done = subprocess.run(  # noqa: S603 (our own module)
            command, input=pickle.dumps(request), capture_output=True, timeout=_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return _endless(folder)
    if done.returncode < 0:
        return _endless(folder)
    if done.returncode > 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        bug = RuntimeError(said.rpartition("\n")[2])
        bug.add_note(said)
        raise bug
    # JSON, and nothing that could run: what foreign templates have touched is not trusted.
    text, problems = json.loads(done.stdout)
    return text, [tuple(problem) for problem in problems]


def _endless(folder: str) -> tuple[None, list[tuple[str, str | None, int, str, str]]]:
    message = f"printing the templates in {folder} takes more time or memory than any workflow does"
    remedy = "look for a large number, a repetition or a loop in them"
    return None, [("CG607", None, 0, message, remedy)]
