"""A key that docker/github-builder cannot express.

Why

Docker's signature says that its workflow built the image from the commit and nothing else. So it
takes no secrets, tests nothing before the tags, and runs on GitHub's own runners only. A job that
calls a workflow cannot have a time limit or an environment either.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: github-builder
    test: [sensor, --version]

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5, amd64]
    strategy: split
    test: [sensor, --version]
"""

import re
from collections.abc import Iterator
from typing import Final

from ci_gen import expressions
from ci_gen.catalog import runners
from ci_gen.config import paths
from ci_gen.config.triggers import as_list
from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.yaml.document import scalar_text

_THIS: Final = "docker/github-builder"
# Inputs of the actions that the other strategies use, which the workflow does not pass on.
_INPUTS: Final = {
    "build": (
        "secrets",
        "ssh",
        "contexts",
        "network",
        "allow",
        "add-hosts",
        "no-cache",
        "no-cache-filters",
        "pull",
        "load",
        "outputs",
    ),
    "builder": (
        "version",
        "driver-opts",
        "buildkitd-flags",
        "buildkitd-config",
        "buildkitd-config-inline",
    ),
    "emulation": ("image", "platforms", "cache-image"),
    "cache": ("ref", "from", "to"),
}
_REASONS: Final[dict[tuple[str, ...], str]] = {
    ("test",): f"{_THIS} tests nothing before the image gets its tags",
    ("attest", "provenance"): f"{_THIS} decides about provenance itself",
    ("attest", "github"): f"{_THIS} signs its own provenance, and GitHub attests nothing",
    ("permissions",): f"{_THIS} has no use for further permissions",
    ("environment",): "a job that calls a workflow has no environment",
    ("timeout-minutes",): "a job that calls a workflow has no time limit",
}
_STRATEGY: Final = {
    "max-parallel": f"{_THIS} builds all platforms at once",
    "allow-failure": f"{_THIS} publishes all platforms or none",
}
# What a job for each platform cannot do either.
_SINGLE: Final = "remove it, or use strategy: single"
_LISTS: Final = {"args": "build argument", "labels": "label", "annotations": "annotation"}
_REMOTE: Final = re.compile(r"[a-z][a-z0-9+.-]*://|git@|github\.com/", re.IGNORECASE)


def check(view: View) -> Iterator[Finding]:
    """Yield each such key of an image that is built by the workflow."""
    for entry in view.entries:
        if entry.strategy == "github-builder":
            yield from _keys(entry)
            yield from _strategy(entry)
            yield from _build(entry)
            yield from _texts(entry)
            yield from _choices(entry)
            yield from _runners(entry)


def _keys(entry: Entry) -> Iterator[Finding]:
    for key, names in _INPUTS.items():
        for name in names:
            if entry.get(key, name):
                remedy = _SINGLE if name == "load" else None
                message = f'{_THIS} has no input for "{key}.{name}"'
                yield Finding(route=entry.at(key, name), message=message, remedy=remedy)
    for path, message in _REASONS.items():
        if entry.get(*path):
            yield Finding(route=entry.at(*path), message=message)


def _strategy(entry: Entry) -> Iterator[Finding]:
    # What stands beside another strategy's name further up is not meant for this image.
    meant = {entry.at("strategy", "type")[:-1], (*entry.route, "strategy")}
    for key, message in _STRATEGY.items():
        if entry.get("strategy", key) and entry.at("strategy", key)[:-1] in meant:
            yield Finding(route=entry.at("strategy", key), message=message)
    if entry.get("strategy", "split") == "per-runner":
        route = entry.at("strategy", "split")
        yield Finding(route=route, message=f"{_THIS} gives each platform a job of its own")


def _build(entry: Entry) -> Iterator[Finding]:
    """Yield what is wrong for a build that has the commit, and no files on a runner."""
    context = str(entry.get("build", "context") or ".")
    file = str(entry.get("build", "dockerfile") or f"{context}/Dockerfile")
    if _REMOTE.match(context) or paths.inside(".", context) is None:
        message = f'{_THIS} builds the commit itself, and "{context}" is no folder in it'
        yield Finding(route=entry.at("build", "context"), message=message)
    elif _REMOTE.match(file) or paths.inside(context, file) is None:
        message = f'{_THIS} has nothing but the context "{context}" to look for the Dockerfile in'
        yield Finding(route=entry.at("build", "dockerfile"), message=message)


def _texts(entry: Entry) -> Iterator[Finding]:
    """Yield texts that the workflow would change on their way to BuildKit."""
    for key, word in _LISTS.items():
        for name, value in (entry.get("build", key) or {}).items():
            text = expressions.filled(scalar_text(value), "")
            route = (*entry.at("build", key), name)
            if "{{" in text:
                yield Finding(
                    route=route, message=f"{_THIS} would read the {word} {name} as a template"
                )
            elif "\n" in text and key != "args":
                yield Finding(
                    route=route, message=f"{_THIS} cannot keep the {word} {name} in several lines"
                )


def _choices(entry: Entry) -> Iterator[Finding]:
    """Yield values of keys that the workflow knows with other values."""
    if entry.get("build", "provenance") is not None:
        yield Finding(
            route=entry.at("build", "provenance"),
            message=f"{_THIS} decides about provenance itself",
        )
    if entry.get("build", "oci-mediatypes") is False:
        message = f"{_THIS} writes the media types of OCI"
        yield Finding(route=entry.at("build", "oci-mediatypes"), message=message)
    for _, route, _ in entry.own_builds:
        yield Finding(route=route, message=f"{_THIS} builds all platforms alike")
    if isinstance(entry.get("build", "sbom"), str):
        yield Finding(
            route=entry.at("build", "sbom"), message=f"{_THIS} makes SBOMs with its own generator"
        )
    if entry.get("builder", "driver") == "docker":
        message = f"{_THIS} builds with a BuildKit of its own"
        yield Finding(route=entry.at("builder", "driver"), message=message, remedy=_SINGLE)
    kind = entry.get("cache", "type")
    if kind not in {None, "gha", "none"}:
        yield Finding(
            route=entry.at("cache", "type"), message=f"{_THIS} keeps layers in GitHub's cache only"
        )


def _runners(entry: Entry) -> Iterator[Finding]:
    given, route = entry.get("runners"), entry.at("runners")
    named = given if isinstance(given, dict) else {"": given}
    for platform, value in named.items():
        labels = as_list(value)
        if any(map(_is_foreign, labels)) or len(labels) > 1:
            message = f'{_THIS} runs on GitHub\'s own runners only, not on "{", ".join(labels)}"'
            yield Finding(route=(*route, platform) if platform else route, message=message)


def _is_foreign(label: str) -> bool:
    # Runners for other systems are wrong for any strategy; what an expression gives is not known.
    is_other = label.startswith(("windows-", "macos-")) or expressions.has_expression(label)
    return runners.named(label) is None and not is_other


RULE = Rule(
    code="CG316",
    severity=Severity.ERROR,
    remedy="remove it, or use strategy: split",
    check=check,
)
