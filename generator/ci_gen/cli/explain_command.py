"""`ci-gen explain`."""

import re

import click

from ci_gen.catalog import codes
from ci_gen.config import describe as target_text
from ci_gen.config import targets
from ci_gen.errors import CiGenError
from ci_gen.report.explanations import Explanation, explanation


@click.command("explain")
@click.argument("topic", nargs=-1, required=True)
def command(topic: tuple[str, ...]) -> None:
    """Explain a board, a platform or the code of a finding.

    TOPIC is a code such as CG305 or zizmor/artipacked, a board such as raspberry-pi-3b, or a
    platform such as linux/arm/v7.
    """
    text = " ".join(topic)
    found = explanation(text)
    name = text.partition("/")[0]
    if found is None and name in codes.LINTERS:
        raise CiGenError(f"{text} is no finding", f"write {name}/ and the name of its rule")
    if found is None and re.fullmatch(r"CG\d+", text, re.IGNORECASE):
        raise CiGenError(f"no finding has the code {text}", "the README lists all codes")
    click.echo(_target(text) if found is None else _shown(found))


def _shown(found: Explanation) -> str:
    if "/" in found.code:
        return f"{found.code}\n\n{found.text}\n\nRead on: {found.page}"
    severity = f" ({found.severity.word})" if found.severity is not None else ""
    return f"{found.code} {found.name}{severity}\n\n{found.text}"


def _target(text: str) -> str:
    found = targets.lookup(text)
    if isinstance(found, targets.Miss):
        raise CiGenError(found.message, found.remedy)
    return target_text.describe(found)
