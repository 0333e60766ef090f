"""Which specs a command is about: those that are named, and those in and below named folders."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ci_gen.errors import CiGenError
from ci_gen.spec import project
from ci_gen.spec.project import Project
from ci_gen.yaml.document import NAMES

# What belongs to others. Hidden folders are passed over too, and what Git ignores.
_SKIPPED: Final = frozenset({"__pycache__", "node_modules", "third_party", "vendor", "venv"})
_FIRST_PARTS: Final = frozenset(name.split("/")[0] for name in NAMES)


def projects(start: Path, given: Sequence[str], *, recursive: bool) -> tuple[Project, ...]:
    """Return the projects of the specs *given* from *start*, each once, in their order.

    A folder means the spec in it, and, if *recursive*, for those below it. Without any the
    spec is looked for in *start* and upwards; if *recursive*, in *start* and below.
    Raises CiGenError when something does not exist, or a folder holds no spec.
    """
    names = given or (("",) if recursive else ())
    if not names:
        return (project.find(start, None),)
    here = project.folder(start)
    found = [
        one
        for name in names
        for one in _of(here, here / name, name or str(start), recursive=recursive)
    ]
    if len(found) > 1:
        _require(here, given)
    return tuple(dict.fromkeys(found))


def _of(here: Path, path: Path, name: str, *, recursive: bool) -> tuple[Project, ...]:
    # Unlike Path.is_dir it takes a name that is too long for no folder.
    if not os.path.isdir(path):  # noqa: PTH112
        return (project.of(path, here),)
    if recursive:
        found = [project.of(spec, here) for spec in _below(project.real_folder(path, here))]
        if not found:
            remedy = "name a folder that holds one, or run `ci-gen init`"
            raise CiGenError(f"there is no {NAMES[0]} in {name} or below", remedy)
        return _unignored(found, name)
    spec = project.spec_in(path)
    if spec is None:
        remedy = f"look below it with --recursive, or run `ci-gen init -C {name}`"
        raise CiGenError(f"there is no {NAMES[0]} in {name}", remedy)
    return (project.of(spec, here),)


def _require(here: Path, given: Sequence[str]) -> None:
    """Raise CiGenError for what does not exist: nothing is done for the rest of a misspelt line."""
    for name in given:
        if not os.path.exists(here / name):  # noqa: PTH110
            raise CiGenError(f"there is no {name}", "name a spec or a folder that exists")


def _below(start: Path) -> Iterator[Path]:
    """Yield the spec of each folder at and below *start*, in the order of their paths.

    A repository inside of another is not entered, and neither is a link.
    """
    is_inside = any(os.path.exists(folder / ".git") for folder in start.parents)  # noqa: PTH110
    top = project.root_of(start) if is_inside else start
    waiting = [(start, is_inside)]
    while waiting:
        folder, is_inside = waiting.pop()
        entries = _entries(folder)
        is_repository = ".git" in entries
        if is_repository and is_inside and folder != start:
            continue
        if _FIRST_PARTS & entries.keys() and (spec := _own(folder, top)):
            yield spec
        folders = (name for name in sorted(entries, reverse=True) if _is_searched(entries[name]))
        waiting.extend((folder / name, is_inside or is_repository) for name in folders)


def _entries(folder: Path) -> dict[str, os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return {entry.name: entry for entry in entries}
    except OSError:
        # Data of some service, most likely, or a path too long: it holds no spec of this project.
        return {}


def _own(folder: Path, top: Path) -> Path | None:
    """Return the spec in *folder*, unless a link leads to it from outside."""
    spec = project.spec_in(folder)
    if spec is None or (spec.parent != folder and spec.parent.is_symlink()):
        return None
    return spec if Path(os.path.realpath(spec)).is_relative_to(top) else None


def _is_searched(entry: os.DirEntry[str]) -> bool:
    is_ours = not entry.name.startswith(".") and entry.name not in _SKIPPED
    return is_ours and entry.is_dir(follow_symlinks=False)


def _unignored(found: list[Project], name: str) -> tuple[Project, ...]:
    """Return what Git does not ignore, which is everything where there is no Git to ask."""
    ignored = {
        (root, spec) for root in {one.root for one in found} for spec in _ignored(root, found)
    }
    kept = tuple(one for one in found if (one.root, one.spec) not in ignored)
    if not kept:
        raise CiGenError(f"Git ignores each spec in {name} and below", "name the specs themselves")
    return kept


def _ignored(root: Path, found: list[Project]) -> list[str]:
    if not os.path.exists(root / ".git"):  # noqa: PTH110
        return []
    # Only a search asks Git.
    from ci_gen import git  # noqa: PLC0415

    specs = "\0".join(one.spec for one in found if one.root == root)
    try:
        answer = git.run(root, "check-ignore", "-z", "--stdin", given=os.fsencode(specs))
    except CiGenError:
        return []
    return os.fsdecode(answer.out).split("\0") if answer.is_fine else []
