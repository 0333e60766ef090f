"""The templates that ci-gen ships, as texts, and what their leading comments say of them."""

import re
from functools import cache
from typing import Final

from ci_gen._resources import TEMPLATES
from ci_gen.errors import CiGenError
from ci_gen.record import Record
from ci_gen.words import suggestion

# In the order in which one prints the next. What `init` writes comes last.
FOLDERS: Final = ("workflows", "jobs", "steps", "scripts", "spec")
ENDINGS: Final = (".yml.j2", ".sh")
# Under this prefix a template names a shipped one, even where another replaces it.
PREFIX: Final = "ci-gen/"
_NOTE: Final = re.compile(r"^(?:# )?(\w+): (.+)$", re.MULTILINE)
_SCRIPT_HEAD: Final = re.compile(
    r"\A(?:#!.*\n)?(?:# (?:(?:origin|summary|needs):|shellcheck) .*\n)+"
)
_BLOCK: Final = re.compile(r"<%-? block (\w+)")
_EXTENDED: Final = re.compile(r'<% extends "([^"]+)" %>')


class Description(Record):
    """What a template says of itself; *writes* is None where it prints a part of a file."""

    name: str
    summary: str
    writes: str | None
    needs: tuple[str, ...]
    blocks: tuple[str, ...]


@cache
def texts() -> dict[str, str]:
    """Return the shipped templates by name, such as `steps/checkout.yml.j2`."""
    return {
        f"{folder}/{path.name}": path.read_text(encoding="utf-8")
        for folder in FOLDERS
        for path in sorted((TEMPLATES / folder).iterdir())
        if path.name.endswith(ENDINGS)
    }


def find(name: str) -> str:
    """Return the whole name of the template that *name* stands for: its ending may be left out.

    Raises CiGenError when there is none.
    """
    for ending in ("", *ENDINGS):
        if name + ending in texts():
            return name + ending

    plain = {short(known): known for known in texts()}
    remedy = suggestion(name, plain, "`ci-gen templates list` lists them")
    raise CiGenError(f"there is no template {name}", remedy)


def short(name: str) -> str:
    """Return the *name* of a template without its ending."""
    return next(name.removesuffix(end) for end in ENDINGS if name.endswith(end))


def describe(name: str) -> Description:
    """Return what the leading comment of the shipped template *name* says."""
    text = texts()[name]
    notes = dict(_NOTE.findall(head(text)))
    needs = tuple(notes["needs"].split(", "))
    return Description(
        name=name,
        summary=notes["summary"],
        writes=notes.get("writes"),
        needs=needs,
        blocks=blocks(name),
    )


def head(text: str) -> str:
    """Return the leading comment of the *text* of a template or script."""
    script = _SCRIPT_HEAD.match(text)
    return script[0] if script else text.partition("%>\n")[0]


def printable(name: str, text: str) -> str:
    """Return the *text* of the template *name* for Jinja: the head of a script is not printed.

    The lines below it keep their numbers.
    """
    script = _SCRIPT_HEAD.match(text) if name.endswith(".sh") else None
    if script is None:
        return text
    lines = "\n" * (script[0].count("\n") - 1)
    return f"<%#{lines}%>\n{text[script.end() :]}"


def blocks(name: str) -> tuple[str, ...]:
    """Return the blocks of the shipped template *name*, which others may replace.

    Those of a template that it extends are its own, too.
    """
    text = texts()[name]
    parent = _EXTENDED.search(text)
    found = (*(blocks(parent[1]) if parent else ()), *_BLOCK.findall(text))
    return tuple(dict.fromkeys(found))
