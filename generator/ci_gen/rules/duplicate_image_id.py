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

from ci_gen.config.view import View
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each image whose id an earlier one has."""
    seen: dict[str, Route] = {}
    for entry in view.entries:
        for name in dict.fromkeys((entry.family, entry.id)):
            if seen.setdefault(name, entry.home) != entry.home:
                yield Finding(route=entry.at("id"), message=f'two images have the id "{name}"')


RULE = Rule(
    code="CG208",
    severity=Severity.ERROR,
    remedy="give one of them an id of its own",
    check=check,
)
