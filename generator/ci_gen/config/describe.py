"""What there is to know of a board or a platform, as text for a terminal."""

import textwrap
from collections.abc import Iterator
from typing import Final

from ci_gen.catalog import boards, platforms, runners, timings, upstream
from ci_gen.catalog.boards import Board
from ci_gen.catalog.upstream import Gap
from ci_gen.config import targets
from ci_gen.config.targets import Hit

_WIDTH: Final = 98
_KEY: Final = 14
_HANGING: Final = " " * (_KEY + 3)


def describe(found: tuple[Hit, ...]) -> str:
    """Return what is known of the boards and platforms in *found*, a board with its platforms."""
    return "\n\n".join("\n".join(lines) for lines in _parts(found))


def _parts(found: tuple[Hit, ...]) -> Iterator[Iterator[str]]:
    for hit in found:
        if hit.board:
            yield _board(hit.board)
            for platform in filter(None, (hit.board.platform_64, hit.board.platform_32)):
                yield _platform(platform)
        else:
            yield _platform(hit.platform, _serves(hit.platform))


def _board(board: Board) -> Iterator[str]:
    yield f"{board.name} ({board.id})"
    yield ""
    yield _row("processor", f"{board.soc}, {board.core}, {board.isa}")
    yield _row("64-bit OS", board.platform_64 or "none")
    yield _row("32-bit OS", board.platform_32)
    yield _row("released", f"{board.released or 'unknown'}{_until(board)}")
    yield _row("also known as", ", ".join(board.aliases))
    yield ""
    yield _wrap(board.notes)
    yield ""
    yield _wrap(f"Source: {board.source} (read {boards.catalogue().read})")


def _until(board: Board) -> str:
    return f", end of life {board.eol}" if board.eol else ""


def _serves(platform: str) -> tuple[str, ...]:
    rows = boards.catalogue().boards
    return tuple(row.name for row in rows if platform in {row.platform_64, row.platform_32})


def _platform(platform: str, serves: tuple[str, ...] = ()) -> Iterator[str]:
    yield platform
    yield ""
    yield from _names(platform)
    if serves:
        yield ""
        yield _wrap(f"Boards: {', '.join(serves)}")
    yield ""
    yield _wrap(f"Source: {platforms.catalogue().source}")
    yield from _section("What a build costs", _cost(platform))
    yield from _section("What upstream has for it", _coverage(platform))
    yield from _section("What upstream dropped and since when, or never had", _gaps(platform))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    if body := tuple(lines):
        yield from ("", title, "", *body)


def _names(platform: str) -> Iterator[str]:
    facts = platforms.catalogue()
    aliases = (name for name in facts.arch_aliases if targets.normalise(name) == platform)
    misspellings = (name for name, meant in facts.misspelt.items() if meant == platform)
    yield _row("runs on", _runner(platform))
    yield _row("emulated by", _emulator(platform))
    yield _row("also known as", ", ".join(aliases) or "-")
    yield _row("mistaken for", ", ".join(misspellings) or "-")
    for tool, name in facts.toolchains.get(platform, {}).items():
        yield _row(tool, name or "-")


def _runner(platform: str) -> str:
    family = platforms.family(platform)
    for runner in (runners.AMD64, runners.ARM64):
        if family in runner.native:
            return f"{runner.label}, natively"
        if family in runner.probable:
            known = "natively as far as is known"
            return f"{runner.label}, {known} (the workflow asks the builder at run time)"
    return f"no runner of GitHub's natively: it is emulated on {runners.AMD64.label}"


def _emulator(platform: str) -> str:
    family = platforms.family(platform)
    emulator = platforms.catalogue().emulators.get(family, "nothing")
    if not _is_arm(family):
        return emulator
    without = "strategy: {type: split, fallback: qemu}, for plans without ARM runners"
    return f"{emulator} on {runners.AMD64.label}, by strategy: single and by {without}"


def _is_arm(family: str) -> bool:
    return family in runners.ARM64.native | runners.ARM64.probable


def _cost(platform: str) -> Iterator[str]:
    family = platforms.family(platform)
    if family in runners.AMD64.native:
        return
    if _is_arm(family):
        yield from _native_cost(platform)
    yield from _emulated_cost(platform)


def _native_cost(platform: str) -> Iterator[str]:
    size = timings.MACHINE
    public, private = (
        f"{cores} processors and {memory} GB" for cores, memory in (size.public, size.private)
    )
    yield _row(
        "native",
        f"like linux/amd64: both runners have {public}, in private repositories {private}",
    )
    yield _source(size.source, size.as_of)
    for gain in timings.GAINS:
        if platform in gain.platforms:
            yield _more(
                f"{gain.project} went from {gain.before:g} minutes emulated to {gain.after:g}"
                f" on ARM runners ({gain.source}, {gain.as_of})"
            )


def _emulated_cost(platform: str) -> Iterator[str]:
    row = next((row for row in timings.SLOWDOWNS if row.platform == platform), None)
    if row is None:
        yield _row("emulated", f"slower; nobody has measured {platform} for this catalogue")
        return
    times = ", ".join(f"{what} {factor} times" for what, factor in row.kinds.items())
    yield _row("emulated", f"slower than linux/amd64: {times}")
    yield _more(
        "So configure scripts and package managers, which start many processes, suffer most."
    )
    yield _source(row.source, row.as_of)


def _coverage(platform: str) -> Iterator[str]:
    census = upstream.CENSUS
    if (count := census.coverage.get(platform)) is None:
        return
    total = count.itself + count.fallback
    older = f", {count.fallback} of them only by way of an older ARM" if count.fallback else ""
    yield _row(
        "base images",
        f"{total} of the {census.images} official images that have a tag latest{older}",
    )
    yield _source(census.source, census.as_of)


def _gaps(platform: str) -> Iterator[str]:
    for gap in upstream.GAPS:
        if platform in gap.platforms:
            yield from _gap(gap)


def _gap(gap: Gap) -> Iterator[str]:
    yield _row(gap.since or "-", gap.what)
    yield _more(f"Instead: {gap.instead}")
    yield _source(gap.source, gap.as_of)


def _source(source: str, as_of: str) -> str:
    return _more(f"Source: {source} ({as_of})")


def _row(key: str, value: str) -> str:
    return _wrap(value, f"  {key:<{_KEY}} ", _HANGING)


def _more(text: str) -> str:
    return _wrap(text, _HANGING, _HANGING)


def _wrap(text: str, first: str = "", rest: str = "") -> str:
    # Names such as raspberry-pi-5 and $BUILDPLATFORM stay whole.
    return textwrap.fill(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
