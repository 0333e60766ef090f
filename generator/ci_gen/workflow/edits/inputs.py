"""Which key of the spec becomes an input of an action, a column of a matrix or a variable."""

from collections.abc import Mapping
from typing import Final, TypeAlias

from ci_gen.workflow.edits import words
from ci_gen.workflow.edits.differences import ABSENT, Difference
from ci_gen.workflow.edits.words import Advise

# A key of the spec and what to do with it, by what the workflow calls it.
Keys: TypeAlias = Mapping[str, tuple[str, Advise]]


def _record(key: str, found: Difference) -> str:
    return words.assign(key, found.current is ABSENT or str(found.current).lower() == "true")


# Variables of the whole workflow.
VARIABLES: Final[Keys] = {
    "IMAGE": ("image", words.plain),
    "IMAGES": ("image", words.lines),
    "FLAVOR": ("tags.flavor", words.lines),
    "TAG_RULES": ("tags.rules", words.lines),
    "DOCKER_BUILD_RECORD_UPLOAD": ("build.record", _record),
}
# Variables of steps.
STEP_VARIABLES: Final[Keys] = {
    "EXCEPT": ("check.except", words.lines),
    "COMMAND": ("test.command", words.lines),
    "EXIT_CODE": ("test.exit-code", words.number),
    "OUTPUT": ("test.output", words.plain),
    "SCRIPT": ("test.script", words.plain),
    "SECONDS_TO_WAIT": ("test.healthcheck", words.number),
    "ANNOTATIONS": ("build.annotations", words.pairs),
}
# What differs between the rows of a job.
COLUMNS: Final[Keys] = {
    "timeout": ("timeout-minutes", words.plain),
    "optional": ("strategy.allow-failure", words.seen),
    "name": ("image", words.plain),
    "images": ("image", words.lines),
    "suffix": ("suffix", words.plain),
    "tags": ("tags.rules", words.lines),
    "flavor": ("tags.flavor", words.lines),
    "context": ("build.context", words.plain),
    "file": ("build.dockerfile", words.plain),
    "target": ("build.target", words.plain),
    "build-args": ("build.args", words.pairs),
    "build-contexts": ("build.contexts", words.pairs),
    "scope": ("cache.scope", words.seen),
    "ref": ("cache.ref", words.seen),
    "cache-from": ("cache.from", words.seen),
    "cache-to": ("cache.to", words.seen),
    "command": ("test.command", words.lines),
    "exit-code": ("test.exit-code", words.plain),
    "output": ("test.output", words.plain),
    "script": ("test.script", words.plain),
    "healthcheck": ("test.healthcheck", words.plain),
    "tested": ("test.platforms", words.seen),
}
INPUTS: Final[Mapping[str, Keys]] = {
    "docker/build-push-action": {
        "context": ("build.context", words.plain),
        "file": ("build.dockerfile", words.plain),
        "target": ("build.target", words.plain),
        "platforms": ("targets", words.platforms),
        "build-args": ("build.args", words.pairs),
        "build-contexts": ("build.contexts", words.pairs),
        "labels": ("build.labels", words.pairs),
        "annotations": ("build.annotations", words.pairs),
        "secrets": ("build.secrets", words.seen),
        "secret-envs": ("build.secrets", words.seen),
        "secret-files": ("build.secrets", words.seen),
        "ssh": ("build.ssh", words.plain),
        "network": ("build.network", words.plain),
        "allow": ("build.allow", words.lines),
        "shm-size": ("build.shm-size", words.plain),
        "ulimit": ("build.ulimit", words.lines),
        "add-hosts": ("build.add-hosts", words.lines),
        "no-cache": ("build.no-cache", words.plain),
        "no-cache-filters": ("build.no-cache-filters", words.lines),
        "pull": ("build.pull", words.plain),
        "provenance": ("build.provenance", words.plain),
        "sbom": ("build.sbom", words.plain),
        "load": ("build.load", words.plain),
        "outputs": ("build.outputs", words.seen),
        "tags": ("tags", words.seen),
        "cache-from": ("cache.from", words.lines),
        "cache-to": ("cache.to", words.lines),
    },
    "docker/metadata-action": {
        "images": ("image", words.lines),
        "tags": ("tags.rules", words.lines),
        "flavor": ("tags.flavor", words.lines),
        "labels": ("build.labels", words.pairs),
        "annotations": ("build.annotations", words.pairs),
    },
    "docker/login-action": dict.fromkeys(
        ("registry", "username", "password"), ("registries", words.seen)
    ),
    "docker/setup-buildx-action": {
        "driver": ("builder.driver", words.plain),
        "version": ("builder.version", words.plain),
        "driver-opts": ("builder.driver-opts", words.lines),
        "buildkitd-flags": ("builder.buildkitd-flags", words.plain),
        "buildkitd-config": ("builder.buildkitd-config", words.plain),
        "buildkitd-config-inline": ("builder.buildkitd-config-inline", words.plain),
    },
    "docker/setup-qemu-action": {
        "image": ("emulation.image", words.plain),
        "platforms": ("emulation.platforms", words.plain),
        "cache-image": ("emulation.cache-image", words.plain),
    },
}
