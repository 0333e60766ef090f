"""`ci-gen explain`."""

import re
import textwrap

import click

from ci_gen import rules, target_text, targets
from ci_gen.codes import CODES
from ci_gen.errors import CiGenError


@click.command("explain")
@click.argument("topic", nargs=-1, required=True)
def command(topic: tuple[str, ...]) -> None:
    """Explain a board, a platform or the code of a finding.

    TOPIC is a code such as CG305, a board such as raspberry-pi-3b, or a platform such as
    linux/arm/v7.
    """
    text = " ".join(topic)
    if re.fullmatch(r"CG\d+", text, re.IGNORECASE) and _code(text.upper()) is None:
        raise CiGenError(f"no finding has the code {text}", "the README lists all codes")
    click.echo(_code(text.upper()) or _target(text))


def _code(text: str) -> str | None:
    for rule in rules.all_rules():
        if text in {rule.code, rule.slug.upper()}:
            return f"{rule.code} {rule.slug} ({rule.severity.word})\n\n{rule.text}"
    for code, row in CODES.items():
        if text in {code, row.slug.upper()}:
            head, _, why = row.text.partition("\n\n")
            return f"{code} {row.slug}\n\n{head}\n\nWhy\n\n{textwrap.fill(why, 98)}"
    return None


def _target(text: str) -> str:
    found = targets.lookup(text)
    if isinstance(found, targets.Miss):
        raise CiGenError(found.message, found.remedy)
    return target_text.describe(found)
