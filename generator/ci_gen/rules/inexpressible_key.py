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

from ci_gen import expression_text
from ci_gen.catalog import runners
from ci_gen.config import paths
from ci_gen.config.given import GivenImage
from ci_gen.config.model import Config
from ci_gen.config.sections import GivenBuild, GivenRunners
from ci_gen.config.values import Value
from ci_gen.diagnostics import Route, Severity
from ci_gen.rules import Finding, Rule

_THIS: Final = "docker/github-builder"
# What a job for each platform cannot do either.
_SINGLE: Final = "remove it, or use strategy: single"
_REMOTE: Final = re.compile(r"[a-z][a-z0-9+.-]*://|git@|github\.com/", re.IGNORECASE)
_PROVENANCE: Final = f"{_THIS} decides about provenance itself"


def check(config: Config) -> Iterator[Finding]:
    """Yield each such key of an image that is built by the workflow."""
    for image in config.images:
        if image.strategy.type == "github-builder":
            given = image.given
            yield from _inputs(given)
            yield from _keys(given)
            yield from _strategy(given)
            yield from _files(given.build)
            yield from _texts(given.build)
            yield from _choices(given)
            yield from _runners(given.runners)


def _inputs(given: GivenImage) -> Iterator[Finding]:
    """Yield inputs of the actions that the other strategies use, which are not passed on."""
    for value in (*_build_inputs(given.build), *_other_inputs(given)):
        if value.value:
            name = ".".join(map(str, value.route[-2:]))
            remedy = _SINGLE if value is given.build.load else None
            message = f'{_THIS} has no input for "{name}"'
            yield Finding(route=value.route, message=message, remedy=remedy)


def _build_inputs(build: GivenBuild) -> tuple[Value[object], ...]:
    return (
        build.secrets,
        build.ssh,
        build.contexts,
        build.network,
        build.allow,
        build.add_hosts,
        build.no_cache,
        build.no_cache_filters,
        build.pull,
        build.load,
        build.outputs,
    )


def _other_inputs(given: GivenImage) -> tuple[Value[object], ...]:
    return (
        given.builder.version,
        given.builder.driver_opts,
        given.builder.buildkitd_flags,
        given.builder.buildkitd_config,
        given.builder.buildkitd_config_inline,
        given.emulation.image,
        given.emulation.platforms,
        given.emulation.cache_image,
        given.cache.ref,
        given.cache.imports,
        given.cache.exports,
    )


def _keys(given: GivenImage) -> Iterator[Finding]:
    """Yield keys that a call of a workflow has no use for."""
    keys: tuple[tuple[object, Route, str], ...] = (
        (
            given.test.is_given,
            given.test.route,
            f"{_THIS} tests nothing before the image gets its tags",
        ),
        (given.attest.provenance.value, given.attest.provenance.route, _PROVENANCE),
        (
            given.attest.github.value,
            given.attest.github.route,
            f"{_THIS} signs its own provenance, and GitHub attests nothing",
        ),
        (
            given.permissions.value,
            given.permissions.route,
            f"{_THIS} has no use for further permissions",
        ),
        (
            given.environment.is_given,
            given.environment.route,
            "a job that calls a workflow has no environment",
        ),
        (
            given.timeout_minutes.value,
            given.timeout_minutes.route,
            "a job that calls a workflow has no time limit",
        ),
    )
    for is_asked, route, message in keys:
        if is_asked:
            yield Finding(route=route, message=message)


def _strategy(given: GivenImage) -> Iterator[Finding]:
    strategy = given.strategy
    if strategy.max_parallel.value and given.is_meant(strategy.max_parallel):
        message = f"{_THIS} builds all platforms at once"
        yield Finding(route=strategy.max_parallel.route, message=message)
    if strategy.allow_failure.value and given.is_meant(strategy.allow_failure):
        message = f"{_THIS} publishes all platforms or none"
        yield Finding(route=strategy.allow_failure.route, message=message)
    if strategy.split.value == "per-runner":
        message = f"{_THIS} gives each platform a job of its own"
        yield Finding(route=strategy.split.route, message=message)


def _files(build: GivenBuild) -> Iterator[Finding]:
    """Yield what is wrong for a build that has the commit, and no files on a runner."""
    context = build.context.value or "."
    file = build.dockerfile.value or f"{context}/Dockerfile"
    if _REMOTE.match(context) or paths.inside(".", context) is None:
        message = f'{_THIS} builds the commit itself, and "{context}" is no folder in it'
        yield Finding(route=build.context.route, message=message)
    elif _REMOTE.match(file) or paths.inside(context, file) is None:
        message = f'{_THIS} has nothing but the context "{context}" to look for the Dockerfile in'
        yield Finding(route=build.dockerfile.route, message=message)


def _texts(build: GivenBuild) -> Iterator[Finding]:
    """Yield texts that the workflow would change on their way to BuildKit."""
    for word, texts in build.published:
        for name, given in texts.value.items():
            text = expression_text.filled(given.value, "")
            if "{{" in text:
                message = f"{_THIS} would read the {word} {name} as a template"
                yield Finding(route=given.route, message=message)
            elif "\n" in text and texts is not build.args:
                message = f"{_THIS} cannot keep the {word} {name} in several lines"
                yield Finding(route=given.route, message=message)


def _choices(given: GivenImage) -> Iterator[Finding]:
    """Yield values of keys that the workflow knows with other values."""
    build = given.build
    if build.provenance.value is not None:
        yield Finding(route=build.provenance.route, message=_PROVENANCE)
    if build.has_old_media_types:
        message = f"{_THIS} writes the media types of OCI"
        yield Finding(route=build.oci_mediatypes.route, message=message)
    for _, own in given.own_builds:
        yield Finding(route=own.route, message=f"{_THIS} builds all platforms alike")
    if isinstance(build.sbom.value, str):
        message = f"{_THIS} makes SBOMs with its own generator"
        yield Finding(route=build.sbom.route, message=message)
    if given.uses_docker_driver:
        message = f"{_THIS} builds with a BuildKit of its own"
        yield Finding(route=given.builder.driver.route, message=message, remedy=_SINGLE)
    if given.cache.type.value not in {None, "gha", "none"}:
        message = f"{_THIS} keeps layers in GitHub's cache only"
        yield Finding(route=given.cache.type.route, message=message)


def _runners(given: GivenRunners) -> Iterator[Finding]:
    for labels in given.each:
        if any(map(_is_foreign, labels.value)) or len(labels.value) > 1:
            named = ", ".join(labels.value)
            message = f'{_THIS} runs on GitHub\'s own runners only, not on "{named}"'
            yield Finding(route=labels.route, message=message)


def _is_foreign(label: str) -> bool:
    # Runners for other systems are wrong for any strategy; what an expression gives is not known.
    found = runners.find(label)
    is_other = bool(found and found.os != "linux") or expression_text.has_expression(label)
    return not runners.is_github(label) and not is_other


RULE = Rule(
    code="CG316",
    severity=Severity.ERROR,
    remedy="remove it, or use strategy: split",
    check=check,
)
