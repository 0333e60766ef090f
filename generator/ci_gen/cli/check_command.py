"""`ci-gen check`."""

from pathlib import Path

import click

from ci_gen import files, pipeline, project
from ci_gen.cli import options, output
from ci_gen.diagnostics import Severity


@click.command("check")
@options.spec_argument
@options.directory_option
@options.format_option
@options.fail_on_option
def command(spec: str | None, directory: Path, form: str, fail_on: Severity) -> int:
    """Tell whether the workflow is what the spec says.

    Made for pull requests: it needs no network, writes nothing, and says which command mends what
    it found. Newer versions of pinned actions in the workflow are no drift.
    """
    where = project.find(directory, spec)
    outcome = pipeline.compare(where)
    found = output.findings(outcome, with_drift=True)
    output.show(found, form)
    if form == "text":
        for change in outcome.changes:
            click.echo(_words(change))
    return output.exit_code(tuple(found.diagnostics), fail_on)


def _words(change: files.Change) -> str:
    if change.state is files.State.FRESH:
        return f"{change.path} is fresh: {change.reason}"
    return files.diff(change) if change.wanted else ""
