"""Pins of actions as they stand in a workflow: `uses: OWNER/REPO@COMMIT # VERSION`.

Dependabot and Renovate change these two words in a generated file. Nothing else does, so they are
left out when files are compared, and a version that is newer than the catalogue's is kept.
"""

import re
from typing import Final

# At the indentation of a job's or a step's key, where no text of a spec stands: it is quoted or
# deeper.
_USES: Final = re.compile(
    r"^(?P<head>(?: {4}| {8})uses: )(?P<action>[\w./-]+)@(?P<sha>[0-9a-f]{40})"
    r" # (?P<version>v\d+(?:\.\d+)*)$",
    re.MULTILINE,
)


def without_pins(text: str) -> str:
    """Return *text* with the commits and versions of its actions left out."""
    return _USES.sub(r"\g<head>\g<action>", text)


def pinned(text: str) -> list[str]:
    """Return the lines of *text* that pin an action."""
    return [found[0] for found in _USES.finditer(text)]


def swapped(rendered: str, existing: str) -> list[str]:
    """Return the actions whose commit differs in *existing* although their version does not."""
    ours = {(found["action"], found["version"]): found["sha"] for found in _USES.finditer(rendered)}
    return list(
        dict.fromkeys(
            found["action"]
            for found in _USES.finditer(existing)
            if ours.get((found["action"], found["version"]), found["sha"]) != found["sha"]
        )
    )


def keep_newer(rendered: str, existing: str) -> str:
    """Return *rendered* with each pin replaced that stands newer in *existing*."""
    newest: dict[str, re.Match[str]] = {}
    for found in _USES.finditer(existing):
        kept = newest.get(found["action"])
        if kept is None or _number(found) > _number(kept):
            newest[found["action"]] = found
    return _USES.sub(lambda ours: _newer(ours, newest.get(ours["action"])), rendered)


def _newer(ours: re.Match[str], theirs: re.Match[str] | None) -> str:
    if theirs is None or _number(theirs) <= _number(ours):
        return ours[0]
    return f"{ours['head']}{theirs['action']}@{theirs['sha']} # {theirs['version']}"


def _number(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part) for part in found["version"][1:].split("."))
