"""A first spec: what was found in a repository, with what the user wants, as text."""

import os
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ci_gen.catalog.registries import DOCKER_HUB, REGISTRIES
from ci_gen.config import references, targets
from ci_gen.init import discover
from ci_gen.init.discover import RepositoryFacts
from ci_gen.record import Record
from ci_gen.render import environment as render
from ci_gen.spec import schema

DEFAULT_TARGETS: Final = ("raspberry-pi-5", "linux/amd64")
_DOCKERFILE: Final = "Dockerfile"
_WORKFLOWS: Final = tuple(
    f".github/workflows/{name}.yml" for name in ("build", "image", "container", "ci-gen")
)


# Of a comment without its mark.
_WIDTH: Final = 96
# Days that a release has to be old before it is raised, as `pins update` has it.
_COOLDOWN: Final = 7
_DEPENDABOT: Final = (".github/dependabot.yml", ".github/dependabot.yaml")


class NewImage(Record):
    """An image of the new spec."""

    names: tuple[str, ...]
    context: str
    dockerfile: str


class Target(Record):
    """A target of the new spec, and the platforms it stands for when it is a machine."""

    text: str
    platforms: str


# What many forget; written as comments into a new spec.
_OTHERS: Final = (
    Target(text="{board: raspberry-pi-3b, os: 32-bit}", platforms="linux/arm/v7"),
    Target(text="raspberry-pi-zero-w", platforms="linux/arm/v6"),
)


class Wishes(Record):
    """What the user asked for; empty where nothing was said."""

    targets: tuple[str, ...]
    images: tuple[str, ...]
    registries: tuple[str, ...]


def images(found: RepositoryFacts, root: Path, wishes: Wishes) -> tuple[NewImage, ...]:
    """Return the images of the new spec: one for each Dockerfile, or the ones asked for."""
    if wishes.images:
        path = next(iter(found.dockerfiles), _DOCKERFILE)
        names = tuple(dict.fromkeys(wishes.images))
        return (NewImage(names=names, context=discover.context_of(path), dockerfile=path),)
    made: dict[tuple[str, ...], NewImage] = {}
    for path in found.dockerfiles or (_DOCKERFILE,):
        names = _names(found, root, path, wishes.registries)
        # Two Dockerfiles that would give the same name: the first is the image's own.
        made.setdefault(
            names, NewImage(names=names, context=discover.context_of(path), dockerfile=path)
        )
    return tuple(made.values())


def unused(found: RepositoryFacts, made: tuple[NewImage, ...]) -> tuple[str, ...]:
    """Return the Dockerfiles that no image of the new spec is built from."""
    used = {image.dockerfile for image in made}
    return tuple(path for path in found.dockerfiles if path not in used)


def unknown_hosts(made: tuple[NewImage, ...]) -> tuple[str, ...]:
    """Return the registries that need credentials of their own in the new spec."""
    hosts = dict.fromkeys(references.host_of(name) for image in made for name in image.names)
    return tuple(host for host in hosts if host not in REGISTRIES)


def _names(
    found: RepositoryFacts, root: Path, dockerfile: str, registries: Sequence[str]
) -> tuple[str, ...]:
    if found.image and not registries and len(found.dockerfiles) <= 1:
        return (found.image,)
    name = discover.image_name(found, root, dockerfile)
    hosts = dict.fromkeys(registries or ("ghcr.io",))
    return tuple(name if host == DOCKER_HUB else f"{host}/{name}" for host in hosts)


def free_workflow(root: Path) -> str | None:
    """Return a workflow that is still free, None if the usual one is."""
    if not os.path.lexists(root / _WORKFLOWS[0]):
        return None
    return next((path for path in _WORKFLOWS if not os.path.lexists(root / path)), None)


def dependabot(root: Path) -> str | None:
    """Return the file that configures Dependabot, None if there is none yet."""
    return next((path for path in _DEPENDABOT if os.path.lexists(root / path)), None)


def dependabot_text() -> tuple[str, str]:
    """Return where Dependabot is configured, and the text that has it raise actions."""
    template = render.environment().get_template("spec/dependabot.yml.j2")
    return _DEPENDABOT[0], template.render(days=_COOLDOWN)


def target_names(found: RepositoryFacts, wishes: Wishes) -> tuple[str, ...]:
    """Return the targets of the new spec: asked for, or built already, or a usual pair."""
    return wishes.targets or found.platforms or DEFAULT_TARGETS


def text(
    found: RepositoryFacts,
    made: tuple[NewImage, ...],
    names: Sequence[str],
    workflow: str | None = None,
) -> str:
    """Return the new spec; *workflow* is where its workflow goes if not to the usual place."""
    wanted = list(dict.fromkeys(_target(name) for name in names))
    template = render.environment().get_template("spec/spec.yml.j2")
    return template.render(
        schema=schema.load()["$id"],
        image=made[0] if len(made) == 1 else None,
        images=made,
        targets=wanted,
        others=[target for target in _OTHERS if target not in wanted],
        workflow=workflow,
        registries=unknown_hosts(made),
        branch=found.branch,
        hints=[textwrap.wrap(f"{row.name}: {row.hint}", _WIDTH) for row in found.languages],
    )


def _target(name: str) -> Target:
    """Return the target by its documented name, whatever name was given."""
    hits = targets.hits(targets.lookup(name))
    platforms = ", ".join(hit.platform for hit in hits)
    if not hits or hits[0].group:
        return Target(text=name, platforms=platforms)
    board = hits[0].board
    return (
        Target(text=board.id, platforms=platforms)
        if board
        else Target(text=platforms, platforms="")
    )
