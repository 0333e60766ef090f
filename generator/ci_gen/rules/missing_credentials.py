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

from collections.abc import Iterator, Mapping

from ci_gen.catalog.registries import REGISTRIES
from ci_gen.config import references
from ci_gen.config.given import GivenRegistry
from ci_gen.config.model import Config
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule


def check(config: Config) -> Iterator[Finding]:
    """Yield each registry that a user name or a password is missing for."""
    given = {registry.host: registry for registry in config.given.registries}
    for host, route in _wanted(config, given).items():
        missing = _missing(given.get(host))
        # What is no host, or an expression, has no entry to be missed: another rule refuses it.
        is_host = isinstance(references.read(f"{host}/owner/name"), references.Reference)
        if missing and is_host and host not in REGISTRIES:
            message = f"there is no {' and no '.join(missing)} for the registry {host}"
            yield Finding(route=route, message=message)


def _wanted(config: Config, given: Mapping[str, GivenRegistry]) -> dict[str, Route]:
    """Return the registries that are logged in to: those given, pushed to and cached on."""
    wanted = {host: registry.route for host, registry in given.items()}
    for image in config.images:
        used = dict(image.given.hosts)
        if ref := image.given.cache.ref.value:
            used[references.host_of(ref)] = image.given.cache.ref.route
        wanted |= {host: route for host, route in used.items() if host not in given}
    return wanted


def _missing(given: GivenRegistry | None) -> list[str]:
    if given is None:
        return ["username", "password"]
    if given.login.value is False:
        return []
    return [value.key for value in (given.username, given.password) if value.value is None]


RULE = Rule(
    code="CG403",
    severity=Severity.ERROR,
    remedy="add them under registries, or login: false there",
    check=check,
)
