"""From the data of a valid spec to what it says: with `read_sections` all that knows keys."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias, cast

from ci_gen.config import read_sections as sections
from ci_gen.config import references, targets
from ci_gen.config import texts as all_texts
from ci_gen.config.given import (
    GivenFilter,
    GivenImage,
    GivenName,
    GivenRegistry,
    GivenSpec,
    GivenTarget,
    GivenTrigger,
)
from ci_gen.config.layers import KeyLayers, as_list, texts
from ci_gen.config.sections import GivenConcurrency, GivenPins, GivenRelease
from ci_gen.config.values import Value
from ci_gen.diagnostics import Route
from ci_gen.yaml.values import Verbatim

_DEFAULT_ON: Final[Mapping[str, Any]] = {
    "push": {"branches": ["main"], "tags": ["v*.*.*"]},
    "pull_request": None,
    "workflow_dispatch": None,
}
# Targets by the route of their list: images and variants share those of a level further up.
_Known: TypeAlias = dict[Route, tuple[GivenTarget, ...]]


def read(data: Mapping[str, Any]) -> GivenSpec:
    """Return what the spec's *data* says."""
    top = KeyLayers(route=(), parts=(((), data),))
    return GivenSpec(
        name=top.get("name"),
        workflow=top.get("workflow"),
        required_check=top.get("required-check"),
        templates=top.get("templates"),
        triggers=Value(value=triggers(data.get("on", _DEFAULT_ON)), route=("on",)),
        registries=tuple(_registries(data.get("registries", {}))),
        concurrency=_concurrency(top.section("concurrency")),
        pins=_pins(top.section("pins")),
        runners=sections.runners(top),
        images=tuple(_images(top, data)),
        texts=tuple(all_texts.texts(data)),
    )


def triggers(on: Any) -> tuple[GivenTrigger, ...]:
    """Return the events that *on* names in one of GitHub's three ways."""
    if isinstance(on, Mapping):
        return tuple(_trigger(event, ("on", event), given) for event, given in on.items())
    if isinstance(on, list):
        return tuple(_trigger(event, ("on", i), None) for i, event in enumerate(on))
    return (_trigger(on, ("on",), None),)


def _trigger(event: str, route: Route, given: Any) -> GivenTrigger:
    filters = KeyLayers(route=route, parts=((route, given),) if isinstance(given, dict) else ())
    return GivenTrigger(
        event=event,
        route=route,
        options=_frozen(given),
        branches=_filter(filters, "branches"),
        tags=_filter(filters, "tags"),
        paths=_filter(filters, "paths"),
    )


def _filter(filters: KeyLayers, kind: str) -> GivenFilter:
    return GivenFilter(
        kind=kind, patterns=filters.texts(kind), ignored=filters.texts(f"{kind}-ignore")
    )


def _frozen(value: Any) -> Verbatim:
    match value:
        case dict():
            return {key: _frozen(item) for key, item in value.items()}
        case list():
            return tuple(_frozen(item) for item in value)
        case _:
            return cast("Verbatim", value)


def _registries(given: Mapping[str, Any]) -> Iterator[GivenRegistry]:
    for text, credentials in given.items():
        route = ("registries", text)
        of = KeyLayers(route=route, parts=((route, credentials),))
        yield GivenRegistry(
            text=text,
            host=references.host_of(f"{text}/"),
            route=route,
            username=of.get("username"),
            password=of.get("password"),
            login=of.get("login"),
        )


def _concurrency(of: KeyLayers) -> GivenConcurrency:
    return GivenConcurrency(
        route=of.place,
        is_given=of.is_given,
        group=of.get("group"),
        cancel=of.get("cancel-in-progress"),
    )


def _pins(of: KeyLayers) -> GivenPins:
    found = of.get("overrides")
    overrides: Mapping[str, Any] = found.value or {}
    return GivenPins(
        route=of.place,
        is_given=of.is_given,
        mode=of.get("mode"),
        overrides={
            name: GivenRelease(
                route=found.at(name), version=release["version"], commit=release["commit"]
            )
            for name, release in overrides.items()
        },
    )


def _images(top: KeyLayers, data: Mapping[str, Any]) -> Iterator[GivenImage]:
    known: _Known = {}
    if "images" not in data:
        yield from _variants(top, known)
    for i, own in enumerate(data.get("images", ())):
        route = ("images", i)
        yield from _variants(KeyLayers(route=route, parts=((route, own), *top.parts)), known)


def _variants(layers: KeyLayers, known: _Known) -> Iterator[GivenImage]:
    """Yield the variants of the image in *layers*, or the image itself if it has none."""
    image = _image(layers, known)
    found = layers.get("variants")
    if not found.value:
        yield image
        return
    for name, given in found.value.items():
        own = KeyLayers(route=found.at(name), parts=((found.at(name), given or {}), *layers.parts))
        yield _image(own, known).replace(
            home=image.route,
            variant=name,
            build=sections.variant_build(own, image.build),
            own_build=sections.own_build((given or {}).get("build", {}), (*own.route, "build")),
            image_build=image.build,
        )


def _image(layers: KeyLayers, known: _Known) -> GivenImage:
    build = sections.build(layers)
    return GivenImage(
        route=layers.route,
        home=layers.route,
        variant=None,
        id=layers.get("id"),
        suffix=layers.get("suffix"),
        names=_names(layers.get("image")),
        targets=_targets(layers, known),
        build=build,
        own_build=None,
        image_build=build,
        attest=sections.attest(layers),
        tags=sections.tags(layers),
        strategy=sections.strategy(layers),
        check=sections.check(layers),
        test=sections.test(layers),
        pull_request=sections.pull_request(layers),
        sign=layers.get("sign"),
        runners=sections.runners(layers),
        builder=sections.builder(layers),
        emulation=sections.emulation(layers),
        cache=sections.cache(layers),
        permissions=_permissions(layers.get("permissions")),
        environment=sections.environment(layers),
        timeout_minutes=layers.get("timeout-minutes"),
    )


def _permissions(found: Value[Any]) -> Value[Mapping[str, str]]:
    return Value(value=found.value or {}, route=found.route)


def _names(found: Value[Any]) -> Value[tuple[GivenName, ...]]:
    written = texts(found)
    names = tuple(
        GivenName(text=name, route=written.at(i), found=references.read(name))
        for i, name in enumerate(written.value)
    )
    return Value(value=names, route=found.route)


def _targets(layers: KeyLayers, known: _Known) -> Value[tuple[GivenTarget, ...]]:
    found = layers.get("targets")
    if found.route not in known:
        known[found.route] = tuple(
            _target(item, found.at(i)) for i, item in enumerate(as_list(found.value))
        )
    return Value(value=known[found.route], route=found.route)


def _target(item: Any, route: Route) -> GivenTarget:
    if isinstance(item, str):
        absent: Value[str | None] = Value(value=None, route=route)
        return GivenTarget(
            text=item,
            route=route,
            found=targets.lookup(item),
            said_to_be=None,
            os=absent,
            build=None,
        )
    key = "board" if "board" in item else "platform"
    own = item.get("build")
    return GivenTarget(
        text=item[key],
        route=(*route, key),
        found=targets.lookup(item[key], item.get("os")),
        said_to_be=key,
        os=Value(value=item.get("os"), route=(*route, "os")),
        build=None if own is None else sections.own_build(own, (*route, "build")),
    )
