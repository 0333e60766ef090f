"""Where a project is: its root, and its spec."""

from pathlib import Path

from ci_gen.errors import CiGenError
from ci_gen.record import Record
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
    if not start.is_dir():
        raise CiGenError(f"there is no folder {start}", "name a folder that exists")
    here = start.resolve()
    path = here / given if given else _search(here)
    if path is None:
        raise CiGenError(f"there is no {NAMES[0]} in {start} or above", "run `ci-gen init`")
    return of(path)


def of(path: Path) -> Project:
    """Return the project of the spec *path*."""
    # The folder is resolved, but not the spec: a link stands where it stands.
    folder = path.parent.resolve()
    root = root_of(folder)
    return Project(root=root, spec=(folder / path.name).relative_to(root).as_posix())


def root_of(folder: Path) -> Path:
    """Return the root of the Git repository around *folder*; without one, the project's folder."""
    resolved = folder.resolve()
    for parent in (resolved, *resolved.parents):
        if (parent / ".git").exists():
            return parent
    return resolved.parent if resolved.name == ".github" else resolved


def spec_in(folder: Path) -> Path | None:
    """Return the spec in *folder*: the first of the names that a spec may have."""
    return next((folder / name for name in NAMES if (folder / name).is_file()), None)


def templates_folder(where: Project) -> str | None:
    """Return the folder of templates that the spec names, whatever else is wrong with it."""
    found = document.load(where.root / where.spec, where.spec)
    data = found.data if isinstance(found, Spec) else None
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
