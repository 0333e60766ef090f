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
from typing import Final

from ci_gen import expressions
from ci_gen.config import matrix
from ci_gen.config.given import GivenImage, Place
from ci_gen.config.model import Config
from ci_gen.config.sections import Text
from ci_gen.config.values import Value
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule

_CONTEXT = re.compile(r"(?<![\w.'-])(\w+)\s*(?=[.\[])")
_TEXT = re.compile(r"'[^']*'")
# https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
_EARLY: Final = frozenset({"github", "inputs", "vars"})
_JOB: Final = _EARLY | {"needs", "strategy", "matrix"}
_STEP: Final = _JOB | {"env", "job", "runner"}
_AVAILABLE: Final = {
    Place.WORKFLOW: _EARLY,
    Place.ROW: _EARLY,
    Place.JOB: _JOB,
    Place.STEP: _STEP,
    # Anywhere else a secret would be there in pull requests too.
    Place.STEP_WITH_SECRETS: _STEP | {"secrets"},
}
_REMEDY: Final = "secrets belong under build.secrets and registries: pull requests get none"


def check(config: Config) -> Iterator[Finding]:
    """Yield each text that reads a context which is not there where it will stand."""
    yield from {finding.route: finding for finding in _in_steps_and_rows(config)}.values()
    calling = [image.given for image in config.images if image.strategy.type == "github-builder"]
    for image in calling:
        for text in _handed_on(image):
            yield from _missing(text, _JOB)
    for registry in config.given.registries if calling else ():
        for credential in (registry.username, registry.password):
            yield from _missing(credential, _JOB | {"secrets"})


def _in_steps_and_rows(config: Config) -> Iterator[Finding]:
    for text in config.given.texts:
        yield from _missing(text, _AVAILABLE[text.place])
    for _, own in matrix.of_builds(config):
        yield from _missing(own, _EARLY)


def _handed_on(image: GivenImage) -> Iterator[Text | Value[str]]:
    """Yield what a job that calls a workflow hands on: it has no steps with their contexts."""
    build, tags = image.build, image.tags
    yield from (Value(value=name.text, route=name.route) for name in image.names.value)
    yield from (build.context, build.dockerfile, build.target, build.shm_size)
    for _, texts in build.published:
        yield from texts.value.values()
    for lines in (build.ulimit, tags.rules, tags.flavor):
        yield from (Value(value=line, route=lines.at(i)) for i, line in enumerate(lines.value))


def _missing(text: Text | Value[str], available: frozenset[str]) -> Iterator[Finding]:
    for name in _contexts(text.value or ""):
        if name not in available:
            message = f"the context {name} is not there when this is read"
            remedy = _REMEDY if name == "secrets" else None
            yield Finding(route=text.route, message=message, remedy=remedy)


def _contexts(text: str) -> list[str]:
    inner = (_TEXT.sub("''", part) for part in expressions.parts(text))
    return [name for part in inner for name in _CONTEXT.findall(part)]


RULE = Rule(
    code="CG117",
    severity=Severity.ERROR,
    remedy="use what the contexts of GitHub offer here: github, vars and inputs always work",
    check=check,
)
