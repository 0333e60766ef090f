"""Scripts of the templates, run as a step of GitHub runs them."""

import itertools
import re
from collections.abc import Collection, Iterator
from pathlib import Path

from ci_gen._resources import TEMPLATES
from ci_gen.render import shipped
from ci_gen.render.scripts import for_each_platform, script
from support.shells import Ran, Shell

FOLDER = TEMPLATES / "scripts"
_BOARDS = [("linux/arm/v6",), ("linux/arm/v7",), ("linux/arm/v6", "linux/arm/v7")]


def run(shell: Shell, name: str, *features: str, **values: str) -> Ran:
    """Run the script *name* with *values* for its variables."""
    return shell.run({"run": text(name, features)}, LC_ALL="C.UTF-8", **values)


def run_for_each(shell: Shell, name: str, *features: str, **values: str) -> Ran:
    """Run the script *name* for each of several platforms, with *values* for its variables."""
    lines = for_each_platform(text(name, features).splitlines(), features)
    return shell.run({"run": "\n".join(lines)}, LC_ALL="C.UTF-8", **values)


def text(name: str, features: Collection[str]) -> str:
    """Return the script *name* as a step with *features* has it."""
    return script(_body(FOLDER / f"{name}.sh"), features)


def forms(path: Path) -> Iterator[str]:
    """Return the script in the file *path* with each combination of what a step may use.

    Those of tests are there for one platform and for several.
    """
    body = _body(path)
    words = sorted(set(re.findall(r"#\? (?:no )?([\w-]+)$", body, re.MULTILINE)))
    for count in range(len(words) + 1):
        for features in itertools.combinations(words, count):
            found = script(body, features)
            yield found
            if path.name.startswith("test-"):
                boards = _BOARDS if "cpu" in features else [()]
                for board in boards:
                    yield "\n".join(for_each_platform(found.splitlines(), {*features, *board}))


def _body(path: Path) -> str:
    """Return a script without what it says of itself."""
    found = path.read_text()
    return found.removeprefix(shipped.head(found))


class Root:
    """What a build exports: the files of each platform in a folder of its own."""

    def __init__(self, shell: Shell) -> None:
        self.folder = shell.folder / "root"

    def add(self, path: str, content: bytes, mode: int = 0o755) -> Path:
        """Write a file of an image, whose platform is the first folder of *path*."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(mode)
        return file
