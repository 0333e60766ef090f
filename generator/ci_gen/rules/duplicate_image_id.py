"""Two images that go by the same id.

Why

Jobs, caches and artifacts are named after the id. Two images with one id would overwrite each
other's cache.

Before

    version: 1
    targets: [amd64]
    images:
      - image: ghcr.io/acme/api
      - image: ghcr.io/other/api

After

    version: 1
    targets: [amd64]
    images:
      - image: ghcr.io/acme/api
      - {id: other-api, image: ghcr.io/other/api}
"""

from collections.abc import Iterator

from ci_gen.config.model import Config
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each image whose id an earlier one has."""
    seen: dict[str, Route] = {}
    for image in config.images:
        for name in dict.fromkeys((image.family, image.id)):
            if seen.setdefault(name, image.given.home) != image.given.home:
                message = f'two images have the id "{name}"'
                yield Finding(route=image.given.id.route, message=message)


RULE = Rule(
    code="CG208",
    severity=Severity.ERROR,
    remedy="give one of them an id of its own",
    check=check,
)
