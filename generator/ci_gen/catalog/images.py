"""Container images that a workflow itself pulls, at a fixed version, from `images.json`.

Source: each row's `source`. New QEMU releases have broken builds before:
docker/setup-qemu-action#198, #199, #201.
"""

import json
from pathlib import Path
from typing import Any, Final

from ci_gen.record import Record

_FILE: Final = Path(__file__).with_name("images.json")
_HUB: Final = "docker.io/"


class PinnedImage(Record):
    """An image: *digest* is that of its index, which *tag* stood for as late as on *as_of*."""

    name: str
    tag: str
    digest: str
    as_of: str
    source: str

    @property
    def tagged(self) -> str:
        """Return the name with the tag."""
        return f"{self.name}:{self.tag}"

    def __str__(self) -> str:
        return f"{self.tagged}@{self.digest}"


def short(name: str) -> str:
    """Return the *name* of an image without the registry that Docker takes by itself."""
    return name.removeprefix("index.").removeprefix(_HUB)


def of(name: str) -> PinnedImage | None:
    """Return the image that *name* names, with or without Docker Hub, None for other images."""
    return next((row for row in (BINFMT, BUILDKIT) if short(row.name) == short(name)), None)


def _rows() -> dict[str, PinnedImage]:
    data: dict[str, Any] = json.loads(_FILE.read_bytes())
    return {short(row["name"]): PinnedImage(**row) for row in data["images"]}


BINFMT: Final = _rows()["tonistiigi/binfmt"]
BUILDKIT: Final = _rows()["moby/buildkit"]
