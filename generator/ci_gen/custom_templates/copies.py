"""Copies of shipped templates in a project: making them, and what has changed since.

A copy's leading comment names where it comes from. Beside the copies is what was copied, word
for word: without it nobody could tell, years later, what ci-gen changed from what the project did.
"""

import difflib
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ci_gen import __version__
from ci_gen.custom_templates import folder as template_folder
from ci_gen.custom_templates import replaced
from ci_gen.errors import CiGenError
from ci_gen.record import Record
from ci_gen.render import shipped as shipped_templates
from ci_gen.workflow import write

DEFAULT_FOLDER: Final = ".github/ci-gen"
# Hidden, so that nothing takes what is in it for a template to print.
_ORIGINALS: Final = ".originals"
_ORIGIN: Final = re.compile(
    r"^(?P<mark>(?:# )?)origin: (?P<name>\S+) of ci-gen (?P<version>\S+)$", re.MULTILINE
)


class Upstream(Record):
    """What became of a template since it was copied: *diff* is empty if it is the same.

    *since* is the version that it was copied from, *problem* why nothing can be compared.
    """

    path: str
    since: str
    diff: str
    problem: str | None = None


def copy(root: Path, folder: str, names: Sequence[str], *, force: bool) -> tuple[str, ...]:
    """Copy the shipped templates *names* to *folder* below *root*, and return their paths.

    Raises CiGenError, and copies nothing, if one exists already and *force* is not given.
    """
    paths = {name: f"{folder}/{name}" for name in dict.fromkeys(names)}
    for path in paths.values():
        if not force and os.path.lexists(root / path):
            raise CiGenError(f"{path} exists", "--force replaces it, and what was changed in it")
    for name, path in paths.items():
        text = shipped_templates.texts()[name]
        write.write(root, path, with_origin(name, text))
        write.write(root, f"{folder}/{_ORIGINALS}/{name}", text)
    return tuple(paths.values())


def with_origin(name: str, text: str) -> str:
    """Return *text* with a line in its leading comment that names its origin and version."""
    # In front, so that a patch still finds the lines around the end of the comment.
    first, _, rest = text.partition("\n")
    mark = "# " if name.endswith(".sh") else ""
    return f"{first}\n{mark}origin: {name} of ci-gen {__version__}\n{rest}"


def compare(root: Path, folder: str) -> Iterator[Upstream]:
    """Yield what became of each template that was copied to *folder* below *root*."""
    for name, text in template_folder.read(root, folder).items():
        if origin := _ORIGIN.search(shipped_templates.head(text)):
            yield _upstream(root, folder, name, origin)


def accept(root: Path, folder: str) -> None:
    """Note that all copies in *folder* below *root* have what was changed up to this version."""
    for name, text in template_folder.read(root, folder).items():
        origin = _ORIGIN.search(shipped_templates.head(text))
        if origin is not None and (now := shipped_templates.texts().get(origin["name"])):
            write.write(root, f"{folder}/{_ORIGINALS}/{origin['name']}", now)
            noted = f"{origin['mark']}origin: {origin['name']} of ci-gen {__version__}"
            write.write(root, f"{folder}/{name}", _ORIGIN.sub(noted, text, count=1))


def _upstream(root: Path, folder: str, copied: str, origin: re.Match[str]) -> Upstream:
    name, path, since = origin["name"], f"{folder}/{copied}", origin["version"]
    now = shipped_templates.texts().get(name)
    if now is None:
        successor = replaced.find(name)
        problem = f"ci-gen {__version__} has no template {name}"
        problem += f": {successor}" if successor else ""
        return Upstream(path=path, since=since, diff="", problem=problem)
    try:
        then = template_folder.text(root, f"{folder}/{_ORIGINALS}/{name}")
    except CiGenError as error:
        problem = f"{error.message}, which held what was copied"
        return Upstream(path=path, since=since, diff="", problem=problem)
    lines = (then.splitlines(keepends=True), now.splitlines(keepends=True))
    labels = (f"a/{path}", f"b/{path}", f"ci-gen {since}", f"ci-gen {__version__}")
    return Upstream(path=path, since=since, diff="".join(difflib.unified_diff(*lines, *labels)))
