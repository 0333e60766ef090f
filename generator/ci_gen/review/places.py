"""What changes about how the platforms of an image are built: where, how long, from what."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from ci_gen.record import Record
from ci_gen.review.changes import Change, Kind, count, listed
from ci_gen.review.facts import CALLED, BuildPlace, ImageFacts

_T = TypeVar("_T")


class Pair(Record):
    """An image before and after. *of* names it in a sentence, where there are several."""

    id: str
    old: ImageFacts
    new: ImageFacts
    of: str


def changes(pair: Pair) -> Iterator[Change]:
    """Yield what differs in how the platforms are built that *pair* has before and after."""
    yield from _runners(pair)
    yield from _caches(pair)
    if (pair.old.strategy == CALLED) == (pair.new.strategy == CALLED):
        yield from _builds(pair)
    yield from _timeouts(pair)


def _differing(
    pair: Pair, read: Callable[[BuildPlace], _T]
) -> Iterator[tuple[_T, _T, tuple[str, ...]]]:
    """Yield what *read* says before and after, with the platforms it differs for in this way."""
    found: dict[str, tuple[_T, _T]] = {
        platform: (read(pair.old.platforms[platform]), read(place))
        for platform, place in pair.new.platforms.items()
        if platform in pair.old.platforms
    }
    ways = [way for i, way in enumerate(found.values()) if way not in [*found.values()][:i]]
    for old, new in ways:
        if old != new:
            yield old, new, tuple(name for name, way in found.items() if way == (old, new))


def _on(pair: Pair, platforms: tuple[str, ...]) -> str:
    is_all = set(platforms) == set(pair.new.platforms)
    return f"{'all platforms' if is_all else listed(platforms)}{pair.of}"


def _runners(pair: Pair) -> Iterator[Change]:
    for old, new, platforms in _differing(pair, lambda place: place.runner):
        words = f"runner for {_on(pair, platforms)} is {_runner(new)} instead of {_runner(old)}"
        yield Change(kind=Kind.RUNNER, subject=pair.id, words=words)


def _runner(labels: tuple[str, ...] | None) -> str:
    return "the called workflow's choice" if labels is None else listed(labels)


def _timeouts(pair: Pair) -> Iterator[Change]:
    for old, new, platforms in _differing(pair, lambda place: place.minutes):
        on = _on(pair, platforms)
        words = f"time limit for {on} is {_minutes(new)} instead of {_minutes(old)}"
        yield Change(kind=Kind.TIMEOUT, subject=pair.id, words=words)


def _minutes(number: int | None) -> str:
    return "the called workflow's" if number is None else count(number, "minute")


def _caches(pair: Pair) -> Iterator[Change]:
    found = [way for way in _differing(pair, lambda place: place.cache) if way[1]]
    if moved := [way for way in found if way[0]]:
        old, new, _ = moved[0]
        colds = "one cold build" if len(moved) == 1 else "one cold build each"
        places = f": {listed(new)} instead of {listed(old)}" if len(moved) == 1 else ""
        words = f"cache scope changed for {_all_of(pair, moved)}, {colds}{places}"
        yield Change(kind=Kind.CACHE, subject=pair.id, words=words)
    if gained := [way for way in found if not way[0]]:
        yield Change(
            kind=Kind.CACHE, subject=pair.id, words=f"cache added for {_all_of(pair, gained)}"
        )
    if lost := [way for way in _differing(pair, lambda place: place.cache) if not way[1]]:
        words = f"no cache any more for {_all_of(pair, lost)}: every build is cold"
        yield Change(kind=Kind.CACHE, subject=pair.id, words=words)


def _all_of(pair: Pair, ways: list[tuple[_T, _T, tuple[str, ...]]]) -> str:
    return _on(pair, tuple(platform for _, _, platforms in ways for platform in platforms))


def _builds(pair: Pair) -> Iterator[Change]:
    for old, new, platforms in _differing(pair, lambda place: place.inputs):
        # Values may be long, and nobody wants those of secrets here.
        names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
        words = f"build of {_on(pair, platforms)} differs in {listed(names)}"
        yield Change(kind=Kind.BUILD, subject=pair.id, words=words)
