"""An expression that reads what is not there.

Why

GitHub evaluates each part of a workflow with some of its contexts only. An unknown one makes the
whole workflow invalid, and a step or job that does not exist is empty without a word.

Before

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {args: {VERSION: "${{ steps.version.outputs.tag }}"}}

After

    version: 1
    image: ghcr.io/acme/sensor
    targets: [raspberry-pi-5]
    build: {args: {VERSION: "${{ github.ref_name }}"}}
"""

import re
from collections.abc import Iterator
from typing import Any, Final

from ci_gen import expressions
from ci_gen.config import matrix as matrix_texts
from ci_gen.config.view import Entry, View
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule

_CONTEXT = re.compile(r"(?<![\w.'-])(\w+)\s*(?=[.\[])")
_TEXT = re.compile(r"'[^']*'")
# https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
_EARLY = frozenset({"github", "inputs", "vars"})
_JOB = _EARLY | {"needs", "strategy", "matrix"}
_STEP = _JOB | {"env", "job", "runner"}
# Anywhere else a secret would be there in pull requests too.
_SECRET = _STEP | {"secrets"}
_AVAILABLE = {
    "concurrency": _EARLY,
    "runners": _JOB,
    "environment": _JOB,
    "registries": _SECRET,
    "secrets": _SECRET,
    "cache": _SECRET,
    # The rule secret-in-build-argument says more about these.
    "args": _SECRET,
    "labels": _SECRET,
    "annotations": _SECRET,
}
_REMEDY: Final = "secrets belong under build.secrets and registries: pull requests get none"
# What a job that calls a workflow hands on: it has no steps, whose contexts these would be.
_HANDED_ON: Final[tuple[tuple[str, ...], ...]] = (
    ("image",),
    ("build", "context"),
    ("build", "dockerfile"),
    ("build", "target"),
    ("build", "args"),
    ("build", "labels"),
    ("build", "annotations"),
    ("build", "shm-size"),
    ("build", "ulimit"),
    ("tags", "rules"),
    ("tags", "flavor"),
)


def check(view: View) -> Iterator[Finding]:
    """Yield each text that reads a context which is not there where it will stand."""
    found = [*_walk(view.data, (), _STEP)]
    for _, route, text in matrix_texts.of_builds(view):
        found += _walk(text, route, _EARLY)
    yield from {finding.route: finding for finding in found}.values()
    calling = [entry for entry in view.entries if entry.strategy == "github-builder"]
    for entry in calling:
        yield from _handed_on(entry)
    if calling:
        yield from _walk(view.data.get("registries"), ("registries",), _JOB | {"secrets"})


def _handed_on(entry: Entry) -> Iterator[Finding]:
    for path in _HANDED_ON:
        yield from _walk(entry.get(*path), entry.at(*path), _JOB)


def _walk(value: Any, route: Route, available: frozenset[str]) -> Iterator[Finding]:
    if isinstance(value, str):
        for name in _contexts(value):
            if name not in available:
                message = f"the context {name} is not there when this is read"
                remedy = _REMEDY if name == "secrets" else None
                yield Finding(route=route, message=message, remedy=remedy)
    elif isinstance(value, dict):
        for key, item in value.items():
            # What a target or a variant builds in its own way stands in the matrix.
            is_row = key == "build" and bool({"targets", "variants"} & set(route))
            scope = _EARLY if is_row else _AVAILABLE.get(key, available)
            yield from _walk(item, (*route, key), scope)
    elif isinstance(value, list):
        for i, item in enumerate(value):
            yield from _walk(item, (*route, i), available)


def _contexts(text: str) -> list[str]:
    inner = (_TEXT.sub("''", part) for part in expressions.parts(text))
    return [name for part in inner for name in _CONTEXT.findall(part)]


RULE = Rule(
    code="CG117",
    severity=Severity.ERROR,
    remedy="use what the contexts of GitHub offer here: github, vars and inputs always work",
    check=check,
)
