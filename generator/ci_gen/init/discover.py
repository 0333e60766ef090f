"""Looking at a repository, for a first spec that fits it."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ci_gen import files, git
from ci_gen.catalog.languages import LANGUAGES, Language
from ci_gen.config import references, targets
from ci_gen.errors import CiGenError
from ci_gen.record import Record
from ci_gen.workflow import read

_DOCKERFILE: Final = re.compile(
    r"(?:Dockerfile|Containerfile)(?:\.[A-Za-z0-9_-]+)?|[A-Za-z0-9_-]+\.Dockerfile"
)
# Not for publishing: images to develop and test in.
_PRIVATE: Final = re.compile(
    r"(?:.*[-_.])?(?:dev|devcontainer|tests?|ci|local|debug|dockerignore|example|sample"
    r"|bak|old|orig|j2|in|tmpl|tpl|template)"
)
_SKIPPED: Final = frozenset({
    "node_modules", "vendor", "third_party", "target", "dist", "docs",
    "example", "examples", "fixtures", "test", "testdata", "tests",
})  # fmt: skip
_DEPTH: Final = 3
# The last two parts of an address such as git@HOST:OWNER/NAME.git or https://HOST/OWNER/NAME.
_REMOTE: Final = re.compile(
    r"(?:\w+://[^/]+/|(?:[^/:]+@)?[^:/]{2,}:)(?:[^/]+/)*?(?P<owner>[\w.-]+)/(?P<name>[\w.-]+?)(?:\.git)?/?"
)
_PLATFORM: Final = re.compile(r"\blinux/[a-z0-9]+(?:/v\d)?\b")
_IMAGE: Final = re.compile(r"\b(?:ghcr|docker|quay)\.io/[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)+")
_BUILDS_IMAGE: Final = re.compile(r"docker/build-push-action|docker/bake-action|buildx build")
_SHARED_FOLDERS: Final = frozenset({"docker", ".docker", "build", "deploy", "container", "ci"})
_BRANCHES: Final = ("refs/heads", "refs/remotes/origin")


class Remote(Record):
    """The repository on its server: the *owner* and the *name*, as they are written there."""

    owner: str
    name: str


class RepositoryFacts(Record):
    """What a repository tells. *workflows* are those that build images already."""

    dockerfiles: tuple[str, ...]
    remote: Remote | None
    branch: str
    workflows: tuple[str, ...]
    platforms: tuple[str, ...]
    image: str | None
    languages: tuple[Language, ...]


def look(root: Path) -> RepositoryFacts:
    """Return what the repository at *root* tells."""
    workflows = tuple(_workflows(root))
    remote = _remote(root)
    texts = [text for _, text in workflows]
    return RepositoryFacts(
        dockerfiles=tuple(sorted(_dockerfiles(root), key=lambda path: (path.count("/"), path))),
        remote=remote,
        branch=_branch(root),
        workflows=tuple(name for name, _ in workflows),
        platforms=tuple(dict.fromkeys(p for text in texts for p in _platforms(text))),
        image=_image(texts, remote),
        languages=tuple(row for row in LANGUAGES if any((root / m).is_file() for m in row.markers)),
    )


def image_name(found: RepositoryFacts, root: Path, dockerfile: str | None) -> str:
    """Return OWNER/NAME for the image of *dockerfile*: a placeholder owner where none is known."""
    owner = found.remote.owner if found.remote else "your-name"
    name = found.remote.name if found.remote else root.resolve().name
    parts = [name, *_part(dockerfile)] if len(found.dockerfiles) > 1 and dockerfile else [name]
    words = "-".join(parts).lower()
    path = re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "image"
    candidate = f"{owner.lower()}/{path}"
    is_name = isinstance(references.read(candidate), references.Reference)
    return candidate if is_name else f"your-name/{path}"


def context_of(dockerfile: str) -> str:
    """Return the context that a Dockerfile at this path is most likely written for."""
    folder = dockerfile.rpartition("/")[0]
    return "." if folder.rsplit("/", 1)[-1] in {"", *_SHARED_FOLDERS} else folder


def _part(dockerfile: str) -> list[str]:
    """Return what tells the image of *dockerfile* from its neighbours."""
    folder, _, name = dockerfile.rpartition("/")
    shared = folder.rsplit("/", 1)[-1] in _SHARED_FOLDERS
    return [part for part in ("" if shared else folder, _suffix(name)) if part]


def _dockerfiles(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        here = Path(folder).relative_to(root)
        is_deep = len(here.parts) >= _DEPTH
        folders[:] = [] if is_deep else [f for f in sorted(folders) if _is_searched(f)]
        for name in sorted(names):
            path = (here / name).as_posix()
            is_one = _DOCKERFILE.fullmatch(name) and not _PRIVATE.fullmatch(_suffix(name))
            if is_one and files.is_printable(path) and files.is_file(root, path):
                yield path


def _is_searched(folder: str) -> bool:
    return folder not in _SKIPPED and (not folder.startswith(".") or folder == ".docker")


def _suffix(name: str) -> str:
    parts = [part for part in name.split(".") if part not in {"Dockerfile", "Containerfile"}]
    return ".".join(parts).lower()


def _workflows(root: Path) -> Iterator[tuple[str, str]]:
    for path in read.names(root):
        text = read.text(root, path) or ""
        if _BUILDS_IMAGE.search(text) and not text.startswith("# Generated by ci-gen"):
            yield path, text


def _image(texts: list[str], remote: Remote | None) -> str | None:
    """Return the first image of the repository's own owner that *texts* name."""
    names = (name.lower().rstrip(".-_") for text in texts for name in _IMAGE.findall(text))
    owner = f"/{remote.owner.lower()}/" if remote else None
    return next((name for name in names if owner and owner in name), None)


def _platforms(text: str) -> Iterator[str]:
    for name in _PLATFORM.findall(text):
        yield from (hit.platform for hit in targets.hits(targets.lookup(name)))


def _remote(root: Path) -> Remote | None:
    url = _git(root, "config", "--get", "remote.origin.url")
    found = _REMOTE.fullmatch(url) if url and not url.startswith("file:") else None
    return Remote(owner=found["owner"], name=found["name"]) if found else None


def _branch(root: Path) -> str:
    """Return the default branch: the remote's, or one that is called like it, or the current."""
    head = _git(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    if head:
        return head.removeprefix("origin/")
    known = (_git(root, "for-each-ref", "--format=%(refname:lstrip=-1)", *_BRANCHES) or "").split()
    usual = [name for name in ("main", "master") if name in known]
    return usual[0] if usual else _git(root, "symbolic-ref", "--short", "HEAD") or "main"


def _git(root: Path, command: str, *arguments: str) -> str | None:
    """Return what Git answers, None when it has no answer or is not installed."""
    try:
        found = git.run(root, command, *arguments, seconds=10)
    except CiGenError:
        return None
    # Names that nobody can read are none that a spec could hold.
    text = found.out.decode("utf-8", "surrogateescape").strip() if found.is_fine else ""
    return text if text and files.is_printable(text.replace("\n", "")) else None
