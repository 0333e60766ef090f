"""The same name given twice.

Why

Two builds that push the same name overwrite each other: the tag holds the platforms of whichever
came last.

Before

    version: 1
    targets: [amd64]
    images:
      - image: ghcr.io/acme/api
      - {id: gpu, image: ghcr.io/acme/api}

After

    version: 1
    targets: [amd64]
    images:
      - image: ghcr.io/acme/api
      - image: ghcr.io/acme/api-gpu
"""

from collections.abc import Iterator

from ci_gen.config import references
from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each name that stands for an image that was named before."""
    seen: set[tuple[str, str]] = set()
    # Variants of one image have its names in common, and tags of their own.
    images = {image.given.home: image.given for image in config.images}
    for image in images.values():
        for name in image.names.value:
            if not isinstance(name.found, references.Reference):
                continue
            if (name.found.host, name.found.path) in seen:
                yield Finding(route=name.route, message=f'"{name.text}" is named twice')
            seen.add((name.found.host, name.found.path))


RULE = Rule(
    code="CG209",
    severity=Severity.ERROR,
    remedy="give each image names of its own",
    check=check,
)
