"""`ci-gen check`."""

from pathlib import Path

import click

from ci_gen import pipeline
from ci_gen.cli import options, output
from ci_gen.diagnostics import Severity
from ci_gen.spec import search
from ci_gen.workflow import drift as files


@click.command("check")
@options.specs_argument
@options.directory_option
@options.format_option
@options.fail_on_option
def command(
    specs: tuple[str, ...], directory: Path, recursive: bool, form: str, fail_on: Severity
) -> int:
    """Tell whether the workflow is what the spec says.

    Made for pull requests: it needs no network, writes nothing, and says which command mends what
    it found. Newer versions of pinned actions in the workflow are no drift. SPEC is a spec or a
    folder that holds one, and is looked for here and upwards when it is not named.
    """
    where, *more = search.projects(directory, specs, recursive=recursive)
    if more:
        from ci_gen.cli import many  # noqa: PLC0415 (most projects have one spec)

        return many.check((where, *more), form, fail_on)
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
