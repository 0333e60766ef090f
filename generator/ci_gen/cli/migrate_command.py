"""`ci-gen migrate`."""

import difflib
from pathlib import Path

import click

from ci_gen import pipeline
from ci_gen.cli import options, output
from ci_gen.errors import ExitCode
from ci_gen.outcome import Refused
from ci_gen.spec import migrate as migrations
from ci_gen.spec import project
from ci_gen.spec.migrate import Migration
from ci_gen.workflow import write


@click.command("migrate")
@options.spec_argument
@options.directory_option
@click.option("--check", is_flag=True, help="Tell what would be rewritten, write nothing.")
@click.option("--diff", "as_diff", is_flag=True, help="Print the changes as a diff, write nothing.")
def command(spec: str | None, directory: Path, check: bool, as_diff: bool) -> int:
    """Rewrite a spec that is written for an older ci-gen.

    Keys that are called otherwise get their name of today; comments, quotes and layout stay. The
    workflow is the same before and after. A spec with errors is left as it is.
    """
    where = project.find(directory, spec)
    outcome = pipeline.lint(where)
    if isinstance(outcome, Refused):
        output.show(output.findings(outcome), "text", err=True)
        return ExitCode.FINDINGS
    migration = migrations.migrate(where.root, where.spec)
    if migration.before == migration.after:
        click.echo(f"{where.spec} is up to date", err=True)
        return ExitCode.OK
    if as_diff:
        click.echo(_diff(migration, where.spec), nl=False)
    if check or as_diff:
        _tell(migration, f"{where.spec} would be rewritten")
        return ExitCode.FINDINGS
    write.write(where.root, where.spec, migration.after)
    _tell(migration, f"wrote {where.spec}")
    return ExitCode.OK


def _tell(migration: Migration, head: str) -> None:
    click.echo(head, err=True)
    for change in migration.changes:
        click.echo(f"  {change}", err=True)


def _diff(migration: Migration, path: str) -> str:
    before = migration.before.splitlines(keepends=True)
    after = migration.after.splitlines(keepends=True)
    return "".join(difflib.unified_diff(before, after, path, f"{path} (migrated)"))
