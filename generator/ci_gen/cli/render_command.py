"""`ci-gen render`."""

from pathlib import Path

import click

from ci_gen import pipeline
from ci_gen.cli import options, output
from ci_gen.cli import specs as runs
from ci_gen.cli.rendering import Terms
from ci_gen.diagnostics import Severity
from ci_gen.errors import ExitCode
from ci_gen.outcome import Outcome, Rendered
from ci_gen.spec import search


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
    projects = search.projects(directory, specs, recursive=recursive)
    if len(projects) > 1 and (to_stdout or output_):
        raise click.UsageError(f"--stdout and --output take one spec, not {len(projects)}.")
    if to_stdout:
        return _print(pipeline.lint(projects[0]), form, fail_on)
    return runs.render(projects, Terms(force=force, prune=prune), form, fail_on, output_)


def _print(outcome: Outcome, form: str, fail_on: Severity) -> int:
    if not isinstance(outcome, Rendered):
        output.show(output.findings(outcome), form, err=True)
        return ExitCode.FINDINGS
    # Stdout carries the workflow, and nothing else.
    output.show(output.findings(outcome), "text", err=True)
    click.echo(outcome.text, nl=False)
    return output.exit_code(outcome.diagnostics, fail_on)
