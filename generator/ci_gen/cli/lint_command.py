"""`ci-gen lint`."""

from pathlib import Path

import click

from ci_gen import pipeline
from ci_gen.cli import options, output
from ci_gen.diagnostics import Severity
from ci_gen.outcome import Outcome
from ci_gen.spec import search
from ci_gen.spec.project import Project


@click.command("lint")
@options.specs_argument
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
    specs: tuple[str, ...],
    directory: Path,
    recursive: bool,
    form: str,
    fail_on: Severity,
    is_strict: bool,
) -> int:
    """Look for mistakes in the spec, and in what it would render.

    Nothing is written. SPEC is a spec or a folder that holds one, and is looked for here and
    upwards when it is not named. What would be rendered is shown to actionlint and zizmor too,
    where they are installed. Pins in the workflow that is there are compared with the catalogue.
    """

    def look(where: Project) -> Outcome:
        outcome = pipeline.verify(pipeline.lint(where), where.root, is_strict=is_strict)
        return pipeline.with_pins(outcome, where)

    where, *more = search.projects(directory, specs, recursive=recursive)
    if more:
        from ci_gen.cli import many  # noqa: PLC0415 (most projects have one spec)

        return many.lint((where, *more), look, form, fail_on)
    outcome = look(where)
    output.show(output.findings(outcome), form)
    if form == "text" and not outcome.diagnostics:
        click.echo(f"{where.spec}: no findings")
    return output.exit_code(outcome.diagnostics, fail_on)
