"""`ci-gen diff`."""

from pathlib import Path

import click

from ci_gen import files, pipeline, project
from ci_gen.cli import options, output
from ci_gen.errors import ExitCode
from ci_gen.files import State


@click.command("diff")
@options.spec_argument
@options.directory_option
def command(spec: str | None, directory: Path) -> int:
    """Show what rendering would change.

    Prints a unified diff, and nothing when there is nothing to change.
    """
    outcome = pipeline.compare(project.find(directory, spec))
    output.show(output.findings(outcome), "text", err=True)
    for change in outcome.changes:
        if change.state is not State.FRESH and change.wanted is not None:
            click.echo(files.diff(change), nl=False)
    has_drift = any(change.state is not State.FRESH for change in outcome.changes)
    return ExitCode.FINDINGS if has_drift or outcome.has_errors else ExitCode.OK
