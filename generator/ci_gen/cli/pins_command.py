"""`ci-gen pins`."""

import json
import re
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click

from ci_gen import batch
from ci_gen.cli import options, output
from ci_gen.diagnostics import Diagnostic
from ci_gen.errors import ExitCode
from ci_gen.outcome import Compared
from ci_gen.pins import inventory as pin_list
from ci_gen.pins import remote as git_remote
from ci_gen.pins import report as pin_report
from ci_gen.pins import update as pin_update
from ci_gen.pins.inventory import ImageRow, UsedAction
from ci_gen.pins.update import ServerReleases, Source, Update, UpdateTerms
from ci_gen.spec import edit as spec_edit
from ci_gen.spec import project
from ci_gen.spec.project import Project
from ci_gen.workflow import uses as pins
from ci_gen.workflow import write
from ci_gen.workflow.drift import State

_HOURS: Final = {"h": 1, "d": 24, "w": 7 * 24}
_HOUR: Final = 3600
_DAY: Final = 24 * _HOUR
_COLUMNS: Final = (
    "ACTION", "VERSION", "COMMIT", "DATE", "AGE", "RUNTIME", "FROM", "KNOWN", "HOW",
)  # fmt: skip


@click.group("pins")
def command() -> None:
    """List the actions of the workflow, and update them.

    Each release comes from ci-gen's catalogue, from `pins` in the spec, or from the workflow, where
    bots update it.
    """


@command.command("list")
@options.spec_argument
@options.directory_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How the list is printed.",
)
def list_command(spec: str | None, directory: Path, form: str) -> int:
    """List the releases that `render` writes, and where each was said.

    Of the catalogue's own: the day up to which it is known, and how it was established.
    """
    outcome = batch.compare([project.find(directory, spec)], is_alone=True)[0].outcome
    output.show(output.findings(outcome), "text", err=True)
    if not isinstance(outcome, Compared):
        return ExitCode.FINDINGS
    rows, images = pin_list.rows(outcome), pin_list.images_of(outcome)
    if form == "json":
        found = {"pins": list(pin_list.data(rows)), "images": list(pin_list.image_data(images))}
        click.echo(json.dumps(found, indent=2))
    else:
        _print([_COLUMNS, *map(_cells, rows), *map(_image_cells, images)])
    if message := pin_list.outdated(_today()):
        click.echo(message, err=True)
    return ExitCode.OK


def now() -> float:
    """Return the time in seconds since 1970: the one clock that ci-gen looks at."""
    return time.time()


def _today() -> date:
    return datetime.fromtimestamp(now(), UTC).date()


def _print(table: list[tuple[str, ...]]) -> None:
    widths = [max(len(cells[i]) for cells in table) for i in range(len(_COLUMNS))]
    for cells in table:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        click.echo("  ".join(padded).rstrip())


def _cells(row: UsedAction) -> tuple[str, ...]:
    runs = f"{row.runs} (retired)" if row.is_retired else row.runs or "-"
    age = _days((_today() - date.fromisoformat(row.date)).days) if row.date else "-"
    commit = (row.commit or "-")[:12]
    version = row.version or (f"@{row.ref}" if row.commit is None else "-")
    return row.action, version, commit, row.date or "-", age, runs, *_evidence(row)


def _image_cells(row: ImageRow) -> tuple[str, ...]:
    digest = row.digest.removeprefix("sha256:")[:12]
    return row.name, row.tag, digest, "-", "-", "-", *_evidence(row)


def _evidence(row: UsedAction | ImageRow) -> tuple[str, str, str]:
    """Return who says the release of *row*, up to which day it is known, and how."""
    where = row.origin if row.origin == "catalogue" else f"{row.origin} {row.place}"
    return (where, row.known.as_of, row.known.source) if row.known else (where, "-", "-")


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _cooldown(_context: click.Context, _option: click.Parameter, text: str) -> int:
    """Return the hours that *text* such as 7d stands for."""
    found = re.fullmatch(r"(\d{1,5})([hdw])", text)
    if found is None:
        raise click.BadParameter(f'"{text}" is no time: write 7d, 36h or 2w')
    return int(found[1]) * _HOURS[found[2]]


def _server(_context: click.Context, _option: click.Parameter, url: str) -> str:
    if not re.fullmatch(r"(?:https?|git|ssh|file)://[^\s/-][^\s]*|file:///\S*", url):
        raise click.BadParameter(f'"{url}" is no address such as https://github.com')
    return url


