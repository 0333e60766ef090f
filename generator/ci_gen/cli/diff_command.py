"""`ci-gen diff`."""

import json
from pathlib import Path

import click

from ci_gen.cli import options, output
from ci_gen.cli import specs as runs
from ci_gen.errors import ExitCode
from ci_gen.spec import search
from ci_gen.spec.project import Project


@click.command("diff")
@options.specs_argument
@options.directory_option
@click.option(
    "--semantic",
    is_flag=True,
    help="Say in words what differs from the spec at a Git revision.",
)
@click.option(
    "--against",
    metavar="REVISION",
    help="With --semantic: the revision to compare with.  [default: HEAD]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    help="With --semantic: how the words are printed.  [default: text]",
)
def command(
    specs: tuple[str, ...],
    directory: Path,
    recursive: bool,
    semantic: bool,
    against: str | None,
    form: str | None,
) -> int:
    """Show what rendering would change.

    Prints a unified diff, and nothing when there is nothing to change. SPEC is a spec or a folder
    that holds one, and is looked for here and upwards when it is not named.

    With --semantic it says what the change means instead: platforms, jobs, check names that
    appear or disappear, triggers, permissions, caches. `ci-gen schema changes` describes its JSON.
    """
    if not semantic:
        _refuse("--against", against)
        _refuse("--format", form)
    projects = search.projects(directory, specs, recursive=recursive)
    if not semantic:
        return runs.diff(projects)
    if len(projects) > 1:
        raise click.UsageError(f"--semantic takes one spec, not {len(projects)}.")
    return _say(projects[0], against or "HEAD", form)


def _refuse(option: str, given: str | None) -> None:
    if given is not None:
        raise click.UsageError(f"{option} needs --semantic.")


def _say(where: Project, against: str, form: str | None) -> int:
    from ci_gen.review.compare import review  # noqa: PLC0415 (other commands compare nothing)

    found = review(where, against)
    outcome, changes = found.outcome, found.changes
    output.show(output.findings(outcome), "text", err=True)
    if form == "json":
        click.echo(json.dumps([vars(change) for change in changes], indent=2, ensure_ascii=False))
    elif changes:
        click.echo("\n".join(change.words for change in changes))
    elif not outcome.has_errors:
        click.echo(f"nothing changed: {where.spec} means what it meant at {against}")
    return ExitCode.FINDINGS if changes or outcome.has_errors else ExitCode.OK
