"""The inputs of actions that are pinned to a commit."""

from collections.abc import Iterator, Mapping

from ci_gen.diagnostics import Diagnostic
from ci_gen.lint import inputs as action_inputs
from ci_gen.lint import parse
from ci_gen.lint.inputs import InputProblem
from ci_gen.lint.parse import Placed
from ci_gen.yaml.document import Spec


def check(files: Mapping[str, str]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the inputs in *files*, texts of workflows by path.

    The workflows need not be ci-gen's own.
    """
    for path, text in files.items():
        workflow = parse.read(path, text)
        if isinstance(workflow, Diagnostic):
            yield workflow
            continue
        for placed in parse.uses(workflow):
            for problem in action_inputs.problems(placed.use):
                yield _diagnostic(workflow, placed, problem)


def _diagnostic(workflow: Spec, placed: Placed, problem: InputProblem) -> Diagnostic:
    location = (
        workflow.locate((*placed.route, "uses"))
        if problem.input is None
        else workflow.locate_key((*placed.route, "with", problem.input))
    )
    return Diagnostic(
        code=problem.code,
        severity=problem.severity,
        message=problem.message,
        location=location,
        remedy=problem.remedy,
    )
