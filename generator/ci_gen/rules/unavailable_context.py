"""An expression that reads a context which is not available where it is used.

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

from collections.abc import Iterator
from typing import Final

from ci_gen import expression_text
from ci_gen.config import matrix, values
from ci_gen.config.given import GivenImage, Place
from ci_gen.config.model import Config
from ci_gen.config.sections import Text
from ci_gen.config.values import Value
from ci_gen.diagnostics import Severity
from ci_gen.rules import Finding, Rule
from ci_gen.words import did_you_mean, nearest

# https://docs.github.com/actions/reference/workflows-and-actions/contexts#context-availability
_JOB: Final = matrix.CONTEXTS | {"needs", "strategy", "matrix"}
_STEP: Final = _JOB | {"env", "job", "runner"}
_AVAILABLE: Final = {
    Place.WORKFLOW: matrix.CONTEXTS,
    Place.ROW: matrix.CONTEXTS,
    Place.JOB: _JOB,
    Place.STEP: _STEP,
    # Anywhere else a secret would be there in pull requests too.
    Place.STEP_WITH_SECRETS: _STEP | {"secrets"},
}
_REMEDY: Final = "secrets belong under build.secrets and registries: pull requests get none"


def check(config: Config) -> Iterator[Finding]:
    """Yield each text that reads a context which is not available where it will be."""
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
    for images in matrix.groups(config):
        for _, cell in matrix.columns(images):
            yield from _missing(cell, matrix.CONTEXTS)


def _handed_on(image: GivenImage) -> Iterator[Text]:
    """Yield what a job that calls a workflow hands on: it has no steps with their contexts."""
    build, tags = image.build, image.tags
    yield from (Value(value=name.text, route=name.route) for name in image.names.value)
    yield from (build.context, build.dockerfile, build.target, build.shm_size)
    for _, texts in build.published:
        yield from texts.value.values()
    for lines in (build.ulimit, tags.rules, tags.flavor):
        yield from values.each(lines)


def _missing(text: Text, available: frozenset[str]) -> Iterator[Finding]:
    for name in expression_text.contexts(text.value or ""):
        if name not in available:
            message = f'context "{name}" is not available here'
            remedy = _REMEDY if name == "secrets" else _meant(name, available)
            yield Finding(route=text.route, message=message, remedy=remedy)


def _meant(name: str, available: frozenset[str]) -> str | None:
    near = nearest(name, sorted(available))
    return None if near is None else did_you_mean(near)


RULE = Rule(
    code="CG117",
    severity=Severity.ERROR,
    remedy="use what the contexts of GitHub offer here: github, vars and inputs always work",
    check=check,
)
