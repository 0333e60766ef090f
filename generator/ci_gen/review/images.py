"""What changes about images: their names, platforms, tags and tests."""

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from ci_gen.review import places
from ci_gen.review.changes import Change, Kind, listed, quoted, without
from ci_gen.review.facts import BuildPlace, ImageFacts, Tested
from ci_gen.review.places import Pair

Images: TypeAlias = Mapping[str, ImageFacts]

# What comes of programs for another machine, by the level of the check.
_LEVELS: Final = {
    "error": "give an error",
    "warn": "give a warning",
    "off": "are no longer looked for",
}


def changes(old: Images, new: Images) -> Iterator[Change]:
    """Yield what differs between the images of two plans."""
    renamed = _renamed(old, new)
    for was, name in renamed.items():
        yield Change(
            kind=Kind.IMAGE, subject=name, words=f"image {quoted(was)} is called {quoted(name)}"
        )
    for name in without(old, [*new, *renamed]):
        successors = listed(_successors(old[name], {come: new[come] for come in without(new, old)}))
        fate = f"becomes {successors}" if successors else "removed: nothing updates its tags"
        yield Change(kind=Kind.IMAGE, subject=name, words=f"image {quoted(name)} {fate}")
    for name in without(new, [*old, *renamed.values()]):
        yield from _added(name, new[name])
    origins = {name: was for was, name in renamed.items()}
    for name in new:
        was = origins.get(name, name)
        if was in old:
            of = f" of {name}" if len(new) > 1 else ""
            yield from _of_pair(Pair(id=name, old=old[was], new=new[name], of=of))


def _renamed(old: Images, new: Images) -> dict[str, str]:
    """Return which images have another id in *new*: they share a name, or there is no other."""
    gone, come = without(old, new), without(new, old)
    if len(gone) == len(come) == 1:
        return {gone[0]: come[0]}
    successors = {was: _successors(old[was], {name: new[name] for name in come}) for was in gone}
    every = [name for names in successors.values() for name in names]
    return {
        was: names[0]
        for was, names in successors.items()
        if len(names) == 1 and every.count(names[0]) == 1
    }


def _successors(image: ImageFacts, others: Images) -> list[str]:
    """Return which of *others* share a name with *image*."""
    return [name for name, other in others.items() if set(other.names) & set(image.names)]


def _added(name: str, image: ImageFacts) -> Iterator[Change]:
    words = f"image {quoted(name)} added: {listed(image.names)} for {listed([*image.platforms])}"
    yield Change(kind=Kind.IMAGE, subject=name, words=words)


def _of_pair(pair: Pair) -> Iterator[Change]:
    for part in (_names, _platforms, _tags, _tests, _checks, _fewer, _strategy):
        yield from part(pair)
    yield from places.changes(pair)


def _names(pair: Pair) -> Iterator[Change]:
    for name in without(pair.old.names, pair.new.names):
        yield Change(
            kind=Kind.NAME,
            subject=name,
            words=f"name {quoted(name)} removed{pair.of}: its tags stay as is",
        )
    for name in without(pair.new.names, pair.old.names):
        yield Change(kind=Kind.NAME, subject=name, words=f"name {quoted(name)} added{pair.of}")


def _platforms(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.platforms, pair.new.platforms
    for platform in without(old, new):
        machines = _machines(old[platform])
        words = f"platform {quoted(platform)} removed{pair.of}{machines}"
        yield Change(kind=Kind.PLATFORM, subject=platform, words=words)
    for platform in without(new, old):
        machines = _machines(new[platform])
        yield Change(
            kind=Kind.PLATFORM,
            subject=platform,
            words=f"platform {quoted(platform)} added{pair.of}{machines}",
        )
    for platform in without(old, without(old, new)):
        yield from _served(pair, platform)


def _machines(place: BuildPlace) -> str:
    return f" ({', '.join(place.machines)})" if place.machines else ""


def _served(pair: Pair, platform: str) -> Iterator[Change]:
    old, new = pair.old.platforms[platform], pair.new.platforms[platform]
    label = f"platform {quoted(platform)}{pair.of}"
    if more := without(new.machines, old.machines):
        yield Change(
            kind=Kind.PLATFORM, subject=platform, words=f"{label} serves {', '.join(more)} too"
        )
    if less := without(old.machines, new.machines):
        words = f"{label} is not for {', '.join(less)} any more, but still built"
        yield Change(kind=Kind.PLATFORM, subject=platform, words=words)
    if old.is_optional != new.is_optional:
        words = "may fail without stopping the rest" if new.is_optional else "must not fail"
        yield Change(kind=Kind.PLATFORM, subject=platform, words=f"{label} {words}")


def _tags(pair: Pair) -> Iterator[Change]:
    for old, new, noun in (
        (pair.old.rules, pair.new.rules, "tag rule"),
        (pair.old.flavor, pair.new.flavor, "flavor of the tags"),
    ):
        for line in without(old, new):
            yield Change(
                kind=Kind.TAG, subject=pair.id, words=f"{noun} {quoted(line)} removed{pair.of}"
            )
        for line in without(new, old):
            yield Change(
                kind=Kind.TAG, subject=pair.id, words=f"{noun} {quoted(line)} added{pair.of}"
            )
        if old != new and set(old) == set(new):
            yield Change(
                kind=Kind.TAG, subject=pair.id, words=f"the {noun}s{pair.of} are in another order"
            )


def _tests(pair: Pair) -> Iterator[Change]:
    removed = without(pair.old.tests, pair.new.tests)
    added = without(pair.new.tests, pair.old.tests)
    if len(removed) == len(added) == 1:
        words = f"test{pair.of} changed: it {_test(added[0])}; before, it {_test(removed[0])}"
        yield Change(kind=Kind.TEST, subject=pair.id, words=words)
        return
    for test in removed:
        yield Change(
            kind=Kind.TEST, subject=pair.id, words=f"test{pair.of} removed: it {_test(test)}"
        )
    for test in added:
        yield Change(
            kind=Kind.TEST, subject=pair.id, words=f"test{pair.of} added: it {_test(test)}"
        )


def _test(test: Tested) -> str:
    return f"{test.words} on {listed(test.platforms, 'all platforms')}"


def _checks(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.check, pair.new.check
    if old.level != new.level:
        taken = _LEVELS[new.level]
        how = taken if "off" in {old.level, new.level} else f"{taken} instead of {_noun(old.level)}"
        words = f"programs for another machine{pair.of} {how}"
        yield Change(kind=Kind.TEST, subject=pair.id, words=words)
    if old.excepted != new.excepted:
        left = f"{listed(new.excepted, 'nothing')} instead of {listed(old.excepted, 'nothing')}"
        words = f"the check of programs{pair.of} leaves out {left}"
        yield Change(kind=Kind.TEST, subject=pair.id, words=words)


def _noun(level: str) -> str:
    return _LEVELS[level].removeprefix("give ")


def _fewer(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.fewer, pair.new.fewer
    if old != new:
        built = "all platforms" if new is None else f"only {listed(new)}"
        yield Change(
            kind=Kind.PULL_REQUEST, subject=pair.id, words=f"pull requests build {built}{pair.of}"
        )


def _strategy(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.strategy, pair.new.strategy
    if old != new:
        words = f"strategy{pair.of} is {quoted(new)} instead of {quoted(old)}"
        yield Change(kind=Kind.STRATEGY, subject=pair.id, words=words)
