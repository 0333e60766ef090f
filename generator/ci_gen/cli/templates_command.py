"""`ci-gen templates`."""

from pathlib import Path

import click

from ci_gen.cli import options
from ci_gen.custom_templates import copies as template_copies
from ci_gen.errors import CiGenError, ExitCode
from ci_gen.render import shipped as shipped_templates
from ci_gen.spec import project

_NAMES = click.argument("names", nargs=-1, required=True, metavar="NAME...")


@click.group("templates")
def command() -> None:
    """List, print and copy the templates that write the workflow.

    A copy in the folder that the spec names under `templates` takes the place of ci-gen's own.
    """


@command.command("list")
def list_() -> None:
    """List the templates, and what each writes and needs."""
    click.echo("\n".join(_described(name) for name in shipped_templates.texts()))


def _described(name: str) -> str:
    found = shipped_templates.describe(name)
    notes = [f"needs {', '.join(found.needs)}"]
    if found.writes:
        notes.insert(0, f"writes {found.writes}")
    if found.blocks:
        notes.append(f"blocks {', '.join(found.blocks)}")
    return f"{name}\n    {found.summary}\n    {'; '.join(notes)}"


@command.command("show")
@click.argument("name")
def show(name: str) -> None:
    """Print the template NAME, such as steps/checkout."""
    click.echo(shipped_templates.texts()[shipped_templates.find(name)], nl=False)


@command.command("copy")
@_NAMES
@click.option("--to", "folder", metavar="DIR", help="Copy to DIR, from the root of the repository.")
@click.option("--force", is_flag=True, help="Replace copies that exist.")
@options.directory_option
def copy(names: tuple[str, ...], folder: str | None, force: bool, directory: Path) -> None:
    """Copy templates into the project, to change them there.

    They go to the folder that the spec names under `templates`, or to .github/ci-gen.
    """
    root, named = _folder(directory)
    folder = _plain(folder or named or template_copies.DEFAULT_FOLDER)
    found = [shipped_templates.find(name) for name in names]
    for path in template_copies.copy(root, folder, found, force=force):
        click.echo(f"wrote {path}", err=True)
    if folder != named:
        click.echo(f"next: write `templates: {folder}` into the spec", err=True)


@command.command("diff")
@click.option("--in", "folder", metavar="DIR", help="Look in DIR, from the root of the repository.")
@click.option("--accept", is_flag=True, help="Note that the copies have all of it, or need not.")
@options.directory_option
def diff(folder: str | None, accept: bool, directory: Path) -> int:
    """Show what ci-gen changed in templates since they were copied.

    What you changed yourself is not shown: the diff can be applied to the copies, with `patch -p1`.
    """
    root, named = _folder(directory)
    folder = _plain(folder or named or template_copies.DEFAULT_FOLDER)
    if accept:
        template_copies.accept(root, folder)
        return ExitCode.OK
    found = list(template_copies.compare(root, folder))
    for copied in found:
        if copied.problem:
            click.echo(f"{copied.path}: {copied.problem}", err=True)
        click.echo(copied.diff, nl=False)
    if any(copied.diff or copied.problem for copied in found):
        return ExitCode.FINDINGS
    said = "nothing has changed" if found else "no copies to compare"
    click.echo(f"{folder}: {said}", err=True)
    return ExitCode.OK


def _folder(directory: Path) -> tuple[Path, str | None]:
    """Return the root of the project around *directory*, and the folder that its spec names."""
    try:
        where = project.find(directory, None)
    except CiGenError:
        return project.root_of(directory), None
    named = project.templates_folder(where)
    return where.root, _plain(named) if named is not None else None


def _plain(folder: str) -> str:
    return folder.replace("\\", "/").rstrip("/")
