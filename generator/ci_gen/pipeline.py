"""The way from a spec to its workflow, as functions. They return outcomes and never print."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from ci_gen import __version__, rules
from ci_gen.catalog import actions, images
from ci_gen.config import resolve
from ci_gen.config.model import Config
from ci_gen.diagnostics import Diagnostic, Location, Severity, worst
from ci_gen.errors import CiGenError
from ci_gen.files import inside
from ci_gen.outcome import Compared, Planned, Refused, Rendered
from ci_gen.plan import pinning, workflow
from ci_gen.render import environment as render
from ci_gen.spec import lines, schema
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files
from ci_gen.workflow import image_pins
from ci_gen.workflow import uses as pins
from ci_gen.workflow.drift import FileChange, State
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
_FORMER = "commit what it writes; ci-gen's changelog says what changes in a workflow"


def lint(project: Project) -> Refused | Rendered:
    """Return what the schema and the rules say of the spec, and its workflow if they allow one."""
    found = spec.load(project.root, project.spec)
    if isinstance(found, Diagnostic):
        text = spec.text_to_quote(project.root, project.spec)
        return Refused(diagnostics=(found,), sources={found.location.path: text})
    planned = check(found)
    return planned if isinstance(planned, Refused) else rendered(planned, project.root)


def check(found: Spec) -> Refused | Planned:
    """Return what the schema and the rules say about a spec that was read, and its plan."""
    outdated: tuple[Diagnostic, ...] = ()
    found = lines.normalise(found)
    if not schema.is_valid(found.data):
        # Only a refused spec pays for those who know why.
        from ci_gen.spec import migrate as migrations  # noqa: PLC0415

        upgraded = migrations.upgrade(found)
        # A key has no lines before it is called what it is called here.
        found, outdated = lines.normalise(upgraded.spec), upgraded.diagnostics
        if not schema.is_valid(found.data):
            from ci_gen.spec import explain as explain_schema  # noqa: PLC0415

            return _refused(found, (*outdated, *explain_schema.explain(found)))
    return _check(found, outdated)


def _check(valid: Spec, outdated: tuple[Diagnostic, ...] = ()) -> Refused | Planned:
    config = resolve.resolve(valid.data)
    diagnostics = (*outdated, *rules.run(config, valid))
    if worst(diagnostics) >= Severity.ERROR:
        return _refused(valid, diagnostics)
    return Planned(diagnostics=diagnostics, spec=valid, config=config, plan=workflow.plan(config))


def _refused(found: Spec, diagnostics: tuple[Diagnostic, ...]) -> Refused:
    return Refused(diagnostics=diagnostics, sources={found.path: found.text})


def verify(outcome: Rendered, root: Path, *, is_strict: bool = False) -> Rendered:
    """Return *outcome* with what linters say of its workflow.

    A linter that is missing, or fails, is a remark; an error if *is_strict*.
    """
    # Nothing but linting pays for it.
    from ci_gen.lint import origin, run  # noqa: PLC0415

    verdict = run({outcome.plan.path: outcome.text}, root)
    source = origin.RenderedSpec(
        spec=outcome.spec, text=outcome.text, render=partial(text_with, outcome.spec)
    )
    # What a rule has said of a value, a note of a linter need not say again.
    said = {(known.location, Severity.NOTE) for known in outcome.diagnostics}
    # Of templates of one's own nobody can tell which value of the spec a line comes from.
    traced = verdict.findings if outcome.templates else origin.attribute(verdict.findings, source)
    new = (found for found in traced if (found.location, found.severity) not in said)
    found = (*outcome.diagnostics, *new)
    if is_strict:
        missed = (remark.replace(severity=Severity.ERROR) for remark in verdict.remarks)
        return outcome.replace(diagnostics=(*found, *missed), is_linted=True)
    return outcome.replace(diagnostics=found, remarks=verdict.remarks, is_linted=True)


def rendered(planned: Planned, root: Path) -> Refused | Rendered:
    """Return the workflow of a plan, by the project's own templates where it has any."""
    templates = planned.config.given.templates
    # Of the data, not of the text: comments and layout of a spec do not count.
    digest = files.digest(repr(planned.spec.data))
    if templates.value is None:
        body = render.render(planned.plan, spec=planned.spec.path, version=__version__)
        return Rendered(**vars(planned), text=files.with_digests(body, digest), templates={})
    from ci_gen.custom_templates import render as own_templates  # noqa: PLC0415 (few projects have any)

    made = own_templates.render(root, planned.spec, templates, planned.plan)
    place = planned.spec.locate(templates.route)
    found = (*made.diagnostics, *_pins_of_templates(made.text or "", made.sources, place))
    diagnostics = (*planned.diagnostics, *found)
    if made.text is None or worst(found) >= Severity.ERROR:
        return Refused(diagnostics=diagnostics, sources={**planned.sources, **made.sources})
    text = files.with_digests(made.text, digest, files.digest(repr(dict(made.sources))))
    return Rendered(
        **{**vars(planned), "diagnostics": diagnostics}, text=text, templates=made.sources
    )


