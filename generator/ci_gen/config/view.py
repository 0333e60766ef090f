"""A spec as rules and `resolve` look at it: short forms made long, defaults below each image."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ci_gen.config import references, targets
from ci_gen.config import runners as runner_choice
from ci_gen.config.triggers import Triggers, as_list
from ci_gen.diagnostics import Route
from ci_gen.record import Record

# The one obvious field that a short form gives.
_FIELDS: Final = {
    "build": "context",
    "builder": "driver",
    "cache": "type",
    "emulation": "setup",
    "environment": "name",
    "concurrency": "group",
    "strategy": "type",
    "test": "command",
}
_DEFAULT_ON: Final[Mapping[str, Any]] = {
    "push": {"branches": ["main"], "tags": ["v*.*.*"]},
    "pull_request": None,
    "workflow_dispatch": None,
}


def _long(key: str, value: Any) -> Any:
    if key == "tags" and not isinstance(value, dict):
        return {"rules": as_list(value)}
    if key == "image":
        return as_list(value)
    if key in _FIELDS and not isinstance(value, dict):
        return {_FIELDS[key]: value}
    # What is set up in detail is set up.
    return {"setup": "qemu", **value} if key == "emulation" else value


class Target(Record):
    """A target of an image: as it was written, where, and what it stands for."""

    text: str
    route: Route
    found: targets.Lookup


class Entry(Record):
    """One image of the spec, or a variant of one: its own keys, and the top level's below them.

    *route* leads to the entry. *layers* are the mappings to look keys up in, each with its route.
    """

    route: Route
    layers: tuple[tuple[Route, Mapping[str, Any]], ...]
    variant: str | None = None

    def get(self, key: str, *path: str) -> Any:
        """Return the value under *key* and *path* in its long form, None where there is none."""
        return next((value for _, value in self._find(key, path)), None)

    def at(self, key: str, *path: str) -> Route:
        """Return where the value under *key* and *path* stands, or would stand."""
        return next((route for route, _ in self._find(key, path)), (*self.route, key))

    def _find(self, key: str, path: tuple[str, ...]) -> Iterator[tuple[Route, Any]]:
        for route, layer in self.layers:
            value = _long(key, layer[key]) if key in layer else None
            for step in path:
                value = value.get(step) if isinstance(value, dict) else None
            if value is not None:
                yield (*route, key, *path), value

    @property
    def names(self) -> tuple[tuple[Route, str], ...]:
        """Return the image's names as written, with their routes."""
        route = self.at("image")
        return tuple(((*route, i), name) for i, name in enumerate(self.get("image")))

    @property
    def family(self) -> str:
        """Return what the image is called in jobs, all of its variants together."""
        given = self.get("id")
        return str(given or _slug(self.names[0][1].rsplit("/", 1)[-1]))

    @property
    def id(self) -> str:
        """Return what the image is called in caches and artifacts."""
        return f"{self.family}-{self.variant}" if self.variant else self.family

    @property
    def home(self) -> Route:
        """Return where the image stands that the entry is, or is a variant of."""
        return self.layers[1][0] if self.variant else self.route

    @property
    def suffix(self) -> str:
        """Return what the tags of a variant end in."""
        given = self.get("suffix")
        usual = f"-{self.variant}" if self.variant else ""
        return usual if given is None else str(given)

    @property
    def own_builds(self) -> Iterator[tuple[str, Route, Mapping[str, Any]]]:
        """Yield each platform that a target builds in its own way: where that stands, and how."""
        route = self.at("targets")
        for i, item in enumerate(self.get("targets") or ()):
            if isinstance(item, dict) and "build" in item:
                for hit in targets.hits(self.targets[i].found):
                    yield hit.platform, (*route, i, "build"), item["build"]

    @property
    def targets(self) -> tuple[Target, ...]:
        """Return the image's targets, each looked up in the catalogue."""
        route = self.at("targets")
        return tuple(_target(item, (*route, i)) for i, item in enumerate(self.get("targets") or ()))

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return the platforms of all targets that were understood, in their order, each once."""
        found = (targets.hits(target.found) for target in self.targets)
        return tuple(dict.fromkeys(hit.platform for hits in found for hit in hits))

    @property
    def runners(self) -> tuple[tuple[Route, str], ...]:
        """Return the labels of runners that stand alone, as GitHub's own do, with their routes."""
        given, route = self.get("runners"), self.at("runners")
        named = given if isinstance(given, dict) else {"": given}
        labels = ((key, as_list(value)) for key, value in named.items())
        return tuple(
            ((*route, key) if key else route, found[0]) for key, found in labels if len(found) == 1
        )

    def labels_for(self, platform: str) -> tuple[str, ...]:
        """Return the labels of the runner that builds *platform* in a job of its own."""
        has_arm = self.get("strategy", "fallback") != "qemu"
        return runner_choice.labels_for(platform, self.get("runners"), has_arm=has_arm)

    @property
    def service_runner(self) -> tuple[str, ...]:
        """Return the labels for jobs that build nothing: those of all builds, or GitHub's own."""
        return runner_choice.labels(self.get("runners")) or runner_choice.USUAL

    @property
    def strategy(self) -> str:
        """Return the strategy by which the image is built: `single`, `split` or `github-builder`.

        What is left to ci-gen is split as soon as two platforms want different runners or builds,
        or as the spec says how to split, unless it asks for something that only one job can do.
        """
        given = str(self.get("strategy", "type") or "auto")
        if given != "auto":
            return given
        if self.get("builder", "driver") == "docker" or self.get("build", "load"):
            return "single"
        is_asked = any(self.get("strategy", key) for key in ("allow-failure", "split"))
        is_varied = self.variant is not None or any(True for _ in self.own_builds)
        runners = {self.labels_for(platform) for platform in self.platforms}
        is_split = is_varied or len(runners) > 1 or (is_asked and len(self.platforms) > 1)
        return "split" if is_split else "single"

    @property
    def registries(self) -> tuple[tuple[Route, str], ...]:
        """Return the hosts that the image is pushed to, each once, with the name's route."""
        hosts = {references.host_of(name): route for route, name in reversed(self.names)}
        return tuple((route, host) for host, route in reversed(hosts.items()))


