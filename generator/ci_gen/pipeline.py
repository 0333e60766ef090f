"""The way from a spec to its workflow, as functions. They return outcomes and never print."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ci_gen import __version__, rules
from ci_gen.catalog import actions
from ci_gen.config import resolve
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.errors import CiGenError
from ci_gen.outcome import Outcome
from ci_gen.plan.strategies import pinning, workflow
from ci_gen.render import environment as render
from ci_gen.spec import schema
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files
from ci_gen.workflow import uses as pins
from ci_gen.workflow.drift import Change, State
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec

_DRIFT = {
    State.STALE: ("CG601", "run `ci-gen render` and commit the result"),
    State.FOREIGN: (
        "CG603",
        "move it away, set `workflow` in the spec, or run `ci-gen render --force` to replace it",
    ),
    State.ORPHAN: ("CG604", "delete it, or run `ci-gen render --prune`"),
}


def lint(project: Project) -> Outcome:
    """Return what the schema and the rules say about the spec, and its plan if they allow one."""
    found = spec.load(project.root / project.spec, project.spec)
    if isinstance(found, Diagnostic):
        return Outcome(diagnostics=(found,), broken=spec.peek(project.root / project.spec))
    return _printed(judge(found), project.root)


def judge(found: Spec) -> Outcome:
    """Return what `lint` does of a spec that was read."""
    outdated: tuple[Diagnostic, ...] = ()
    if not schema.is_valid(found.data):
        # Only a refused spec pays for those who know why.
        from ci_gen.spec import migrate as migrations  # noqa: PLC0415

        upgraded = migrations.upgrade(found)
        found, outdated = upgraded.spec, upgraded.diagnostics
        if not schema.is_valid(found.data):
            from ci_gen.spec import explain as explain_schema  # noqa: PLC0415

            return Outcome(diagnostics=(*outdated, *explain_schema.explain(found)), spec=found)
    return _judge(found, outdated)


def _judge(valid: Spec, outdated: tuple[Diagnostic, ...] = ()) -> Outcome:
    config = resolve.resolve(valid.data)
    diagnostics = (*outdated, *rules.run(config, valid))
    outcome = Outcome(diagnostics=diagnostics, spec=valid, config=config)
    return outcome if outcome.has_errors else outcome.replace(plan=workflow.plan(config))


def verify(outcome: Outcome, root: Path, *, is_strict: bool = False) -> Outcome:
    """Return *outcome* with what linters say of the workflow that its plan renders.

    A linter that is missing, or fails, is a remark; an error if *is_strict*.
    """
    if outcome.plan is None or outcome.spec is None:
        return outcome
    # Nothing but linting pays for it.
    from ci_gen.lint import origin, run  # noqa: PLC0415

    rendered = {outcome.plan.path: text(outcome)}
    verdict = run(rendered, root)
    source = origin.Rendered(
        spec=outcome.spec, text=rendered[outcome.plan.path], render=partial(text_with, outcome.spec)
    )
    # What a rule has said of a value, a note of a linter need not say again.
    said = {(known.location, Severity.NOTE) for known in outcome.diagnostics}
    # Of templates of one's own nobody can tell which value of the spec a line comes from.
    is_own = outcome.body is not None
    traced = verdict.findings if is_own else origin.attribute(verdict.findings, source)
    new = (found for found in traced if (found.location, found.severity) not in said)
    found = (*outcome.diagnostics, *new)
    if is_strict:
        missed = (remark.replace(severity=Severity.ERROR) for remark in verdict.remarks)
        return outcome.replace(diagnostics=(*found, *missed), rendered=rendered)
    return outcome.replace(diagnostics=found, remarks=verdict.remarks, rendered=rendered)


def _printed(outcome: Outcome, root: Path) -> Outcome:
    """Return *outcome* with what the project's own templates print, or why they do not."""
    if outcome.plan is None or outcome.spec is None or outcome.config is None:
        return outcome
    templates = outcome.config.given.templates
    if templates.value is None:
        return outcome
    from ci_gen.custom_templates import render as own_templates  # noqa: PLC0415 (few projects have any)

    made = own_templates.render(root, outcome.spec, templates, outcome.plan)
    return outcome.replace(
        diagnostics=(*outcome.diagnostics, *made.diagnostics),
        plan=outcome.plan if made.text is not None else None,
        body=made.text,
        templates=made.sources,
    )


