"""Newer releases of the actions that a workflow uses, as its Git server has them."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from ci_gen.catalog import actions, hazards
from ci_gen.diagnostics import Diagnostic, Severity
from ci_gen.pins.inventory import UsedAction
from ci_gen.record import Record


class Source(Record):
    """Whom to ask: the tags of a repository, and when a tag with its commit was made."""

    tags: Callable[[str], Mapping[str, str]]
    released: Callable[[str, str, str], int]


class UpdateTerms(Record):
    """What may be taken: releases made up to the moment *until*; of another major version or not.

    *until* is in seconds since 1970.
    """

    until: float
    is_major: bool


class Update(Record):
    """A release that takes the place of *old*. *released* is None for the catalogue's own."""

    action: str
    old: str
    version: str
    commit: str
    released: int | None


class Young(Record):
    """A newer release that is not old enough."""

    action: str
    version: str
    released: int


class ServerReleases(Record):
    """What a server has: moved tags, updates, and releases to wait for."""

    moved: tuple[Diagnostic, ...]
    updates: tuple[Update, ...]
    young: tuple[Young, ...]


def look(rows: Iterable[UsedAction], source: Source, terms: UpdateTerms) -> ServerReleases:
    """Return what *source* has for the actions in *rows*. With a moved tag there is no update."""
    groups: dict[str, list[UsedAction]] = {}
    for row in rows:
        groups.setdefault(row.action, []).append(row)
    repositories = dict.fromkeys(group[0].repository for group in groups.values())
    tags = {name: source.tags(name) for name in repositories}
    moved = (d for group in groups.values() for row in group for d in _moved(row, tags))
    if found := tuple(dict.fromkeys(moved)):
        return ServerReleases(moved=found, updates=(), young=())
    made = [
        item
        for group in groups.values()
        for item in _newest(group, tags[group[0].repository], source, terms)
    ]
    return ServerReleases(
        moved=(),
        updates=tuple(item for item in made if isinstance(item, Update)),
        young=tuple(item for item in made if isinstance(item, Young)),
    )


def _moved(row: UsedAction, tags: Mapping[str, Mapping[str, str]]) -> Iterator[Diagnostic]:
    """Yield each version of which the tag stands for another commit than the one noted."""
    noted = {(row.version, row.commit)}
    if row.ours:
        noted.add((row.ours.version, row.ours.sha))
    if row.action in actions.names():
        own = actions.action(row.action)
        noted.add((own.version, own.sha))
    for version, commit in sorted((v, c) for v, c in noted if v and c):
        there = tags[row.repository].get(version, commit)
        if there != commit:
            message = f"tag {version} of {row.action} stands for {there}, not for {commit}"
            remedy = "find out which of the two is right; nothing was written"
            yield Diagnostic(
                code="CG509",
                severity=Severity.ERROR,
                message=message,
                location=row.place,
                remedy=remedy,
            )


def _newest(
    group: list[UsedAction], tags: Mapping[str, str], source: Source, terms: UpdateTerms
) -> Iterator[Update | Young]:
    """Yield the newest release that may be taken, after those that are not old enough."""
    now = max(group, key=_number)
    old = now.version or f"@{now.ref}"
    for tag in _newer(now, tags, is_major=terms.is_major):
        when = source.released(now.repository, tag, tags[tag])
        if when <= terms.until:
            yield Update(action=now.action, old=old, version=tag, commit=tags[tag], released=when)
            return
        yield Young(action=now.action, version=tag, released=when)
    unclear = next((row for row in group if _is_unclear(row)), None)
    if unclear and (known := _known(now, tags)):
        version, commit = known
        old = unclear.version or f"@{unclear.ref}"
        yield Update(action=now.action, old=old, version=version, commit=commit, released=None)


def _newer(now: UsedAction, tags: Mapping[str, str], *, is_major: bool) -> list[str]:
    """Return the tags of newer stable releases, the newest first."""
    here = _number(now)
    found: dict[tuple[int, ...], str] = {}
    for tag in sorted(tags):  # v1.2.3 after 1.2.3: where both exist, it is the usual one
        number = actions.number(tag)
        if not here or number is None or number <= here:
            continue
        hazard = hazards.of(now.action, number)
        if (is_major or number[0] == here[0]) and not (hazard and hazard.is_compromised):
            found[number] = tag
    return [found[number] for number in sorted(found, reverse=True)]


def _number(row: UsedAction) -> tuple[int, ...]:
    """Return the version to compare with: what cannot be compared is taken for ours."""
    version = row.version or (row.ours.version if row.ours else "")
    return actions.number(version) or ()


def _is_unclear(row: UsedAction) -> bool:
    """Return whether the workflow says less of a release than ci-gen would write."""
    return row.version is None or (row.ref == row.version and not (row.ours and row.ours.is_tag))


def _known(now: UsedAction, tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the version that *now* is for, or is taken for, and its commit."""
    if now.version and now.version in tags:
        return now.version, tags[now.version]
    return (now.ours.version, now.ours.sha) if now.ours else None
