"""The templates and blocks of earlier versions that are gone, and what takes their place now."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from ci_gen.record import Record
from ci_gen.render import shipped


class Successor(Record):
    """What does now what a template did that ci-gen had *until* some version, the last with it.

    *names* are the templates that print it now, with the same blocks. *why* says what has changed.
    """

    until: str
    names: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        return f"{' and '.join(self.names)} {'take' if len(self.names) > 1 else 'takes'} its place"


def _row(why: str, *names: str) -> Successor:
    return Successor(until="0.1.0", names=names, why=why)


_JOB: Final = "all jobs with steps are printed alike, and `job.id` tells them apart"
_STEPS_JOB: Final = _row(_JOB, "jobs/steps-job.yml.j2")
_BUILD: Final = _row("one step builds, whatever becomes of the image", "steps/build-image.yml.j2")
_QEMU: Final = _row("the condition of the set-up decides", "steps/set-up-qemu.yml.j2")
_PULL: Final = "`docker run` pulls what it tests by itself"
_DIGEST: Final = "digests are outputs of jobs, not artifacts"
_TESTS: Final = ("test-command", "test-health", "test-script")

SUCCESSORS: Final[Mapping[str, Successor]] = MappingProxyType(
    {
        "jobs/build-job.yml.j2": _STEPS_JOB,
        "jobs/gate-job.yml.j2": _STEPS_JOB,
        "jobs/leg.yml.j2": _row("a matrix is printed as a whole", "jobs/matrix.yml.j2"),
        "jobs/legs-job.yml.j2": _STEPS_JOB,
        "jobs/metadata-job.yml.j2": _row(
            "each job that builds or publishes makes the tags itself",
            "jobs/steps-job.yml.j2",
            "steps/metadata.yml.j2",
        ),
        "jobs/publish-job.yml.j2": _STEPS_JOB,
        "scripts/check-index.sh": _row(
            "what publishes an image also reads it back", "scripts/create-index.sh"
        ),
        "scripts/check-machine.sh": _row(
            "all programs of an image are checked", "scripts/check-programs.sh"
        ),
        "scripts/create-tags.sh": _row(
            "each script that tags does it itself",
            "scripts/create-index.sh",
            "scripts/tag-image.sh",
        ),
        "scripts/decide-qemu.sh": _QEMU,
        "scripts/load-image.sh": _row(
            "one platform is loaded by the build, several by a script", "scripts/load-platforms.sh"
        ),
        "scripts/pull-image.sh": _row(_PULL, *(f"scripts/{name}.sh" for name in _TESTS)),
        "scripts/record-digest.sh": _row(_DIGEST, "scripts/pass-digest.sh"),
        "scripts/run-command.sh": _row("it is called like its step", "scripts/test-command.sh"),
        "scripts/run-script.sh": _row("it is called like its step", "scripts/test-script.sh"),
        "scripts/sign-index.sh": _row("it is called like its step", "scripts/sign-image.sh"),
        "scripts/wait-healthy.sh": _row("it is called like its step", "scripts/test-health.sh"),
        "steps/attest-index.yml.j2": _row(
            "images of one platform are no index", "steps/attest-image.yml.j2"
        ),
        "steps/build-and-push.yml.j2": _BUILD,
        "steps/build-by-digest.yml.j2": _BUILD,
        "steps/check-index.yml.j2": _row(
            "what publishes an image also reads it back", "steps/create-index.yml.j2"
        ),
        "steps/check-machine.yml.j2": _row(
            "all programs of an image are checked", "steps/check-programs.yml.j2"
        ),
        "steps/decide-qemu.yml.j2": _QEMU,
        "steps/download-digests.yml.j2": _row(_DIGEST, "steps/create-index.yml.j2"),
        "steps/load-image.yml.j2": _row(
            "one platform is loaded by the build, several by a step", "steps/load-platforms.yml.j2"
        ),
        "steps/on-platforms.yml.j2": _row(
            "the filter `run` prints a script, for several platforms too", "steps/script.yml.j2"
        ),
        "steps/pull-image.yml.j2": _row(_PULL, *(f"steps/{name}.yml.j2" for name in _TESTS)),
        "steps/record-digest.yml.j2": _row(_DIGEST, "steps/pass-digest.yml.j2"),
        "steps/sign-index.yml.j2": _row(
            "images of one platform are no index", "steps/sign-image.yml.j2"
        ),
        "steps/test-image.yml.j2": _row(
            "each kind of test is a step", *(f"steps/{name}.yml.j2" for name in _TESTS)
        ),
        "steps/upload-digest.yml.j2": _row(_DIGEST, "steps/pass-digest.yml.j2"),
    }
)


def find(name: str) -> Successor | None:
    """Return what takes the place of the template *name*, None if it is not one that is gone."""
    return SUCCESSORS.get(name.removeprefix(shipped.PREFIX))
