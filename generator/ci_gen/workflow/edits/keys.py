"""Which key of the spec says what somebody wrote into the workflow."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.record import Record
from ci_gen.workflow.edits.differences import ABSENT, Difference
from ci_gen.yaml import write as yaml_text


class Advice(Record):
    """The *key* of the spec that has to do with an edit, and in *words* what to do with it."""

    key: str
    words: str


# How the value of an input becomes that of a key.
_Advise: TypeAlias = Callable[[str, Difference], str]


def advise(found: Difference, workflow: Mapping[str, Any], *, builds: bool) -> Advice | None:
    """Return what to do in the spec about a difference, None if no key has to do with it.

    *workflow* is the one on disk; *builds* if the job of the difference builds an image.
    """
    if found.job is None:
        return _of_workflow(found, workflow)
    if found.step is not None:
        return _of_step(found)
    if not found.path and found.row is None:
        return Advice(key="jobs", words=_see("jobs")) if found.is_added else None
    job = workflow["jobs"][found.job]
    return _of_job(found, job) if builds else _planned_only(found)


def value(of: Any) -> str:
    """Return a value of a workflow in one line of YAML."""
    match of:
        case dict():
            return "{" + ", ".join(f"{key}: {_nested(item)}" for key, item in of.items()) + "}"
        case list():
            return "[" + ", ".join(_nested(item) for item in of) + "]"
        case _:
            return yaml_text.scalar(of)


def _nested(of: Any) -> str:
    return value(of) if isinstance(of, dict | list) else yaml_text.scalar(of, in_flow=True)


def _see(key: str) -> str:
    return f"say it with `{key}`"


def _set(key: str, found: Any) -> str:
    return f"remove `{key}`" if found is ABSENT else f"set `{key}: {value(found)}`"


def _of_workflow(found: Difference, workflow: Mapping[str, Any]) -> Advice | None:
    # Whole blocks: a spec that gives a part of one would lose what the rest was by default.
    head = found.path[0] if found.path else ""
    if head in {"name", "on", "concurrency"}:
        return Advice(key=head, words=_set(head, workflow.get(head, ABSENT)))
    if head == "permissions":
        return Advice(key=head, words=_see(head))
    return Advice(key=head, words=_see(head)) if head == "env" else None


def _planned_only(found: Difference) -> Advice | None:
    return Advice(key="env", words=_see("env")) if found.path[:1] == ("env",) else None


def _of_job(found: Difference, job: Mapping[str, Any]) -> Advice | None:
    if found.row is not None:
        return _of_row(found)
    if found.path in _JOB:
        key = _JOB[found.path]
        return Advice(key=key, words=_set(key, found.current))
    match found.path[0]:
        case "permissions" if not found.is_gone:
            return Advice(key="permissions", words=_set(".".join(found.path), found.current))
        case "environment" as key:
            return Advice(key=key, words=_set(key, job.get(key, ABSENT)))
        case "continue-on-error":
            return Advice(key="strategy", words=_see("strategy.allow-failure"))
        case _:
            return _planned_only(found)


def _of_row(found: Difference) -> Advice | None:
    platforms = str(found.row).split(" ")[-1]
    match found.path:
        case ():
            return Advice(key="targets", words=_targets(platforms, is_wanted=found.is_added))
        case ("timeout",):
            return Advice(key="timeout-minutes", words=_set("timeout-minutes", found.current))
        case ("runner",) if "," not in platforms:
            return Advice(key="runners", words=_set("runners", {platforms: found.current}))
        case ("runner",):
            return Advice(key="runners", words=_see("runners"))
        case ("optional",):
            return Advice(key="strategy", words=_see("strategy.allow-failure"))
        case _:
            return None


def _targets(platforms: str, *, is_wanted: bool) -> str:
    if is_wanted:
        return f"add `{platforms}` to `targets`"
    return f"take what needs `{platforms}` out of `targets`"


def _of_step(found: Difference) -> Advice:
    known = _INPUTS.get(found.action, {})
    match found.path:
        case ():
            key = _of_whole_step(found)
            return Advice(key=key, words=_words_for_step(key, found))
        case ("with", name) if name in known:
            key, words = known[name]
            return Advice(key=key, words=words(key, found))
        case _:
            key = _of_step_key(found)
            return Advice(key=key, words=_see(key))


def _of_step_key(found: Difference) -> str:
    match found.path[0]:
        case "steps":
            return "steps"
        case "uses":
            return "pins"
        case _ if found.step in _TESTS:
            return "test"
        case "env" if found.is_added:
            return "env"
        case _:
            return "templates"


def _of_whole_step(found: Difference) -> str:
    """Return the key that decides whether a step is there."""
    if found.step in _TESTS:
        return "test"
    if found.is_gone and found.action not in _STEPS and found.step not in _QEMU:
        return "templates"
    return "emulation" if found.step in _QEMU else _STEPS.get(found.action, "steps")


def _words_for_step(key: str, found: Difference) -> str:
    if key == "registries":
        step = found.wanted if found.is_gone else found.current
        inputs = step.get("with") if isinstance(step, dict) else None
        host = inputs.get("registry", DOCKER_HUB) if isinstance(inputs, dict) else DOCKER_HUB
        return _login(host) if found.is_gone else f"add `{host}` to `registries`"
    if key == "emulation" and found.is_gone:
        return "set `emulation: none`"
    return "set `sign: cosign`" if key == "sign" and found.is_added else _see(key)


def _login(host: str) -> str:
    return f"set `registries: {{{_nested(host)}: {{login: false}}}}`"


def _plain(key: str, found: Difference) -> str:
    return _set(key, found.current)


def _lines(key: str, found: Difference) -> str:
    """Advise to set a list that an action takes as one text."""
    if not isinstance(found.current, str):
        return _set(key, found.current)
    lines = [line.strip() for line in found.current.strip().split("\n")]
    return _set(key, lines)


def _platforms(key: str, found: Difference) -> str:
    current, wanted = _listed(found.current), _listed(found.wanted)
    parts = [_targets(name, is_wanted=True) for name in current if name not in wanted]
    parts += [_targets(name, is_wanted=False) for name in wanted if name not in current]
    return " and ".join(parts) or _see(key)


def _listed(text: Any) -> list[str]:
    return re.findall(r"linux/[\w/]+", str(text)) if text is not ABSENT else []


def _pairs(key: str, found: Difference) -> str:
    """Advise to set the names whose lines `NAME=VALUE` were added, changed or removed."""
    current, wanted = dict(_split(found.current)), dict(_split(found.wanted))
    changed = {name: text for name, text in current.items() if wanted.get(name) != text}
    parts = [_set(f"{key}.{name}", text) for name, text in changed.items()]
    parts += [f"remove `{key}.{name}`" for name in wanted if name not in current]
    return " and ".join(parts) or _see(key)


def _split(text: Any) -> Iterator[tuple[str, str]]:
    for line in text.strip().split("\n") if isinstance(text, str) else ():
        if pair := _PAIR.match(line.strip()):
            yield pair["name"], pair["value"]


def _seen(key: str, _found: Difference) -> str:
    return _see(key)


# Annotations may name what they are for: index,manifest:NAME=VALUE.
_PAIR: Final = re.compile(r"(?:[a-z,-]+:)?(?P<name>[A-Za-z0-9_][\w./-]*)=(?P<value>.*)")
_QEMU: Final = ("Set up QEMU", "Decide whether QEMU is needed")
_TESTS: Final = ("Test the image", "Wait until the image is healthy", "Run the test script")
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
_INPUTS: Final[Mapping[str, Mapping[str, tuple[str, _Advise]]]] = {
    "docker/build-push-action": {
        "context": ("build.context", _plain),
        "file": ("build.dockerfile", _plain),
        "target": ("build.target", _plain),
        "platforms": ("targets", _platforms),
        "build-args": ("build.args", _pairs),
        "build-contexts": ("build.contexts", _pairs),
        "labels": ("build.labels", _pairs),
        "annotations": ("build.annotations", _pairs),
        "secrets": ("build.secrets", _seen),
        "secret-envs": ("build.secrets", _seen),
        "secret-files": ("build.secrets", _seen),
        "ssh": ("build.ssh", _plain),
        "network": ("build.network", _plain),
        "allow": ("build.allow", _lines),
        "shm-size": ("build.shm-size", _plain),
        "ulimit": ("build.ulimit", _lines),
        "add-hosts": ("build.add-hosts", _lines),
        "no-cache": ("build.no-cache", _plain),
        "no-cache-filters": ("build.no-cache-filters", _lines),
        "pull": ("build.pull", _plain),
        "provenance": ("build.provenance", _plain),
        "sbom": ("build.sbom", _plain),
        "load": ("build.load", _plain),
        "outputs": ("build.outputs", _seen),
        "tags": ("tags", _seen),
        "cache-from": ("cache.from", _lines),
        "cache-to": ("cache.to", _lines),
    },
    "docker/metadata-action": {
        "images": ("image", _lines),
        "tags": ("tags.rules", _lines),
        "flavor": ("tags.flavor", _lines),
        "labels": ("build.labels", _pairs),
        "annotations": ("build.annotations", _pairs),
    },
    "docker/login-action": dict.fromkeys(
        ("registry", "username", "password"), ("registries", _seen)
    ),
    "docker/setup-buildx-action": {
        "driver": ("builder.driver", _plain),
        "version": ("builder.version", _plain),
        "driver-opts": ("builder.driver-opts", _lines),
        "buildkitd-flags": ("builder.buildkitd-flags", _plain),
        "buildkitd-config": ("builder.buildkitd-config", _plain),
        "buildkitd-config-inline": ("builder.buildkitd-config-inline", _plain),
    },
    "docker/setup-qemu-action": {
        "image": ("emulation.image", _plain),
        "platforms": ("emulation.platforms", _plain),
        "cache-image": ("emulation.cache-image", _plain),
    },
}
