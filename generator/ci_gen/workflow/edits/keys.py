"""Which key of the spec says what somebody wrote into the workflow."""

from collections.abc import Mapping
from typing import Any, Final

from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.workflow.edits import rows, words
from ci_gen.workflow.edits.differences import ABSENT, Difference
from ci_gen.workflow.edits.inputs import INPUTS, STEP_VARIABLES, VARIABLES
from ci_gen.workflow.edits.words import Advice, assign, see

_CHECK: Final = "image"


def advise(found: Difference, workflow: Mapping[str, Any], *, builds: bool) -> Advice | None:
    """Return what to do in the spec about a difference, None if no key has to do with it.

    *workflow* is the one on disk; *builds* if the job of the difference builds an image.
    """
    if found.job is None:
        return _of_workflow(found, workflow)
    if found.step is not None:
        return _of_step(found)
    if found.row is not None:
        return rows.advise(found)
    if not found.path:
        return Advice(key="jobs", words=see("jobs")) if found.is_added else None
    if found.job == _CHECK and found.path == ("name",):
        return Advice(key="required-check", words=assign("required-check", found.current))
    job = workflow["jobs"][found.job]
    return _of_job(found, job) if builds else _planned_only(found)


def _of_workflow(found: Difference, workflow: Mapping[str, Any]) -> Advice | None:
    # Whole blocks: a spec that gives a part of one would lose what the rest was by default.
    head = found.path[0] if found.path else ""
    if head in {"name", "on", "concurrency"}:
        return Advice(key=head, words=assign(head, workflow.get(head, ABSENT)))
    if head == "permissions":
        return Advice(key=head, words=see(head))
    return _of_variable(found) if head == "env" else None


def _of_variable(found: Difference) -> Advice | None:
    name = found.path[-1]
    if name in VARIABLES:
        key, advice = VARIABLES[name]
        return Advice(key=key, words=advice(key, found))
    return Advice(key="env", words=see("env")) if found.is_added else None


def _planned_only(found: Difference) -> Advice | None:
    return Advice(key="env", words=see("env")) if found.path[:1] == ("env",) else None


def _of_job(found: Difference, job: Mapping[str, Any]) -> Advice | None:
    if found.path in _JOB:
        key = _JOB[found.path]
        return Advice(key=key, words=assign(key, found.current))
    match found.path:
        case ("permissions", *_) if not found.is_gone:
            return Advice(key="permissions", words=assign(".".join(found.path), found.current))
        case ("environment", *_):
            return Advice(key="environment", words=assign("environment", _there(job)))
        case ("continue-on-error",):
            return Advice(key="strategy", words=see("strategy.allow-failure"))
        case ("strategy", "matrix", axis):
            return rows.advise_axis(axis, found)
        case _:
            return _planned_only(found)


def _there(job: Mapping[str, Any]) -> Any:
    return job.get("environment", ABSENT)


def _of_step(found: Difference) -> Advice:
    known = INPUTS.get(found.action, {})
    match found.path:
        case ():
            key = _of_whole_step(found)
            return Advice(key=key, words=_words_for_step(key, found))
        case ("with", name) if name in known:
            key, advice = known[name]
            return Advice(key=key, words=advice(key, found))
        case ("env", name) if name in STEP_VARIABLES:
            key, advice = STEP_VARIABLES[name]
            return Advice(key=key, words=advice(key, found))
        case _:
            key = _of_step_key(found)
            return Advice(key=key, words=see(key))


def _of_step_key(found: Difference) -> str:
    match found.path[0]:
        case "steps":
            return "steps"
        case "uses":
            return "pins"
        case _ if found.step in _NAMED:
            return _NAMED[found.step]
        case "env" if found.action == BUILD:
            return "build.secrets"
        case "env" if found.is_added:
            return "env"
        case _:
            return "templates"


def _of_whole_step(found: Difference) -> str:
    """Return the key that decides whether there is a step."""
    if found.step in _NAMED:
        return _NAMED[found.step]
    if found.is_gone and found.action not in _STEPS:
        return "templates"
    return _STEPS.get(found.action, "steps")


def _words_for_step(key: str, found: Difference) -> str:
    match key:
        case "registries":
            return _login(found)
        case "emulation" if found.is_gone:
            return "set `emulation: none`"
        case "test" if found.is_gone and found.step in _ON_A_BOARD:
            return assign("test.cpu", "runner")
        case "check" if found.is_gone:
            return assign("check.programs", "off")
        case "sign" if found.is_added:
            return "set `sign: cosign`"
        case _:
            return see(key)


def _login(found: Difference) -> str:
    step = found.wanted if found.is_gone else found.current
    inputs = step.get("with") if isinstance(step, dict) else None
    host = inputs.get("registry", DOCKER_HUB) if isinstance(inputs, dict) else DOCKER_HUB
    if found.is_gone:
        return f"set `registries: {words.value({host: {'login': False}})}`"
    return f"add `{host}` to `registries`"


BUILD: Final = "docker/build-push-action"
_ON_A_BOARD: Final = (
    "Set up QEMU for the processor of a board",
    "Check that QEMU refuses what the board refuses",
)
# Steps of ours that a key of the spec asks for, by name.
_NAMED: Final = {
    **dict.fromkeys(_ON_A_BOARD, "test"),
    "Load what was built": "test",
    "Run the test command": "test",
    "Run the test script": "test",
    "Wait for a healthy container": "test",
    "Leave out what the check of programs is not for": "check",
    "Check that all programs are made for their platform": "check",
}
# Actions whose steps a key of the spec asks for.
_STEPS: Final = {
    "docker/login-action": "registries",
    "docker/setup-qemu-action": "emulation",
    "actions/cache/restore": "cache",
    "actions/cache/save": "cache",
    "sigstore/cosign-installer": "sign",
    "actions/attest": "attest",
    "actions/attest-build-provenance": "attest",
    "aquasecurity/trivy-action": "scan",
    "anchore/scan-action": "scan",
    "docker/scout-action": "scan",
    "hadolint/hadolint-action": "lint",
    "peter-evans/dockerhub-description": "publish",
}
_JOB: Final[Mapping[tuple[str, ...], str]] = {
    ("timeout-minutes",): "timeout-minutes",
    ("runs-on",): "runners",
    ("strategy", "fail-fast"): "strategy.fail-fast",
    ("strategy", "max-parallel"): "strategy.max-parallel",
}