def _pins_of_templates(
    made: str, sources: Mapping[str, str], place: Location
) -> tuple[Diagnostic, ...]:
    if not any(map(_is_news, pins.lines(made))):
        return ()
    from ci_gen.pins import report as pin_report  # noqa: PLC0415 (few templates have other pins)

    return tuple(pin_report.of_templates(made, sources, place))


def compare(project: Project, path: str | None = None) -> Refused | Compared:
    """Return what `lint` does, and the workflow on disk compared with what the spec wants.

    *path*, below the root, replaces the one of the spec.
    """
    outcome = lint(project)
    return outcome if isinstance(outcome, Refused) else on_disk(outcome, project, path)


def on_disk(outcome: Rendered, project: Project, path: str | None = None) -> Compared:
    """Return *outcome* with the file on disk compared, at *path* if not where the spec wants it."""
    wanted = path or outcome.plan.path
    if inside(project.root, wanted) == inside(project.root, project.spec):
        raise CiGenError(f"{wanted} is the spec itself", "name another file for the workflow")
    change = files.compare(project.root, wanted, outcome.text, _fixed(outcome.config))
    return Compared(**vars(outcome), workflow=change)


def with_pins_of(outcome: Compared, unwanted: Iterable[FileChange]) -> Compared:
    """Return *outcome*, a new workflow with the newer pins of the files that it replaces."""
    change, fixed = outcome.workflow, _fixed(outcome.config)
    if change.current is None:
        for orphan in unwanted:
            old = orphan.current or ""
            body = image_pins.keep(pins.keep(change.wanted or "", old, fixed), old, fixed)
            verdicts = {**change.verdicts, **orphan.verdicts}
            change = change.replace(wanted=body, verdicts=verdicts)
    return outcome.replace(workflow=change)


def text_with(original: Spec, data: Any) -> str | None:
    """Return the workflow of *original* with other *data*, None if that is refused."""
    if not schema.is_valid(data):
        return None
    planned = _check(original.replace(data=data))
    if isinstance(planned, Refused):
        return None
    body = render.render(planned.plan, spec=planned.spec.path, version=__version__)
    return files.with_digests(body, files.digest(repr(planned.spec.data)))


def drift(changes: Sequence[FileChange]) -> tuple[Diagnostic, ...]:
    """Return a diagnostic for each file that is not what the spec says, pins aside."""
    return tuple(found for change in changes for found in _drift(change))


def _drift(change: FileChange) -> Iterator[Diagnostic]:
    if change.state is State.EDITED:
        # Only an edited file is read as data.
        from ci_gen.workflow import edits  # noqa: PLC0415

        yield from edits.explain(change)
    elif change.state not in {State.FRESH, State.SWAPPED}:
        code, remedy = _DRIFT[change.state]
        if change.state is State.ORPHAN and files.is_edited(change.current or ""):
            remedy = "delete it, or run `ci-gen render --prune --force`"
        message = f"{change.path} is {change.state}: {change.reason}"
        place = Location(path=change.path, line=files.first_difference(change), column=1)
        if change.state is State.STALE and files.former(change.current or ""):
            place, remedy = Location(path=change.path), _FORMER
        yield Diagnostic(
            code=code, severity=Severity.ERROR, message=message, location=place, remedy=remedy
        )


def with_pins(outcome: Rendered, project: Project) -> Rendered:
    """Return *outcome* with what is to be said of the pins in the workflow on disk."""
    found = pin_findings(on_disk(outcome, project))
    if not found:
        return outcome
    # Lines of the file on disk are not those of what would be rendered.
    return outcome.replace(diagnostics=(*outcome.diagnostics, *found), is_linted=False)


def pin_findings(outcome: Compared, *, as_wanted: bool = False) -> tuple[Diagnostic, ...]:
    """Return what is to be said of the pins in the workflows on disk.

    With *as_wanted* it is about what is wanted, and about the pins that it replaces on disk.
    """
    has_own = outcome.config.pins is not None
    ours = [change for change in outcome.changes if change.state is not State.FOREIGN]
    if not (has_own or any(map(_has_news, ours))):
        return ()
    # Pins that are all the catalogue's need no report.
    from ci_gen.pins import report as pin_report  # noqa: PLC0415

    used = pinning.used(outcome.plan)
    look = pin_report.after_rendering if as_wanted else pin_report.on_disk
    return tuple(found for change in ours for found in look(change, used))


def _has_news(change: FileChange) -> bool:
    texts = (change.current or "", change.wanted or "")
    return any(_is_news(line) for text in texts for line in pins.lines(text))


def _is_news(line: pins.Line) -> bool:
    if line.action not in actions.names():
        return True
    row = actions.action(line.action)
    return (line.ref, line.note) != (row.sha, row.version) or row.runs in actions.RETIRED


def _fixed(config: Config) -> Collection[str]:
    """Return the actions and images whose releases the spec itself says."""
    given = config.given
    has_binfmt = any(image.emulation.image.value for image in given.images)
    options = (option for image in given.images for option in image.builder.driver_opts.value)
    has_buildkit = any(option.startswith("image=") for option in options)
    said = {images.BINFMT.name: has_binfmt, images.BUILDKIT.name: has_buildkit}
    return {*given.pins.overrides, *(name for name, is_said in said.items() if is_said)}
