"""A key of the cache that changes nothing.

Why

Each kind of cache has keys of its own. One that belongs to another kind is a sign that another
cache was meant.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    cache: {type: inline, mode: min}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    cache: {type: gha, mode: min}
"""

from collections.abc import Iterator

from ci_gen.config.view import View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_KEYS = {
    "gha": {"mode", "scope"},
    "local": {"mode", "scope"},
    "registry": {"mode", "ref"},
    "inline": {"ref"},
    "none": set[str](),
}


def check(view: View) -> Iterator[Finding]:
    """Yield each key that the kind of cache does not have."""
    for entry in view.entries:
        kind = entry.get("cache", "type")
        is_whole = entry.get("cache", "from") and entry.get("cache", "to")
        known = set[str]() if is_whole else _KEYS.get(kind, {"mode", "scope", "ref"})
        for key in ("mode", "scope", "ref"):
            if entry.get("cache", key) and key not in known:
                reason = "from and to say all" if is_whole else f"a cache of type {kind} has none"
                yield Finding(
                    route=entry.at("cache", key), message=f'"{key}" changes nothing: {reason}'
                )


RULE = Rule(
    code="CG409",
    severity=Severity.WARNING,
    remedy="remove it, or choose the type that it belongs to",
    check=check,
)