def _slug(text: str) -> str:
    """Return *text* as an id; what an expression will be is not known, so it gives a plain one."""
    if "}" in text or "$" in text:
        return "image"
    words = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.lower())
    return "-".join(part for part in words.split("-") if part) or "image"


def _variants(entry: Entry) -> Iterator[Entry]:
    """Yield the variants of *entry*, or the entry itself if it has none."""
    given = entry.get("variants")
    if not given:
        yield entry
        return
    route = entry.at("variants")
    for name, own in given.items():
        layer = ((*route, name), own or {})
        yield Entry(route=layer[0], layers=(layer, *entry.layers), variant=name)


def _target(item: Any, route: Route) -> Target:
    if isinstance(item, str):
        return Target(text=item, route=route, found=targets.lookup(item))
    key = "board" if "board" in item else "platform"
    return Target(
        text=item[key], route=(*route, key), found=targets.lookup(item[key], item.get("os"))
    )


class View(Record):
    """The whole spec, its data valid by the schema."""

    data: Mapping[str, Any]

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Return the images of the spec, each variant of one as an entry of its own."""
        if "images" not in self.data:
            return tuple(_variants(self.top))
        return tuple(
            variant
            for i, own in enumerate(self.data["images"])
            for variant in _variants(
                Entry(route=("images", i), layers=((("images", i), own), ((), self.data)))
            )
        )

    def misses(self, kind: targets.Kind) -> Iterator[tuple[Route, targets.Miss]]:
        """Yield each target that was not understood for the reason *kind*, and where it stands."""
        for entry in self.entries:
            for target in entry.targets:
                if isinstance(target.found, targets.Miss) and target.found.kind is kind:
                    yield target.route, target.found

    @property
    def top(self) -> Entry:
        """Return the top level, as if it were an image, for the keys that only stand there."""
        return Entry(route=(), layers=(((), self.data),))

    @property
    def registries(self) -> dict[str, Mapping[str, Any]]:
        """Return the credentials by host, however the host of Docker Hub is written."""
        given = self.data.get("registries", {})
        return {references.host_of(f"{host}/"): entry for host, entry in given.items()}

    @property
    def triggers(self) -> Triggers:
        """Return when the workflow runs."""
        on = self.data.get("on", _DEFAULT_ON)
        return Triggers(events=on if isinstance(on, Mapping) else dict.fromkeys(as_list(on)))
