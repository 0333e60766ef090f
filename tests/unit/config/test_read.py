"""From the data of a spec to what it says: long forms, inheritance, and a route for each value."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ci_gen.config import read
from ci_gen.config import sections as s
from ci_gen.config.given import (
    GivenImage,
    GivenName,
    GivenRegistry,
    GivenSpec,
    GivenTarget,
    GivenTrigger,
)
from ci_gen.config.values import Value
from ci_gen.diagnostics import Route
from ci_gen.record import Record
from ci_gen.spec import schema
from ci_gen.yaml import document
from ci_gen.yaml.document import Spec
from conftest import TESTS


def _read(**keys: Any) -> GivenSpec:
    return read.read({"version": 1, "image": "ghcr.io/acme/sensor", "targets": ["amd64"], **keys})


def _image(**keys: Any) -> GivenImage:
    return _read(**keys).images[0]


@pytest.mark.parametrize(
    ("key", "short", "long"),
    [
        ("build", "app", {"context": "app"}),
        ("builder", "docker", {"driver": "docker"}),
        ("cache", "inline", {"type": "inline"}),
        ("environment", "production", {"name": "production"}),
        ("strategy", "split", {"type": "split"}),
        ("tags", ["latest", 1], {"rules": ["latest", "1"]}),
        ("tags", "latest", {"rules": ["latest"]}),
        ("test", ["--version"], {"command": ["--version"]}),
    ],
)
def test_short_form_says_the_same_as_the_long_one(key: str, short: Any, long: Any) -> None:
    assert _image(**{key: short}) == _image(**{key: long})


def test_emulation_that_is_set_up_in_detail_is_set_up() -> None:
    assert _image(emulation={"cache-image": True}).emulation.setup.value == "qemu"
    assert _image(emulation="none").emulation.setup.value == "none"
    assert _image().emulation.setup.value is None


@pytest.mark.parametrize("names", ["acme/a", ["acme/a"]])
def test_name_has_its_route_whether_it_stands_alone_or_in_a_list(names: Any) -> None:
    (name,) = _image(image=names).names.value

    assert (name.text, name.host, name.route) == ("acme/a", "docker.io", ("image", 0))


def test_value_of_an_image_comes_before_that_of_the_top_level_key_by_key() -> None:
    given = read.read(
        {
            "version": 1,
            "targets": ["amd64"],
            "cache": {"type": "registry", "mode": "min"},
            "images": [{"image": "acme/a", "cache": {"type": "gha"}}, {"image": "acme/b"}],
        }
    )
    first, second = (image.cache for image in given.images)

    assert (first.type.value, first.type.route) == ("gha", ("images", 0, "cache", "type"))
    assert (first.mode.value, first.mode.route) == ("min", ("cache", "mode"))
    assert (second.type.value, second.type.route) == ("registry", ("cache", "type"))


@pytest.mark.parametrize("value", [False, 0])
def test_value_that_is_given_as_nothing_hides_that_of_the_top_level(value: Any) -> None:
    given = read.read(
        {
            "version": 1,
            "targets": ["amd64"],
            "test": {"exit-code": 3, "healthcheck": True},
            "images": [{"image": "acme/a", "test": {"exit-code": 0, "healthcheck": False}}],
        }
    )

    assert given.images[0].test.exit_code.value == 0
    assert given.images[0].test.healthcheck.value is False


def test_value_that_is_not_given_knows_where_it_would_stand() -> None:
    image = _image()

    assert (image.cache.is_given, image.cache.route) == (False, ("cache",))
    assert (image.cache.ref.value, image.cache.ref.route) == (None, ("cache", "ref"))
    assert (image.build.args.value, image.build.outputs.value) == ({}, ())


def test_variant_adds_named_texts_to_its_image_and_replaces_the_rest() -> None:
    image = _image(
        build={"context": "app", "args": {"A": 1.5, "B": True}},
        variants={"slim": {"build": {"context": "slim", "args": {"B": "no"}}}},
    )

    assert (image.variant, image.route, image.home) == ("slim", ("variants", "slim"), ())
    assert image.build.context.value == "slim"
    assert [(n, t.value, t.route) for n, t in image.build.args.value.items()] == [
        ("A", "1.5", ("build", "args", "A")),
        ("B", "no", ("variants", "slim", "build", "args", "B")),
    ]
    assert image.image_build.context.value == "app"


def test_variant_without_anything_of_its_own_is_its_image() -> None:
    image = _image(variants={"plain": None})

    assert (image.variant, image.suffix.value) == ("plain", None)
    assert image.suffix.route == ("variants", "plain", "suffix")


def test_target_that_nobody_knows_is_kept_with_its_route() -> None:
    (target,) = _image(targets=[{"board": "rasberry-pi", "build": {"target": "x"}}]).targets.value

    assert (target.text, target.route) == ("rasberry-pi", ("targets", 0, "board"))
    assert target.build is not None
    assert target.build.target.route == ("targets", 0, "build", "target")
    assert _image(targets=["nothing"]).platforms == ()


@pytest.mark.parametrize(
    ("on", "routes"),
    [
        ("push", {"push": ("on",)}),
        (["push", "release"], {"push": ("on", 0), "release": ("on", 1)}),
        ({"push": {"tags": ["v*"]}}, {"push": ("on", "push")}),
        (None, {e: ("on", e) for e in ("push", "pull_request", "workflow_dispatch")}),
    ],
)
def test_trigger_has_its_route_in_each_of_the_three_ways(on: Any, routes: dict[str, Route]) -> None:
    given = _read(on=on) if on else _read()

    assert {trigger.event: trigger.route for trigger in given.triggers.value} == routes
    assert given.triggers.route == ("on",)


def test_filter_says_what_starts_a_run_and_what_does_not() -> None:
    (push,) = read.triggers({"push": {"branches": "main", "paths-ignore": ["docs/**", 2.5]}})

    assert push.branches.patterns.value == ("main",)
    assert push.paths.ignored.value == ("docs/**", "2.5")
    assert not push.tags.is_given


def test_registry_keeps_its_host_as_written_and_as_known() -> None:
    (hub,) = _read(registries={"index.docker.io": {"username": "me"}}).registries

    assert (hub.text, hub.host) == ("index.docker.io", "docker.io")
    assert hub.username.route == ("registries", "index.docker.io", "username")
    assert hub.login.value is None


_SECTIONS = [
    ("build", s.GivenBuild),
    ("own-build", s.OwnBuild),
    ("tags", s.GivenTags),
    ("strategy", s.GivenStrategy),
    ("test", s.GivenTest),
    ("pull-request", s.GivenPullRequest),
    ("attest", s.GivenAttest),
    ("builder", s.GivenBuilder),
    ("emulation", s.GivenEmulation),
    ("cache", s.GivenCache),
    ("environment", s.GivenEnvironment),
]
_OTHERWISE = {
    "from": "imports",
    "to": "exports",
    "cancel-in-progress": "cancel",
    "on": "triggers",
}


def _fields(shape: dict[str, Any]) -> set[str]:
    forms = [shape, *shape.get("anyOf", ())]
    keys = {key for form in forms for key in form.get("properties", ())}
    return {_OTHERWISE.get(key, key.replace("-", "_")) for key in keys}


@pytest.mark.parametrize(("name", "record"), _SECTIONS, ids=[name for name, _ in _SECTIONS])
def test_each_key_of_the_schema_is_read_into_a_field(name: str, record: type[Record]) -> None:
    shape = schema.load()["$defs"][name]
    # The short form of `emulation` has no key of its own.
    own = set(record.fields) - {"route", "is_given", "setup"}

    assert own == _fields(shape)


def test_each_key_of_the_top_level_and_of_an_image_is_read_into_a_field() -> None:
    top = schema.load()["properties"]
    image = _fields(top["images"]["items"])

    assert image - {"image", "variants"} <= set(GivenImage.fields)
    assert _fields({"properties": top}) - image - {"version"} <= set(GivenSpec.fields)
    assert _fields(top["pins"]) <= set(s.GivenPins.fields)
    assert _fields(top["concurrency"]) <= set(s.GivenConcurrency.fields)
    credentials = top["registries"]["additionalProperties"]
    assert _fields(credentials) <= set(GivenRegistry.fields)


_SPECS = sorted((TESTS / "cases" / "golden").glob("*/ci-gen.yml"))


def _values(found: object) -> Iterator[Route]:
    """Yield the route of each value in *found* that the spec gives."""
    if isinstance(found, Value | GivenName | GivenTarget | s.GivenSecret | s.GivenRelease):
        if getattr(found, "value", True) is not None:
            yield found.route
    elif isinstance(found, GivenTrigger):
        yield found.route
    for part in _parts(found):
        yield from _values(part)


def _parts(found: object) -> Iterable[object]:
    match found:
        case Record():
            return [getattr(found, name) for name in found.fields if name != "texts"]
        case Mapping():
            return found.values()
        case tuple():
            return found
        case _:
            return ()


def _leaves(data: object, route: Route = ()) -> Iterator[Route]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _leaves(value, (*route, key))
    elif isinstance(data, list) and any(isinstance(value, dict) for value in data):
        for i, value in enumerate(data):
            yield from _leaves(value, (*route, i))
    else:
        yield route


@pytest.mark.parametrize("path", _SPECS, ids=[path.parent.name for path in _SPECS])
def test_each_value_of_a_spec_is_read_with_the_route_to_it(path: Path) -> None:
    spec = document.parse(path.read_text(), "ci-gen.yml")
    assert isinstance(spec, Spec)

    routes = set(_values(read.read(spec.data)))
    missed = [leaf for leaf in _leaves(spec.data) if not _is_known(leaf, routes)]
    assert missed == [("version",)]


def _is_known(leaf: Route, routes: set[Route]) -> bool:
    """Return whether the leaf was read, or a value that it is part of or a short form for."""
    beginnings = {leaf[:n] for n in range(1, len(leaf) + 1)}
    return not beginnings.isdisjoint(routes) or leaf in {route[:-1] for route in routes}
