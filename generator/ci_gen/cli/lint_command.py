"""`ci-gen lint`."""

from pathlib import Path

import click

from ci_gen import pipeline, project
from ci_gen.cli import options, output
from ci_gen.diagnostics import Severity


@click.command("lint")
@options.spec_argument
@options.directory_option
@options.format_option
@options.fail_on_option
def command(spec: str | None, directory: Path, form: str, fail_on: Severity) -> int:
    """Look for mistakes in the spec.

    Nothing is written. SPEC is looked for here and upwards when it is not named.
    """
    where = project.find(directory, spec)
    outcome = pipeline.lint(where)
    output.show(output.findings(outcome), form)
    if form == "text" and not outcome.diagnostics:
        click.echo(f"{where.spec}: no findings")
    return output.exit_code(outcome.diagnostics, fail_on)