def compare(project: Project, output: str | None = None) -> Outcome:
    """Return what `stand` does, and the workflows that nothing wants any more."""
    outcome = stand(project, output)
    if not outcome.changes:
        return outcome
    unwanted = tuple(files.orphans(project.root, {project.spec: outcome.changes[0].path}))
    outcome = inherit(outcome, unwanted)
    return outcome.replace(changes=(*outcome.changes, *unwanted))


def stand(project: Project, output: str | None = None) -> Outcome:
    """Return what `lint` does, and how the workflow on disk stands to what the spec wants.

    *output* is a path below the root that replaces the one of the spec.
    """
    outcome = lint(project)
    if outcome.plan is None:
        return outcome
    path = output or outcome.plan.path
    if (project.root / path).resolve() == (project.root / project.spec).resolve():
        raise CiGenError(f"{path} is the spec itself", "name another file for the workflow")
    change = files.compare(project.root, path, text(outcome), _fixed(outcome))
    return outcome.replace(changes=(change,))


def inherit(outcome: Outcome, unwanted: Iterable[Change]) -> Outcome:
    """Return *outcome*, a new workflow with the newer pins of the files that it stands in for."""
    change, *others = outcome.changes
    if change.current is None:
        for orphan in unwanted:
            body = pins.keep(change.wanted or "", orphan.current or "", _fixed(outcome))
            change = change.replace(wanted=body)
    return outcome.replace(changes=(change, *others))


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


def text_with(original: Spec, data: Any) -> str | None:
    """Return the workflow of *original* with other *data*, None if that is refused."""
    if not schema.is_valid(data):
        return None
    outcome = _judge(original.replace(data=data))
    return None if outcome.plan is None else text(outcome)


def drift(changes: Sequence[Change]) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each file that is not what the spec says, and for swapped pins."""
    return tuple(found for change in changes for found in (*_drift(change), *_swapped(change)))


def _drift(change: Change) -> Iterator[Diagnostic]:
    if change.state is State.EDITED:
        # Only an edited file is read as data.
        from ci_gen.workflow import edits  # noqa: PLC0415

        yield from edits.explain(change)
    elif change.state is not State.FRESH:
        code, remedy = _DRIFT[change.state]
        if change.state is State.ORPHAN and files.is_edited(change.current or ""):
            remedy = "delete it, or run `ci-gen render --prune --force`"
        message = f"{change.path} is {change.state}: {change.reason}"
        place = Location(path=change.path, line=files.first_difference(change), column=1)
        yield Diagnostic(
            code=code, severity=Severity.ERROR, message=message, location=place, remedy=remedy
        )


def _swapped(change: Change) -> Iterator[Diagnostic]:
    # Nothing fails because pins disagree, but a version has one commit only.
    for found in pins.swapped(change.wanted or "", change.current or ""):
        message = f"the commit of {found.action} is not the one that ci-gen knows for its version"
        remedy = "find out who changed it; `ci-gen render` puts the known one back"
        place = Location(path=change.path, line=found.line)
        yield Diagnostic(
            code="CG505", severity=Severity.WARNING, message=message, location=place, remedy=remedy
        )


def pin_findings(outcome: Outcome, *, as_wanted: bool = False) -> tuple[Diagnostic, ...]:
    """Return what is to be said of the pins in the workflow on disk, or in what is wanted."""
    if outcome.plan is None or outcome.config is None or not outcome.changes:
        return ()
    change = outcome.changes[0]
    body = (change.wanted if as_wanted else change.current) or ""
    has_own = outcome.config.pins is not None
    if change.state is State.FOREIGN or not (has_own or any(map(_is_news, pins.lines(body)))):
        return ()
    # Pins that are all the catalogue's need no report.
    from ci_gen.pins import report as pin_report  # noqa: PLC0415

    return tuple(pin_report.findings(change.path, body, pinning.used(outcome.plan)))


def _is_news(line: pins.Line) -> bool:
    if line.action not in actions.names():
        return True
    row = actions.action(line.action)
    return (line.ref, line.note) != (row.sha, row.version) or row.runs in actions.RETIRED


def _fixed(outcome: Outcome) -> Collection[str]:
    """Return the actions whose releases the spec itself says."""
    return outcome.config.given.pins.overrides.keys() if outcome.config else ()
