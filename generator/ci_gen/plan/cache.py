"""Where layers come from and go to, in BuildKit's words, and the steps that keep a local cache."""

from collections.abc import Iterator

from ci_gen import expression_text
from ci_gen.config.model import Cache
from ci_gen.expressions import Condition, Context, Value, all_of, concat, parse, when
from ci_gen.plan import conditions, lists
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group, formula, who
from ci_gen.plan.layers import FOLDER, Layers, layers
from ci_gen.plan.parts import Input
from ci_gen.plan.steps import ReplaceCache, RestoreCache, SaveCache

_KEEP_ON = ",ignore-error=true"


def imports(group: Group) -> tuple[Value, ...]:
    """Return where layers come from, in runs that may read a cache."""
    events, cache = group.events, group.image.cache
    # Releases read no cache, so nothing would ever read this one.
    if not events.branches and not events.unmerged and not cache.is_for_releases:
        return ()
    reading = _reading(group)
    both = all_of(conditions.publishes(events), reading)
    return tuple(
        # Pull requests get no secrets, not even those of a cache.
        lists.record(when(both if expression_text.leaks(str(line)) else reading, line))
        for line in _imports(group)
    )


def exports(group: Group) -> tuple[Value, ...]:
    """Return where layers go to, in runs that may write a cache."""
    events, cache = group.events, group.image.cache
    if not events.publishes or not events.branches:
        return ()
    # An inline cache is part of the image, so it goes wherever the image goes.
    is_inline = cache.type == "inline" and not cache.exports
    writing = None if is_inline else conditions.writes_cache(events)
    return tuple(lists.record(when(writing, line)) for line in _exports(group))


def restore(group: Group) -> Iterator[RestoreCache]:
    """Yield the step that fetches a local cache, if there is one."""
    if is_folder(group.image.cache):
        scope = _scope(group)
        yield RestoreCache(
            title="Restore the layer cache",
            uses=pin("actions/cache/restore"),
            condition=_reading(group),
            inputs=(
                Input(name="path", value=FOLDER),
                Input(name="key", value=_key(scope)),
                Input(name="restore-keys", value=concat("buildx-", scope, "-")),
            ),
        )


def save(group: Group) -> Iterator[ReplaceCache | SaveCache]:
    """Yield the steps that keep a local cache, if there is one and a run may write it."""
    if not is_folder(group.image.cache) or not group.events.publishes:
        return
    writing: Condition | None = conditions.writes_cache(group.events)
    yield ReplaceCache(title="Replace the layer cache", condition=writing)
    yield SaveCache(
        title="Save the layer cache",
        uses=pin("actions/cache/save"),
        condition=writing,
        inputs=(
            Input(name="path", value=FOLDER),
            Input(name="key", value=_key(_scope(group))),
        ),
    )


def is_folder(cache: Cache) -> bool:
    """Return whether a step keeps the folder of *cache*: one that nothing else is written to."""
    return cache.type == "local" and not cache.exports and not cache.imports


def _key(scope: Value) -> Value:
    return concat("buildx-", scope, "-", Context(path="github.sha"))


def _reading(group: Group) -> Condition | None:
    is_for_releases = group.image.cache.is_for_releases
    return conditions.reads_cache(group.events, is_for_releases=is_for_releases)


def _scope(group: Group) -> Value:
    """Return the scope of a row: the image's, with its variant and its platforms where split."""
    table = group.built
    base = group.image.cache.scope
    own = who(table) if base is None else concat(base, *_variant(group))
    is_split = group.image.strategy.type == "split"
    return formula(table, "scope", concat(own, "-", table.value("slug")) if is_split else own)


def _variant(group: Group) -> tuple[Value, ...]:
    return ("-", group.built.value("variant")) if group.has_variants else ()


def _imports(group: Group) -> tuple[Value, ...]:
    if group.image.cache.imports:
        return tuple(map(parse, group.image.cache.imports))
    line = formula(group.built, "cache-from", _layers(group).source)
    return () if line == "" else (line,)


def _exports(group: Group) -> tuple[Value, ...]:
    if group.image.cache.exports:
        return tuple(map(parse, group.image.cache.exports))
    found = _layers(group)
    if group.built.has("cache-from", found.source):
        line = formula(group.built, "cache-to", found.target)
    else:
        # The matrix says where the layers are, and here is only how.
        how = concat(group.built.value("cache-from"), f",mode={group.image.cache.mode}", _KEEP_ON)
        line = formula(group.built, "cache-to", how)
    return () if line == "" else (line,)


def _layers(group: Group) -> Layers:
    return layers(group.image.cache, _scope(group), _ref(group))


def _ref(group: Group) -> Value:
    """Return the reference of a cache in a registry, which each row has to itself."""
    table, base = group.built, parse(group.image.cache.ref or "")
    if group.image.cache.type == "inline":
        # An image that holds its cache is one for all platforms.
        suffix = formula(table, "suffix", concat("-", table.value("variant")))
        return formula(table, "ref", concat(base, suffix))
    slug = ("-", table.value("slug")) if group.image.strategy.type == "split" else ()
    return formula(table, "ref", concat(base, *_variant(group), *slug))
