"""`ci-gen schema`."""

import click

from ci_gen.spec import schema


@click.command("schema")
@click.argument("name", type=click.Choice(["spec", "report", "changes"]), default="spec")
def command(name: str) -> None:
    """Print the JSON Schema of the spec, of reports or of changes.

    Editors explain and complete a spec while it is typed when they are given its schema.
    """
    click.echo(schema.text(name), nl=False)
