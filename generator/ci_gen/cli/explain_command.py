"""`ci-gen explain`."""

import re
import textwrap
from collections.abc import Iterator

import click

from ci_gen import rules, targets
from ci_gen.catalog import boards, platforms, runners
from ci_gen.catalog.boards import Board
from ci_gen.codes import CODES
from ci_gen.errors import CiGenError
from ci_gen.targets import Hit


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
    return "\n".join(line for hit in found for line in _hit(hit))


def _hit(hit: Hit) -> Iterator[str]:
    if hit.board:
        yield from _board(hit.board)
    else:
        yield from _platform(hit.platform)


def _board(board: Board) -> Iterator[str]:
    yield f"{board.name} ({board.id})"
    yield ""
    yield f"  processor      {board.soc}, {board.core}, {board.isa}"
    yield f"  64-bit OS      {board.platform_64 or 'none'}"
    yield f"  32-bit OS      {board.platform_32}"
    yield f"  released       {board.released or 'unknown'}{_until(board)}"
    yield f"  also known as  {', '.join(board.aliases)}"
    yield ""
    yield textwrap.fill(board.notes, 98)
    yield ""
    yield f"Source: {board.source} (read {boards.catalogue().read})"


def _until(board: Board) -> str:
    return f", end of life {board.eol}" if board.eol else ""


def _platform(platform: str) -> Iterator[str]:
    facts = platforms.catalogue()
    family = platforms.family(platform)
    serves = [
        b.name for b in boards.catalogue().boards if platform in {b.platform_64, b.platform_32}
    ]
    aliases = [name for name in facts.arch_aliases if targets.normalise(name) == platform]
    mended = [name for name, meant in facts.misspelt.items() if meant == platform]
    yield platform
    yield ""
    yield f"  runs on        {_runner(family)}"
    yield f"  emulated by    {facts.emulators.get(family, 'nothing')}"
    yield f"  also known as  {', '.join(aliases) or '-'}"
    yield f"  mistaken for   {', '.join(mended) or '-'}"
    for tool, name in facts.toolchains.get(platform, {}).items():
        yield f"  {tool:<14} {name or '-'}"
    if serves:
        yield ""
        yield textwrap.fill(f"Boards: {', '.join(serves)}", 98)
    yield ""
    yield f"Source: {facts.source}"


def _runner(family: str) -> str:
    for runner in (runners.AMD64, runners.ARM64):
        if family in runner.native:
            return runner.label
        if family in runner.probable:
            return f"{runner.label}, natively as far as is known"
    return "no runner of GitHub's: it is emulated"
