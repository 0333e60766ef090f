"""`ci-gen lint`."""

from pathlib import Path

import click

from ci_gen import pipeline
from ci_gen.cli import options
from ci_gen.cli import specs as runs
from ci_gen.diagnostics import Severity
from ci_gen.outcome import Outcome, Refused
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
    where they are installed. Pins in the workflow on disk are compared with the catalogue.
    """

    def look(where: Project) -> Outcome:
        outcome = pipeline.lint(where)
        if isinstance(outcome, Refused):
            return outcome
        return pipeline.with_pins(pipeline.verify(outcome, where.root, is_strict=is_strict), where)

    projects = search.projects(directory, specs, recursive=recursive)
    return runs.lint(projects, look, form, fail_on)
