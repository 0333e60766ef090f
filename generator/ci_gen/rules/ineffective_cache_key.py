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

from ci_gen.config.model import Config
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_KEYS = {
    "gha": {"mode", "scope"},
    "local": {"mode", "scope"},
    "registry": {"mode", "ref"},
    "inline": {"ref"},
    "none": set[str](),
}


def check(config: Config) -> Iterator[Finding]:
    """Yield each key that the kind of cache does not have."""
    for image in config.images:
        cache = image.given.cache
        kind, keys = cache.type.value, (cache.mode, cache.scope, cache.ref)
        is_whole = cache.imports.value and cache.exports.value
        known = _KEYS.get(kind or "", {key.key for key in keys})
        for value in keys:
            if value.value and (is_whole or value.key not in known):
                reason = "from and to say all" if is_whole else f"a cache of type {kind} has none"
                message = f'"{value.key}" changes nothing: {reason}'
                yield Finding(route=value.route, message=message)


RULE = Rule(
    code="CG409",
    severity=Severity.WARNING,
    remedy="remove it, or choose the type that it belongs to",
    check=check,
)
