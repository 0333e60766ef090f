"""A first spec: what was found in a repository, with what the user wants, as text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from ci_gen import discover, render, schema, targets
from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.discover import Found

DEFAULT_TARGETS: Final = ("raspberry-pi-5", "linux/amd64")
_DOCKERFILE: Final = "Dockerfile"


class Image(NamedTuple):
    """An image of the new spec."""

    names: tuple[str, ...]
    context: str
    dockerfile: str


class Target(NamedTuple):
    """A target of the new spec, and the platforms it stands for when it is a machine."""

    text: str
    platforms: str


class Wishes(NamedTuple):
    """What the user asked for; empty where nothing was said."""

    targets: tuple[str, ...]
    images: tuple[str, ...]
    registries: tuple[str, ...]


def images(found: Found, root: Path, wishes: Wishes) -> tuple[Image, ...]:
    """Return the images of the new spec: one for each Dockerfile, or the ones asked for."""
    if wishes.images:
        path = next(iter(found.dockerfiles), _DOCKERFILE)
        return (Image(wishes.images, discover.context_of(path), path),)
    return tuple(
        Image(_names(found, root, path, wishes.registries), discover.context_of(path), path)
        for path in found.dockerfiles or (_DOCKERFILE,)
    )


def _names(found: Found, root: Path, dockerfile: str, registries: Sequence[str]) -> tuple[str, ...]:
    if found.image and not registries and len(found.dockerfiles) <= 1:
        return (found.image.lower(),)
    name = discover.image_name(found, root, dockerfile)
    hosts = registries or ("ghcr.io",)
    return tuple(name if host == DOCKER_HUB else f"{host}/{name}" for host in hosts)


def target_names(found: Found, wishes: Wishes) -> tuple[str, ...]:
    """Return the targets of the new spec: asked for, or built already, or a usual pair."""
    return wishes.targets or found.platforms or DEFAULT_TARGETS


def text(found: Found, made: tuple[Image, ...], names: Sequence[str]) -> str:
    """Return the new spec."""
    template = render.environment().get_template("spec/spec.yml.j2")
    return template.render(
        schema=schema.load()["$id"],
        images=made,
        targets=[_target(name) for name in names],
        branch=found.branch,
        hints=[f"{row.name}: {row.hint}" for row in found.languages],
    )


def _target(name: str) -> Target:
    """Return the target by its documented name, whatever name was given."""
    hits = targets.hits(targets.lookup(name))
    platforms = ", ".join(hit.platform for hit in hits)
    if not hits or hits[0].group:
        return Target(name, platforms)
    board = hits[0].board
    return Target(board.id, platforms) if board else Target(platforms, "")
