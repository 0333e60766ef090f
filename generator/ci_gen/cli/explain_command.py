"""`ci-gen explain`."""

import re
import textwrap

import click

from ci_gen import rules
from ci_gen.catalog import codes
from ci_gen.config import describe as target_text
from ci_gen.config import targets
from ci_gen.errors import CiGenError


@click.command("explain")
@click.argument("topic", nargs=-1, required=True)
def command(topic: tuple[str, ...]) -> None:
    """Explain a board, a platform or the code of a finding.

    TOPIC is a code such as CG305 or zizmor/artipacked, a board such as raspberry-pi-3b, or a
    platform such as linux/arm/v7.
    """
    text = " ".join(topic)
    if text.partition("/")[0] in codes.LINTERS:
        click.echo(_of_linter(text))
        return
    if re.fullmatch(r"CG\d+", text, re.IGNORECASE) and _code(text.upper()) is None:
        raise CiGenError(f"no finding has the code {text}", "the README lists all codes")
    click.echo(_code(text.upper()) or _target(text))


def _code(text: str) -> str | None:
    for rule in rules.all_rules():
        if text in {rule.code, rule.slug.upper()}:
            return f"{rule.code} {rule.slug} ({rule.severity.word})\n\n{rule.text}"
    for code, row in codes.CODES.items():
        if text in {code, row.slug.upper()}:
            head, _, why = row.text.partition("\n\n")
            return f"{code} {row.slug}\n\n{head}\n\nWhy\n\n{textwrap.fill(why, 98)}"
    return None


def _of_linter(code: str) -> str:
    name, _, rule = code.partition("/")
    if not re.fullmatch(r"[\w-]+", rule):
        raise CiGenError(f"{code} is no finding", f"write {name}/ and the name of its rule")
    why = textwrap.fill(
        f"{codes.LINTERS[name].text} `ci-gen lint` asks it about what would be rendered."
        " Its findings keep their names.",
        98,
    )
    return f"{code}\n\n{why}\n\nRead on: {codes.page(code)}"


def _target(text: str) -> str:
    found = targets.lookup(text)
    if isinstance(found, targets.Miss):
        raise CiGenError(found.message, found.remedy)
    return target_text.describe(found)
