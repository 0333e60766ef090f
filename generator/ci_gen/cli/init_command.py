"""`ci-gen init`."""

import os
import re
import sys
from pathlib import Path

import click

from ci_gen.cli import options
from ci_gen.config import references, targets
from ci_gen.errors import CiGenError
from ci_gen.init import discover, scaffold
from ci_gen.init.discover import RepositoryFacts
from ci_gen.init.scaffold import NewImage, Wishes
from ci_gen.spec import project
from ci_gen.workflow import write
from ci_gen.yaml import document as spec


@click.command("init")
@options.directory_option
@click.option("--target", "names", multiple=True, help="A board, platform or group. Repeatable.")
@click.option("--image", "images", multiple=True, help="A name of the image. Repeatable.")
@click.option(
    "--registry", "registries", multiple=True, metavar="HOST", help="Where to push. Repeatable."
)
@click.option(
    "--dependabot", is_flag=True, help="Have Dependabot update the actions of workflows, weekly."
)
@click.option("--yes", is_flag=True, help="Ask nothing, take what was found.")
def command(
    directory: Path,
    names: tuple[str, ...],
    images: tuple[str, ...],
    registries: tuple[str, ...],
    dependabot: bool,
    yes: bool,
) -> None:
    """Look at the repository and write a spec.

    Looks at Dockerfiles, the Git remote, the default branch, image workflows and the project's
    language. A spec that exists is never touched, nor is Dependabot's configuration.
    """
    root = project.root_of(project.folder(directory))
    if existing := next((name for name in spec.NAMES if os.path.lexists(root / name)), None):
        click.echo(f"{existing} exists and was left as it is; next: ci-gen render", err=True)
        _configure_dependabot(root, dependabot)
        return
    if images and registries:
        raise click.UsageError("--image names the registry itself: leave --registry out")
    found = discover.look(root)
    wishes = Wishes(targets=names, images=images, registries=registries)
    if not yes and sys.stdin.isatty():
        wishes = _ask(found, root, wishes)
        dependabot = dependabot or _wants_dependabot(root)
    _check(wishes)
    made = scaffold.images(found, root, wishes)
    free = scaffold.free_workflow(root)
    text = scaffold.text(found, made, scaffold.target_names(found, wishes), free)
    write.write(root, spec.NAMES[0], text)
    _tell(root, found, made)
    _configure_dependabot(root, dependabot)


def _wants_dependabot(root: Path) -> bool:
    if scaffold.dependabot(root):
        return False
    return click.confirm("Have Dependabot update the actions, weekly?", default=True, err=True)


def _configure_dependabot(root: Path, is_wanted: bool) -> None:
    if not is_wanted:
        return
    if existing := scaffold.dependabot(root):
        click.echo(f"{existing} exists and was left as it is", err=True)
        return
    path, text = scaffold.dependabot_text()
    write.write(root, path, text)
    click.echo(f"wrote {path}", err=True)


def _ask(found: RepositoryFacts, root: Path, wishes: Wishes) -> Wishes:
    made = scaffold.images(found, root, wishes)
    images, names = wishes.images, wishes.targets
    if not images and len(made) == 1:
        answer = click.prompt("Image", default=" ".join(made[0].names), err=True)
        images = tuple(re.split(r"[\s,]+", answer.strip()))
    if not names:
        usual = ", ".join(scaffold.target_names(found, wishes))
        answer = click.prompt("Targets (boards or platforms)", default=usual, err=True)
        names = tuple(part.strip() for part in answer.split(",") if part.strip())
    return Wishes(targets=names, images=images, registries=wishes.registries)


def _check(wishes: Wishes) -> None:
    """Raise CiGenError for a target or a name that the new spec could not hold."""
    for name in wishes.targets:
        found = targets.lookup(name)
        if isinstance(found, targets.Miss):
            raise CiGenError(found.message, found.remedy)
    for name in wishes.images:
        read = references.read(name)
        if isinstance(read, references.NameProblem):
            raise CiGenError(read.message, read.remedy)
    for host in wishes.registries:
        if not references.is_host(host):
            raise CiGenError(f'"{host}" is not a registry', "write its host, such as ghcr.io")


def _tell(root: Path, found: RepositoryFacts, made: tuple[NewImage, ...]) -> None:
    """Say what was written, what it rests on, and what is a placeholder."""
    click.echo(f"wrote {spec.NAMES[0]}", err=True)
    for image in made:
        click.echo(f"  {', '.join(image.names)}, built from {image.dockerfile}", err=True)
        if any("your-name/" in name for name in image.names):
            click.echo("  note: no Git remote names the owner: replace your-name", err=True)
        if not (root / image.dockerfile).is_file():
            click.echo(f"  note: there is no {image.dockerfile} yet: write one", err=True)
    for path in scaffold.unused(found, made):
        click.echo(f"  note: {path} is left out: add it under images if it is one", err=True)
    for host in scaffold.unknown_hosts(made):
        click.echo(f"  note: {host} needs REGISTRY_USERNAME and REGISTRY_PASSWORD", err=True)
    for workflow in found.workflows:
        click.echo(f"  note: {workflow} builds images too: keep only one of the two", err=True)
    click.echo("next: look it over, then ci-gen render", err=True)
