"""`ci-gen platforms`."""

import json

import click

from ci_gen.catalog import boards, platforms
from ci_gen.catalog.boards import Board
from ci_gen.config import targets


@click.command("platforms")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the list is printed.",
)
def command(form: str) -> None:
    """List boards and the platforms they need.

    Each name can be written under `targets` in a spec; `ci-gen explain NAME` tells more.
    """
    rows = boards.catalogue().boards
    if form == "json":
        click.echo(json.dumps(_data(rows), indent=2))
        return
    click.echo(f"{'BOARD':<24}{'64-BIT OS':<14}32-BIT OS")
    for board in rows:
        click.echo(f"{board.id:<24}{board.platform_64 or '-':<14}{board.platform_32}")
    click.echo("\nGROUP")
    for name, found in _groups():
        click.echo(f"{name:<24}{', '.join(found)}")
    click.echo("\nPLATFORM")
    for platform in platforms.catalogue().buildable:
        click.echo(platform)


def _groups() -> list[tuple[str, tuple[str, ...]]]:
    found = ((name, targets.hits(targets.lookup(name))) for name in boards.group_names())
    return [(name, tuple(hit.platform for hit in hits)) for name, hits in found]


def _data(rows: tuple[Board, ...]) -> dict[str, object]:
    return {
        "boards": [
            {
                "id": board.id,
                "name": board.name,
                "64-bit": board.platform_64,
                "32-bit": board.platform_32,
            }
            for board in rows
        ],
        "groups": dict(_groups()),
        "platforms": list(platforms.catalogue().buildable),
    }