@command.command("update")
@options.spec_argument
@options.directory_option
@click.option(
    "--server",
    envvar="GITHUB_SERVER_URL",
    default="https://github.com",
    show_default=True,
    metavar="URL",
    callback=_server,
    help="Where the repositories of the actions are.",
)
@click.option(
    "--cooldown",
    default="7d",
    show_default=True,
    metavar="TIME",
    callback=_cooldown,
    help="How old a release must be, such as 36h, 7d or 2w.",
)
@click.option("--major", is_flag=True, help="Take releases of a newer major version too.")
@click.option(
    "--to",
    type=click.Choice(["file", "spec"]),
    default="file",
    show_default=True,
    help="Write into the workflow, or into the spec. What the spec has stays in the spec.",
)
def update_command(
    spec: str | None, directory: Path, server: str, cooldown: int, major: bool, to: str
) -> int:
    """Ask the Git server for newer releases, and write them down.

    The only command that uses the network. Takes the newest stable release of the same major
    version that is old enough. A tag that stands for another commit than the one known for its
    version is reported, and then nothing is written. Needs Git.
    """
    where = project.find(directory, spec)
    outcome = batch.compare([where], is_alone=True)[0].outcome
    output.show(output.findings(outcome), "text", err=True)
    if not isinstance(outcome, Compared):
        return ExitCode.FINDINGS
    rows = pin_list.rows(outcome)
    terms = UpdateTerms(until=now() - cooldown * _HOUR, is_major=major)
    found = _ask(server, rows, terms)
    if found.moved:
        output.show(output.findings(outcome).replace(diagnostics=found.moved), "text")
        return ExitCode.FINDINGS
    output.show(output.findings(outcome).replace(diagnostics=_replaced(outcome)), "text", err=True)
    _tell(found)
    _write(where, outcome, found.updates, to)
    return ExitCode.OK


def _ask(url: str, rows: tuple[UsedAction, ...], terms: UpdateTerms) -> ServerReleases:
    with git_remote.connect(url) as server:
        source = Source(
            tags=lambda name: git_remote.tags(server, name),
            released=lambda *tag: git_remote.released(server, *tag),
        )
        return pin_update.look(rows, source, terms)


def _replaced(outcome: Compared) -> tuple[Diagnostic, ...]:
    """Return which pins in the workflow are replaced, as their commits are not to be trusted."""
    change = outcome.workflow
    return () if change.state is State.FOREIGN else tuple(pin_report.replaced(change))


def _tell(found: ServerReleases) -> None:
    for young in found.young:
        age = _days(int((now() - young.released) / _DAY))
        click.echo(f"{young.action} {young.version} is {age} old: it has to wait")
    for update in found.updates:
        made = datetime.fromtimestamp(update.released, UTC).date() if update.released else "known"
        click.echo(f"{update.action} {update.old} -> {update.version} ({made})")
    if not found.updates:
        click.echo("no action has a newer release to take")


def _write(where: Project, outcome: Compared, updates: tuple[Update, ...], to: str) -> None:
    """Write *updates* to the workflow where it has them, and the others to the spec."""
    change = outcome.workflow
    current = "" if change.state is State.FOREIGN else change.current or ""
    there = {line.action for line in pins.lines(current)} if to == "file" else set()
    rows = pin_list.rows(outcome)
    fixed = {row.action for row in rows if row.origin == "spec"}
    in_file = [u for u in updates if u.action in there - fixed]
    in_spec = [u for u in updates if u not in in_file]
    text = spec_edit.with_overrides(outcome.spec, _releases(in_spec)) if in_spec else None
    is_tag = any(row.ours is not None and row.ours.is_tag for row in rows)
    new = {u.action: (u.version, "") if is_tag else (u.commit, u.version) for u in in_file}
    updated = pins.replaced(pins.restored(current, change.wanted or "", change.verdicts), new)
    if updated != current:
        write.rewrite(where.root, change.path, updated)
        click.echo(f"wrote {change.path}", err=True)
        output.remind_of_lock(where)
    if text is not None:
        write.rewrite(where.root, where.spec, text)
        click.echo(f"wrote {where.spec}; next: ci-gen render", err=True)


def _releases(updates: list[Update]) -> Mapping[str, Mapping[str, str]]:
    return {u.action: {"version": u.version, "commit": u.commit} for u in updates}
