"""`ci-gen render`."""

from pathlib import Path

import click

from ci_gen import files, pipeline, project
from ci_gen.cli import options, output
from ci_gen.diagnostics import Severity
from ci_gen.errors import ExitCode
from ci_gen.files import Change, State
from ci_gen.pipeline import Outcome
from ci_gen.plan import BuildJob, CallJob, Job, LegsJob, Plan
from ci_gen.plan_steps import BuildAndPush, BuildByDigest
from ci_gen.project import Project

_NOT_OURS = (State.EDITED, State.FOREIGN)


@click.command("render")
@options.spec_argument
@options.directory_option
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the workflow, write nothing.")
@click.option(
    "--output", "output_", metavar="FILE", help="Write to FILE, from the root of the repository."
)
@click.option("--force", is_flag=True, help="Replace a file that was edited or is not ours.")
@options.format_option
@options.fail_on_option
def command(
    spec: str | None,
    directory: Path,
    to_stdout: bool,
    output_: str | None,
    force: bool,
    form: str,
    fail_on: Severity,
) -> int:
    """Write the workflow that the spec asks for.

    SPEC is looked for here and upwards when it is not named. A workflow that was edited by hand,
    or that ci-gen did not write, is left alone unless --force is given.
    """
    where = project.find(directory, spec)
    if to_stdout:
        return _print(pipeline.lint(where), form, fail_on)
    outcome = pipeline.compare(where, output_)
    change = outcome.changes[0] if outcome.changes else None
    refused = change is not None and change.state in _NOT_OURS and not force
    drift = pipeline.drift(outcome.changes[:1]) if refused else ()
    pins = pipeline.pin_findings(outcome, as_wanted=not refused)
    found = output.findings(outcome)
    output.show(found._replace(diagnostics=(*found.diagnostics, *drift, *pins)), form, err=True)
    if change is None:
        return ExitCode.FINDINGS
    if refused:
        click.echo(files.diff(change), err=True, nl=False)
        return ExitCode.FINDINGS
    _write(where, outcome, change)
    return output.exit_code((*outcome.diagnostics, *pins), fail_on)


def _print(outcome: Outcome, form: str, fail_on: Severity) -> int:
    if outcome.plan is None:
        output.show(output.findings(outcome), form, err=True)
        return ExitCode.FINDINGS
    # Stdout carries the workflow, and nothing else.
    output.show(output.findings(outcome), "text", err=True)
    click.echo(pipeline.text(outcome), nl=False)
    return output.exit_code(outcome.diagnostics, fail_on)


def _write(where: Project, outcome: Outcome, change: Change) -> None:
    if change.wanted is None or outcome.plan is None:
        raise AssertionError(change)
    if change.state is State.FRESH and not files.pins_differ(change):
        click.echo(f"{change.path} is up to date", err=True)
        return
    files.write(where.root, change.path, change.wanted)
    click.echo(f"wrote {change.path}", err=True)
    output.remind_of_lock(where)
    _show_platforms(outcome.plan)


def _show_platforms(plan: Plan) -> None:
    """Say of each image why each platform is in."""
    for job in plan.jobs:
        reasons = _reasons(job)
        if reasons:
            click.echo(f"  {job.name.partition(' ${{')[0]}", err=True)
        for platform, machines in reasons:
            click.echo(f"    {platform:<14} {', '.join(machines) or 'named in the spec'}", err=True)


def _reasons(job: Job) -> list[tuple[str, tuple[str, ...]]]:
    match job:
        case LegsJob():
            return [(", ".join(leg.platforms), leg.machines) for leg in job.legs]
        case CallJob():
            return [(reason.platform, reason.machines) for reason in job.reasons]
        case BuildJob():
            kinds = (BuildAndPush, BuildByDigest)
            builds = (step for step in job.steps if isinstance(step, kinds))
            return [(r.platform, r.machines) for build in builds for r in build.reasons]
        case _:
            return []
