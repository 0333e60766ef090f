"""The way from a spec to its workflow, as functions. They return outcomes and never print."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
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
    State.EDITED: (
        "CG602",
        "say it in the spec, or run `ci-gen render --force` to drop what was changed by hand",
    ),
    State.FOREIGN: (
        "CG603",
        "move it away, set `workflow` in the spec, or run `ci-gen render --force` to replace it",
    ),
    State.ORPHAN: ("CG604", "delete it"),
}


class Outcome(NamedTuple):
    """What came of a spec: findings, and as much of the rest as they allowed.

    *broken* is the text of a spec that could not be read as one, to quote from. *body* is what the
    project's own *templates*, whose texts are held by path, made of the plan.
    """

    diagnostics: tuple[Diagnostic, ...]
    broken: str = ""
    spec: Spec | None = None
    plan: Plan | None = None
    changes: tuple[Change, ...] = ()
    body: str | None = None
    templates: Mapping[str, str] = MappingProxyType({})

    @property
    def has_errors(self) -> bool:
        """Return whether a finding is an error."""
        return worst(self.diagnostics) >= Severity.ERROR


def lint(project: Project) -> Outcome:
    """Return what the schema and the rules say about the spec, and its plan if they allow one."""
    found = spec.load(project.root / project.spec, project.spec)
    if isinstance(found, Diagnostic):
        return Outcome((found,), broken=spec.peek(project.root / project.spec))
    if not schema.is_valid(found.data):
        # Only a refused spec pays for the library that knows why.
        from ci_gen import explain_schema  # noqa: PLC0415

        return Outcome(explain_schema.explain(found), spec=found)
    diagnostics = rules.run(found)
    if worst(diagnostics) >= Severity.ERROR:
        return Outcome(diagnostics, spec=found)
    outcome = Outcome(diagnostics, spec=found, plan=workflow.plan(resolve.resolve(found.data)))
    return _printed(outcome, project.root) if "templates" in found.data else outcome


def _printed(outcome: Outcome, root: Path) -> Outcome:
    """Return *outcome* with what the project's own templates print, or why they do not."""
    from ci_gen import own_templates  # noqa: PLC0415 (few projects have any)

    if outcome.plan is None or outcome.spec is None:
        raise AssertionError(outcome.diagnostics)
    made = own_templates.render(root, outcome.spec, outcome.plan)
    return outcome._replace(
        diagnostics=(*outcome.diagnostics, *made.diagnostics),
        plan=outcome.plan if made.text is not None else None,
        body=made.text,
        templates=made.sources,
    )


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
    unwanted = files.orphans(project.root, project.spec, path)
    return outcome._replace(changes=(change, *unwanted))


def text(outcome: Outcome) -> str:
    """Return the workflow of an *outcome* that has a plan, with the catalogue's pins."""
    if outcome.plan is None or outcome.spec is None:
        raise AssertionError(outcome.diagnostics)
    # Of the data, not of the text: comments and layout of a spec do not count.
    digest = files.digest(repr(outcome.spec.data))
    if outcome.body is not None:
        return files.seal(outcome.body, digest, files.digest(repr(dict(outcome.templates))))
    body = render.render(outcome.plan, spec=outcome.spec.path, version=__version__)
    return files.seal(body, digest)


def drift(changes: Sequence[Change]) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each file that is not what the spec says, and for swapped pins."""
    return tuple(found for change in changes for found in (*_drift(change), *_swapped(change)))


def _drift(change: Change) -> Iterator[Diagnostic]:
    if change.state is not State.FRESH:
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
