"""Reading the name of an image, as Docker reads it.

Source: distribution/reference `reference.go` (the grammar) and `normalize.go` (the default host).
"""

import re
from typing import Final

from ci_gen import expression_text
from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.record import Record

_COMPONENT: Final = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH: Final = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_HOST: Final = re.compile(r"[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]{1,5})?")
_HUB_HOSTS: Final = frozenset({"docker.io", "index.docker.io", "registry-1.docker.io"})
_LONGEST_NAME: Final = 255


class Reference(Record):
    """The name of an image: *host* of the registry, *path* inside it, *text* as it is printed."""

    host: str
    path: str
    text: str

    @property
    def last(self) -> str:
        """Return the last component of the path, which people call the image by."""
        return self.path.rsplit("/", 1)[-1]


class NameProblem(Record):
    """Why a name is none, and what to write instead."""

    message: str
    remedy: str


def is_host(text: str) -> bool:
    """Return whether *text* can be the host of a registry."""
    return _HOST.fullmatch(text) is not None and host_of(f"{text}/") == text.lower()


def host_of(name: str) -> str:
    """Return the registry's host in *name*, `docker.io` where none is named."""
    first, slash, _ = name.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        host = first.lower()
        return DOCKER_HUB if host in _HUB_HOSTS else host
    return DOCKER_HUB


def read(name: str) -> Reference | NameProblem:
    """Return the image that *name* stands for, in lower case as registries want it."""
    host = host_of(name)
    named = name.split("/", 1)[0].lower() in {host, *_HUB_HOSTS}
    path = name.split("/", 1)[1] if named and "/" in name else name
    if expression_text.has_expression(name):
        return _with_expression(name, host, path)
    if problem := _problem(name, host, path):
        return problem
    text = f"{host}/{path}" if named else path
    return Reference(host=host, path=path.lower(), text=text.lower())


def _with_expression(name: str, host: str, path: str) -> Reference | NameProblem:
    if expression_text.has_expression(host) or name.startswith(expression_text.OPENING):
        return NameProblem(
            message=f'the registry of "{name}" is an expression, so its login cannot be known',
            remedy="write the registry's host out, such as ghcr.io/${{ github.repository }}",
        )
    # What an expression will give is not known; around it the usual rules hold.
    if _problem(name, host, expression_text.filled(path, "owner/name")):
        return NameProblem(
            message=f'"{name}" is not the name of an image',
            remedy="write HOST/OWNER/NAME, such as ghcr.io/${{ github.repository }}",
        )
    return Reference(host=host, path=path, text=expression_text.changed(name, str.lower))


def _problem(name: str, host: str, path: str) -> NameProblem | None:
    if "@" in name:
        return NameProblem(
            message=f'"{name}" carries a digest', remedy="write the name alone: ci-gen builds it"
        )
    if ":" in path:
        return NameProblem(
            message=f'"{name}" carries a tag', remedy="write the name alone, and the tag under tags"
        )
    if not _HOST.fullmatch(host) or not _PATH.fullmatch(path.lower()):
        return NameProblem(
            message=f'"{name}" is not the name of an image',
            remedy=(
                "write HOST/OWNER/NAME in letters, digits, '.', '_' and '-',"
                " such as ghcr.io/acme/sensor"
            ),
        )
    if len(name) > _LONGEST_NAME:
        return NameProblem(
            message=f"the name has {len(name)} characters, and {_LONGEST_NAME} are allowed",
            remedy="shorten it",
        )
    if host == DOCKER_HUB and "/" not in path:
        return NameProblem(
            message=(
                f'"{name}" names no owner, and Docker Hub keeps such names for its official images'
            ),
            remedy=f"write OWNER/{path.lower()}",
        )
    return None
