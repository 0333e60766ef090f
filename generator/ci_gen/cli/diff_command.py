"""`ci-gen diff`."""

from pathlib import Path

import click

from ci_gen import files, pipeline, project
from ci_gen.cli import options, output
from ci_gen.errors import ExitCode
from ci_gen.files import Change, State


@click.command("diff")
@options.spec_argument
@options.directory_option
def command(spec: str | None, directory: Path) -> int:
    """Show what rendering would change.

    Prints a unified diff, and nothing when there is nothing to change.
    """
    outcome = pipeline.compare(project.find(directory, spec))
    output.show(output.findings(outcome), "text", err=True)
    differing = [change for change in outcome.changes if _differs(change)]
    for change in differing:
        if change.wanted is not None:
            click.echo(files.diff(change), nl=False)
    return ExitCode.FINDINGS if differing or outcome.has_errors else ExitCode.OK


def _differs(change: Change) -> bool:
    """Return whether rendering, or deleting, would change the file; older pins count here."""
    return change.state is not State.FRESH or files.pins_differ(change)
