"""Pins of images in a workflow: `image: NAME:TAG@DIGEST`, or in `driver-opts`.

They are treated as those of actions are: a newer one that a bot wrote is kept, and replacing one by
another is no edit. A tag that has no version to compare, or no digest, is no pin.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from ci_gen.catalog import images
from ci_gen.record import Record

# Inputs of steps. What a block below driver-opts holds is one option a line.
_PIN: Final = re.compile(
    r"^(?P<head> {10}(?:image:[ ]+[\"']?|driver-opts:[ ]+[\"']?image="
    r"|driver-opts:[ ]+[|>]-?\n(?: {12}[^\n]*\n)*? {12}image=))"
    r"(?P<name>[a-z0-9][a-z0-9./_-]{0,254}):(?P<tag>(?:qemu-)?v\d{1,9}(?:\.\d{1,9}){2}(?:-\d{1,9})?)"
    r"@(?P<digest>sha256:[0-9a-f]{64})(?=[\"']?[ ]*(?:\#[^\n]*)?$)",
    re.MULTILINE,
)


class ImageLine(Record):
    """A line of a workflow that names an image by *tag* and *digest*; *line* is its number."""

    name: str
    tag: str
    digest: str
    line: int

    @property
    def text(self) -> str:
        """Return the image as it is named."""
        return f"{self.name}:{self.tag}@{self.digest}"

    @property
    def number(self) -> tuple[int, ...]:
        """Return the version to compare."""
        return tuple(int(part) for part in re.findall(r"\d+", self.tag))


def lines(text: str) -> Iterator[ImageLine]:
    """Yield each pin of an image in *text*."""
    number, end = 1, 0
    for found in _PIN.finditer(text):
        number, end = number + text.count("\n", end, found.start("name")), found.start("name")
        yield _line(found, number)


def without_pins(text: str) -> str:
    """Return *text* with the tags and digests of the images that ci-gen pins left out."""
    return _PIN.sub(
        lambda found: f"{found['head']}{found['name']}" if _is_ours(found) else found[0], text
    )


def keep(rendered: str, existing: str, fixed: Collection[str] = ()) -> str:
    """Return *rendered* with the pins of *existing* that are newer.

    The images in *fixed* stay as they are: the spec says which to take.
    """
    newest: dict[str, ImageLine] = {}
    for line in sorted(lines(existing), key=lambda line: line.number):
        newest[images.short(line.name)] = line
    stays = {images.short(name) for name in fixed}

    def newer(found: re.Match[str]) -> str:
        ours = _line(found)
        name = images.short(ours.name)
        theirs = newest.get(name, ours)
        if name in stays or theirs.number <= ours.number:
            return found[0]
        return f"{found['head']}{ours.name}:{theirs.tag}@{theirs.digest}"

    return _PIN.sub(newer, rendered)


def _line(found: re.Match[str], number: int = 0) -> ImageLine:
    return ImageLine(name=found["name"], tag=found["tag"], digest=found["digest"], line=number)


def _is_ours(found: re.Match[str]) -> bool:
    return images.of(found["name"]) is not None
