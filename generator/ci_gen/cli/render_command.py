"""`ci-gen render`."""

from pathlib import Path

import click

from ci_gen import pipeline
from ci_gen.cli import options, output, rendering
from ci_gen.cli.rendering import Terms
from ci_gen.diagnostics import Severity
from ci_gen.errors import ExitCode
from ci_gen.outcome import Outcome
from ci_gen.plan.jobs import BuildJob, CallJob, Job, LegsJob, Plan
from ci_gen.plan.steps import BuildAndPush, BuildByDigest
from ci_gen.spec import search
from ci_gen.spec.project import Project
from ci_gen.workflow import drift as files


@click.command("render")
@options.specs_argument
@options.directory_option
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the workflow, write nothing.")
@click.option(
    "--output", "output_", metavar="FILE", help="Write to FILE, from the root of the repository."
)
@click.option("--force", is_flag=True, help="Replace a file that was edited or is not ours.")
@click.option("--prune", is_flag=True, help="Remove workflows that no spec wants any more.")
@options.format_option
@options.fail_on_option
def command(
    specs: tuple[str, ...],
    directory: Path,
    recursive: bool,
    to_stdout: bool,
    output_: str | None,
    force: bool,
    prune: bool,
    form: str,
    fail_on: Severity,
) -> int:
    """Write the workflow that the spec asks for.

    SPEC is a spec or a folder that holds one, and is looked for here and upwards when it is not
    named. A workflow that was edited by hand, or that ci-gen did not write, is left alone unless
    --force is given. With several specs those that have errors are left alone, too.
    """
    if prune and (to_stdout or output_):
        # What is written elsewhere makes no orphan of the workflow.
        raise click.UsageError("--prune goes with neither --stdout nor --output.")
    wheres = search.projects(directory, specs, recursive=recursive)
    if len(wheres) > 1:
        if to_stdout or output_:
            raise click.UsageError(f"--stdout and --output take one spec, not {len(wheres)}.")
        from ci_gen.cli import many  # noqa: PLC0415 (most projects have one spec)

        return many.render(wheres, Terms(force=force, prune=prune), form, fail_on)
    if to_stdout:
        return _print(pipeline.lint(wheres[0]), form, fail_on)
    outcome = pipeline.compare(wheres[0], output_)
    return _render(wheres[0], outcome, Terms(force=force, prune=prune), form, fail_on)


def _render(where: Project, outcome: Outcome, terms: Terms, form: str, fail_on: Severity) -> int:
    verdict = rendering.judge(outcome, terms)
    output.show(verdict.findings, form, err=True)
    if outcome.plan is None:
        return ExitCode.FINDINGS
    change, *orphans = outcome.changes
    if verdict.is_refused:
        click.echo(files.diff(change), err=True, nl=False)
        rendering.spare(orphans, terms)
        return ExitCode.FINDINGS
    if rendering.write(where.root, change):
        output.remind_of_lock(where)
        _show_platforms(outcome.plan)
    else:
        click.echo(f"{change.path} is up to date", err=True)
    rendering.prune(where.root, orphans, terms)
    return output.exit_code(verdict.counted, fail_on)


def _print(outcome: Outcome, form: str, fail_on: Severity) -> int:
    if outcome.plan is None:
        output.show(output.findings(outcome), form, err=True)
        return ExitCode.FINDINGS
    # Stdout carries the workflow, and nothing else.
    output.show(output.findings(outcome), "text", err=True)
    click.echo(pipeline.text(outcome), nl=False)
    return output.exit_code(outcome.diagnostics, fail_on)


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
