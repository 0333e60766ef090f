"""The way from a spec to its workflow, as functions. They return outcomes and never print."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ci_gen import __version__, files, pins, render, resolve, rules, schema, spec
from ci_gen.diagnostics import Diagnostic, Location, Severity, worst
from ci_gen.errors import CiGenError
from ci_gen.files import Change, State
from ci_gen.plan import Plan
from ci_gen.project import Project
from ci_gen.spec import Spec
from ci_gen.strategies import workflow

_DRIFT = {
    State.STALE: ("CG601", "run `ci-gen render` and commit the result"),
    State.FOREIGN: (
        "CG603",
        "move it away, set `workflow` in the spec, or run `ci-gen render --force` to replace it",
    ),
    State.ORPHAN: ("CG604", "delete it"),
}


class Outcome(NamedTuple):
    """What came of a spec: findings, and as much of the rest as they allowed.

    *broken* is the text of a spec that could not be read as one, to quote from.
    """

    diagnostics: tuple[Diagnostic, ...]
    broken: str = ""
    spec: Spec | None = None
    plan: Plan | None = None
    changes: tuple[Change, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Return whether a finding is an error."""
        return worst(self.diagnostics) >= Severity.ERROR


def lint(project: Project) -> Outcome:
    """Return what the schema and the rules say about the spec, and its plan if they allow one."""
    found = spec.load(project.root / project.spec, project.spec)
    if isinstance(found, Diagnostic):
        return Outcome((found,), broken=spec.peek(project.root / project.spec))
    outdated: tuple[Diagnostic, ...] = ()
    if not schema.is_valid(found.data):
        # Only a refused spec pays for those who know why.
        from ci_gen import migrations  # noqa: PLC0415

        found, outdated, *_ = migrations.upgrade(found)
        if not schema.is_valid(found.data):
            from ci_gen import explain_schema  # noqa: PLC0415

            return Outcome((*outdated, *explain_schema.explain(found)), spec=found)
    diagnostics = (*outdated, *rules.run(found))
    if worst(diagnostics) >= Severity.ERROR:
        return Outcome(diagnostics, spec=found)
    return Outcome(diagnostics, spec=found, plan=workflow.plan(resolve.resolve(found.data)))


def compare(project: Project, output: str | None = None) -> Outcome:
    """Return what `lint` does, and how the workflow on disk stands to what the spec wants.

    *output* is a path below the root that replaces the one of the spec.
    """
    outcome = lint(project)
    if outcome.plan is None:
        return outcome
    path = output or outcome.plan.path
    if (project.root / path).resolve() == (project.root / project.spec).resolve():
        raise CiGenError(f"{path} is the spec itself", "name another file for the workflow")
    change = files.compare(project.root, path, text(outcome))
    unwanted = tuple(files.orphans(project.root, project.spec, path))
    return outcome._replace(changes=(_moved(change, unwanted), *unwanted))


def _moved(change: Change, unwanted: Sequence[Change]) -> Change:
    """Return *change*, with the newer pins of the file that a new one stands in for."""
    if change.current is None:
        for orphan in unwanted:
            wanted = pins.keep_newer(change.wanted or "", orphan.current or "")
            change = change._replace(wanted=wanted)
    return change


def text(outcome: Outcome) -> str:
    """Return the workflow of an *outcome* that has a plan, with the catalogue's pins."""
    if outcome.plan is None or outcome.spec is None:
        raise AssertionError(outcome.diagnostics)
    body = render.render(outcome.plan, spec=outcome.spec.path, version=__version__)
    # Of the data, not of the text: comments and layout of a spec do not count.
    return files.seal(body, files.digest(repr(outcome.spec.data)))


def drift(changes: Sequence[Change]) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each file that is not what the spec says, and for swapped pins."""
    return tuple(found for change in changes for found in (*_drift(change), *_swapped(change)))


def _drift(change: Change) -> Iterator[Diagnostic]:
    if change.state is State.EDITED:
        # Only an edited file is read as data.
        from ci_gen import edits  # noqa: PLC0415

        yield from edits.explain(change)
    elif change.state is not State.FRESH:
        code, remedy = _DRIFT[change.state]
        message = f"{change.path} is {change.state}: {change.reason}"
        yield Diagnostic(code, Severity.ERROR, message, Location(change.path, 1, 1), remedy)


def _swapped(change: Change) -> Iterator[Diagnostic]:
    # Nothing fails because pins disagree, but a version has one commit only.
    for name in pins.swapped(change.wanted or "", change.current or ""):
        line = next(i for i, text in enumerate(_lines(change), 1) if f"uses: {name}@" in text)
        message = f"the commit of {name} is not the one that ci-gen knows for its version"
        remedy = "find out who changed it; `ci-gen render` puts the known one back"
        yield Diagnostic("CG505", Severity.WARNING, message, Location(change.path, line), remedy)


def _lines(change: Change) -> list[str]:
    return (change.current or "").split("\n")
