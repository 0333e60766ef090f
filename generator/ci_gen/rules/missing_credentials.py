"""A registry that nobody said how to log in to.

Why

ci-gen knows the usual secrets of GHCR, Docker Hub and Quay. Any other registry needs a user name
and a password, or the push ends with "denied".

Before

    version: 1
    image: registry.example.com/acme/sensor
    targets: [raspberry-pi-5]

After

    version: 1
    image: registry.example.com/acme/sensor
    targets: [raspberry-pi-5]
    registries:
      registry.example.com:
        username: ${{ vars.REGISTRY_USERNAME }}
        password: ${{ secrets.REGISTRY_PASSWORD }}
"""

from collections.abc import Iterator

from ci_gen.catalog.registries import REGISTRIES
from ci_gen.config import references
from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(view: View) -> Iterator[Finding]:
    """Yield each registry that a user name or a password is missing for."""
    given = view.registries
    wanted: dict[str, Route] = {host: ("registries", host) for host in given}
    wanted |= {
        host: route
        for entry in view.entries
        for route, host in (*entry.registries, *_cached_on(entry))
        if host not in wanted
    }
    for host, route in wanted.items():
        entry = given.get(host, {})
        missing = [key for key in ("username", "password") if key not in entry]
        # What is no host, or an expression, has no entry to be missed: another rule refuses it.
        is_host = isinstance(references.read(f"{host}/owner/name"), references.Reference)
        is_named = host not in REGISTRIES and is_host
        if missing and is_named and entry.get("login", True):
            message = f"there is no {' and no '.join(missing)} for the registry {host}"
            yield Finding(route=route, message=message)


def _cached_on(entry: Entry) -> Iterator[tuple[Route, str]]:
    """Yield the registry that layers are kept on, if the cache names one."""
    if ref := entry.get("cache", "ref"):
        yield entry.at("cache", "ref"), references.host_of(ref)


RULE = Rule(
    code="CG403",
    severity=Severity.ERROR,
    remedy="add them under registries, or login: false there",
    check=check,
)
