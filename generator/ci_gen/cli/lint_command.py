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
@click.option(
    "--require-linters",
    "is_strict",
    is_flag=True,
    help="Fail when actionlint or zizmor cannot look at what would be rendered.",
)
def command(
    spec: str | None, directory: Path, form: str, fail_on: Severity, is_strict: bool
) -> int:
    """Look for mistakes in the spec, and in what it would render.

    Nothing is written. SPEC is looked for here and upwards when it is not named. What would be
    rendered is shown to actionlint and zizmor too, where they are installed.
    """
    where = project.find(directory, spec)
    outcome = pipeline.verify(pipeline.lint(where), where.root, is_strict=is_strict)
    output.show(output.findings(outcome), form)
    if form == "text" and not outcome.diagnostics:
        click.echo(f"{where.spec}: no findings")
    return output.exit_code(outcome.diagnostics, fail_on)
