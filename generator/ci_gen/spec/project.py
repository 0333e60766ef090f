"""Where a project is: its root, and its spec."""

import os
from pathlib import Path

from ci_gen import files
from ci_gen.errors import CiGenError
from ci_gen.record import Record
from ci_gen.spec import lines
from ci_gen.yaml import document
from ci_gen.yaml.document import NAMES, Spec


class Project(Record):
    """A project: workflows are written below *root*; *spec* is the path of its spec from there."""

    root: Path
    spec: str


def find(start: Path, given: str | None) -> Project:
    """Return the project around *start*, with the spec *given* or the one that is found.

    A spec is looked for in *start* and then upwards, as far as the root of the Git repository.
    Raises CiGenError when there is none.
    """
    here = folder(start)
    path = here / given if given else _search(here)
    if path is None:
        raise CiGenError(f"there is no {NAMES[0]} in {start} or above", "run `ci-gen init`")
    return of(path, here)


def folder(start: Path) -> Path:
    """Return where the folder *start* is. Raises CiGenError when there is none."""
    # Unlike Path.is_dir it takes a name that is too long for no folder.
    if not os.path.isdir(start):  # noqa: PTH112
        raise CiGenError(f"there is no folder {start}", "name a folder that exists")
    return Path(os.path.realpath(start))


def of(path: Path, start: Path) -> Project:
    """Return the project of the spec *path*, which was named or found from *start*.

    Raises CiGenError if a link in the repository around *start* leads out of it to the spec, or
    the spec is called what no workflow can name.
    """
    # The folder is resolved, but not the spec: a link counts as where it is.
    real = real_folder(path.parent, start)
    root = root_of(real)
    spec = (real / path.name).relative_to(root).as_posix()
    files.require_printable(spec)
    return Project(root=root, spec=spec)


def real_folder(path: Path, start: Path) -> Path:
    """Return where the folder *path* is, which was named or found from *start*.

    Raises CiGenError if a link in the repository around *start* leads out of it.
    """
    real, top = Path(os.path.realpath(path)), root_of(start)
    # Whoever names another repository means it; a link in this one may be anybody's.
    if Path(os.path.normpath(path)).is_relative_to(top) and not real.is_relative_to(top):
        raise CiGenError(
            f"{path.name} leads out of the repository, to {real}",
            "name a folder inside of it, or the one outside without the link",
        )
    return real


def root_of(folder: Path) -> Path:
    """Return the root of the Git repository around *folder*; without one, the project's folder."""
    resolved = Path(os.path.realpath(folder))
    for parent in (resolved, *resolved.parents):
        if os.path.exists(parent / ".git"):  # noqa: PTH110
            return parent
    return resolved.parent if resolved.name == ".github" else resolved


def spec_in(folder: Path) -> Path | None:
    """Return the spec in *folder*: the first of its names that exists, as a file or not."""
    return next((folder / name for name in NAMES if os.path.lexists(folder / name)), None)


def templates_folder(where: Project) -> str | None:
    """Return the folder of templates that the spec names, whatever else is wrong with it."""
    found = document.load(where.root, where.spec)
    data = lines.normalise(found).data if isinstance(found, Spec) else None
    named = data.get("templates") if isinstance(data, dict) else None
    return named if isinstance(named, str) else None


def _search(start: Path) -> Path | None:
    top = root_of(start)
    for folder in (start, *start.parents):
        if found := spec_in(folder):
            return found
        if folder == top:
            break
    return None
