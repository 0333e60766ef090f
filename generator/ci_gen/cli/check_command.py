"""`ci-gen check`."""

from pathlib import Path

import click

from ci_gen.cli import options
from ci_gen.cli import specs as runs
from ci_gen.diagnostics import Severity
from ci_gen.spec import search


@click.command("check")
@options.specs_argument
@options.directory_option
@options.format_option
@options.fail_on_option
def command(
    specs: tuple[str, ...], directory: Path, recursive: bool, form: str, fail_on: Severity
) -> int:
    """Tell whether the workflow is what the spec says.

    Made for pull requests: it needs no network, writes nothing, and says which command
    corrects what it found. Newer versions of pinned actions in the workflow are no drift. SPEC is a
    spec or a folder that holds one, and is looked for here and upwards when it is not named.
    """
    return runs.check(search.projects(directory, specs, recursive=recursive), form, fail_on)
