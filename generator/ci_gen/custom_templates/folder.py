"""The folder in which a project keeps templates of its own."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ci_gen.errors import CiGenError, reason
from ci_gen.render import shipped as shipped_templates

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_MOST_FILES: Final = 200
_MOST_BYTES: Final = 128 * 1024


def read(root: Path, folder: str) -> dict[str, str]:
    """Return the templates in *folder* below *root*, by name.

    Raises CiGenError for a folder or file that cannot be used.
    """
    top = Path(os.path.realpath(root / folder))
    if not top.is_relative_to(root.resolve()):
        raise CiGenError(f"{folder} leads out of the repository", "name a folder inside of it")
    if not top.is_dir():
        raise CiGenError(
            f"there is no folder {folder}",
            f"`ci-gen templates copy NAME --to {folder}` makes one, or remove the key",
        )
    found = list(_files(top))
    if len(found) > _MOST_FILES:
        raise CiGenError(f"{folder} holds more than {_MOST_FILES} templates", "name another folder")
    return {name: _text(top, name, f"{folder}/{name}") for name in found}


def _files(top: Path) -> Iterator[str]:
    """Yield the names of the templates below *top*; hidden files are none."""
    for folder in shipped_templates.FOLDERS:
        for path, folders, names in os.walk(top / folder):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                if name.endswith(shipped_templates.ENDINGS) and not name.startswith("."):
                    yield Path(path, name).relative_to(top).as_posix()


def _text(top: Path, name: str, shown: str) -> str:
    path = Path(os.path.realpath(top / name))
    # Otherwise a template could include whatever the reader of the repository may read.
    if not path.is_relative_to(top):
        raise CiGenError(f"{shown} is a link that leads out of its folder", "put a file there")
    if not path.is_file():
        raise CiGenError(f"{shown} is no file", "put a file there, or remove it")
    try:
        raw = path.read_bytes() if path.stat().st_size <= _MOST_BYTES else None
        if raw is None:
            raise CiGenError(f"{shown} is far larger than any template", "make it shorter")
        text = raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise CiGenError(f"{shown} is not UTF-8 text", "save it as UTF-8 text") from None
    except OSError as error:
        raise CiGenError(f"cannot read {shown}: {reason(error)}", "make it readable") from None
    # A finding quotes its line, and a terminal would obey what it is shown.
    if _CONTROL.search(text):
        raise CiGenError(f"{shown} holds a control character", "remove it")
    return text
