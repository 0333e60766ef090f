"""What jobs may do, and the environments that guard them."""

from collections.abc import Iterator

from ci_gen.config.model import Events, Image
from ci_gen.expressions import parse, when
from ci_gen.plan import conditions
from ci_gen.plan.group import Group
from ci_gen.plan.jobs import JobEnvironment
from ci_gen.plan.parts import Permission

_READ = Permission(scope="contents", access="read", why=None)


def permissions(group: Group) -> tuple[Permission, ...]:
    """Return the permissions of a job that builds, in the order of their need."""
    found = publishing(group)
    has_own = any(permission.scope == "contents" for permission in found)
    return found if has_own else (_READ, *found)


def publishing(group: Group) -> tuple[Permission, ...]:
    """Return the permissions of a job that publishes and checks nothing out."""
    needed: dict[str, Permission] = {}
    for image in group.images:
        for permission in _of_registries(image, group.events):
            known = needed.get(permission.scope)
            if known is None or known.access == "read":
                needed[permission.scope] = permission
    for scope, access in group.image.permissions:
        if access == "write" or scope not in {*needed, "contents"}:
            why = "asked for in the spec"
            needed[scope] = Permission(scope=scope, access=access, why=why)
    return tuple(needed.values())


def merged(*permissions: Permission) -> tuple[Permission, ...]:
    """Return one permission for each scope: the one that lets write, if any does."""
    found: dict[str, Permission] = {}
    for permission in permissions:
        known = found.setdefault(permission.scope, permission)
        if known.access != "write":
            found[permission.scope] = permission
    return tuple(found.values())


def _of_registries(image: Image, events: Events) -> Iterator[Permission]:
    for login in image.logins:
        if login.permission and events.publishes:
            access, verb = ("write", "push to") if login.is_written else ("read", "pull from")
            why = f"{verb} {login.host}"
            yield Permission(scope=login.permission, access=access, why=why)


def environment(group: Group, *, is_building: bool) -> JobEnvironment | None:
    """Return the environment of a job; one that builds needs nobody's approval in vain.

    A name that comes out empty is no environment: Toloka/tolokaforge#646.
    """
    given = group.image.environment
    if given is None:
        return None
    condition = conditions.publishes(group.events)
    is_spared = is_building and condition is not None and not group.image.pull_request.has_secrets
    name = parse(given.name)
    return JobEnvironment(
        given=given.name,
        name=when(condition, name) if is_spared else name,
        url=parse(given.url) if given.url else None,
        deployment=given.deployment,
        is_spared=is_spared,
    )
