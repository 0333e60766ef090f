"""A cache export with the docker driver.

Why

The runner's own Docker cannot export layers: "Cache export is not supported for the docker
driver". Only an inline cache works with it.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    builder: docker
    cache: gha

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    cache: gha
"""

from collections.abc import Iterator

from ci_gen.config.triggers import as_list
from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each cache that the docker driver cannot write."""
    for entry in view.entries:
        if entry.get("builder", "driver") != "docker":
            continue
        kinds = {"type": entry.get("cache", "type")}
        exports = [str(line) for line in as_list(entry.get("cache", "to"))]
        if any("type=inline" not in line.split(",") for line in exports):
            kinds["to"] = exports[0]
        for key, kind in kinds.items():
            if kind not in {None, "inline", "none"}:
                yield Finding(
                    route=entry.at("cache", key), message="the docker driver cannot export a cache"
                )


RULE = Rule(
    code="CG404",
    severity=Severity.ERROR,
    remedy="use the driver docker-container, or cache: inline or none",
    check=check,
)
