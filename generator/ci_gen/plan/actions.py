"""The actions that steps run, at the catalogue's releases."""

from ci_gen.catalog import actions
from ci_gen.plan.parts import Pin


def pin(name: str) -> Pin:
    """Return the catalogue's release of the action *name*."""
    row = actions.action(name)
    return Pin(action=row.action, sha=row.sha, version=row.version)
