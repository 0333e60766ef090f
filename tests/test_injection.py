"""No text of a spec can break out: it reads back as it was given, or the spec is refused."""

import csv
import io
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ci_gen import expressions, rules
from ci_gen.config import resolve
from ci_gen.diagnostics import Severity, worst
from ci_gen.plan.strategies import workflow as strategy
from ci_gen.render import environment as render
from ci_gen.spec import explain as explain_schema
from ci_gen.spec import schema
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec

_FRAGMENTS = st.sampled_from([
    "'", '"', "\n", "\r\n", "${{", "}}", "${{ github.ref }}", "#", " #", ":", ": ", "-", "- ", "!!",
    "!!str ", "\x85", "\u2028", "\x00", "\x1b", "🙂", "é", "yes", "No", "on", "off", "null", "~",
    "1.10", "0x1F", "012", "1:30", "<<", "=", "&a", "*a", "|", ">", "%", "@", "`", "[", "]", "{",
    "}", ",", "\\", "\t", " ", "{{", "<%=", "%>", "$(id)", "\ufeff", "x" * 10_000,
])  # fmt: skip
_TEXTS = st.lists(_FRAGMENTS | st.text(max_size=5), min_size=1, max_size=6).map("".join)
_BASE: dict[str, Any] = {
    "version": 1,
    "image": "registry.example.com/acme/sensor",
    "targets": ["amd64", "pi5"],
    "on": {"push": {"branches": ["main"]}},
    "tags": ["latest"],
    "registries": {"registry.example.com": {"username": "u", "password": "${{ secrets.P }}"}},
    "strategy": "single",
    "pull-request": {"secrets": True},
}


class Field(NamedTuple):
    """A free-text field: how a spec gives it, and where a workflow has it."""

    keys: tuple[str | int, ...]
    read: Callable[[dict[str, Any]], Any]
    as_list: bool = False


def _step(workflow: dict[str, Any], action: str) -> dict[str, Any]:
    steps = workflow["jobs"]["build"]["steps"]
    return next(step for step in steps if action in step.get("uses", ""))


def _with(action: str, name: str) -> Callable[[dict[str, Any]], Any]:
    return lambda workflow: _step(workflow, action)["with"][name]


def _records(action: str, name: str) -> Callable[[dict[str, Any]], list[str]]:
    """Read a list input as the actions do: each record of CSV is an item, commas included."""

    def read(workflow: dict[str, Any]) -> list[str]:
        text = str(_step(workflow, action)["with"][name])
        rows = csv.reader(io.StringIO(text.strip(), newline=""))
        return [",".join(row) for row in rows if row]

    return read


def _value(name: str, prefix: str) -> Callable[[dict[str, Any]], str | None]:
    def read(workflow: dict[str, Any]) -> str | None:
        records = _records("build-push", name)(workflow)
        return next((r.removeprefix(prefix) for r in records if r.startswith(prefix)), None)

    return read


_PUSH, _BUILDX, _META = "build-push", "setup-buildx", "metadata"
FIELDS = {
    "name": Field(("name",), lambda w: w["name"]),
    "branch": Field(("on", "push", "branches", 0), lambda w: w["on"]["push"]["branches"][0]),
    "context": Field(("build", "context"), _with(_PUSH, "context")),
    "dockerfile": Field(("build", "dockerfile"), _with(_PUSH, "file")),
    "stage": Field(("build", "target"), _with(_PUSH, "target")),
    "argument": Field(("build", "args", "A"), _value("build-args", "A=")),
    "label": Field(("build", "labels", "a.b"), _value("labels", "a.b=")),
    "annotation": Field(
        ("build", "annotations", "a.b"), _value("annotations", "index,manifest:a.b=")
    ),
    "extra context": Field(("build", "contexts", "a"), _value("build-contexts", "a=")),
    "network": Field(("build", "network"), _with(_PUSH, "network")),
    "ulimit": Field(("build", "ulimit"), _with(_PUSH, "ulimit")),
    "SSH agent": Field(("build", "ssh"), _with(_PUSH, "ssh")),
    "shm size": Field(("build", "shm-size"), _with(_PUSH, "shm-size")),
    "host name": Field(("build", "add-hosts"), _with(_PUSH, "add-hosts")),
    "stage filter": Field(("build", "no-cache-filters"), _with(_PUSH, "no-cache-filters")),
    "secret": Field(("build", "secrets", "a"), lambda w: _step(w, _PUSH)["env"]["SECRET_A"]),
    "secret file": Field(
        ("build", "secrets", "a", "file"), lambda w: _with(_PUSH, "secret-files")(w)[2:]
    ),
    "SBOM": Field(("build", "sbom"), _with(_PUSH, "sbom")),
    "configuration file": Field(
        ("builder", "buildkitd-config"), _with(_BUILDX, "buildkitd-config")
    ),
    "cache scope": Field(
        ("cache", "scope"), lambda w: _with(_PUSH, "cache-from")(w).removeprefix("type=gha,scope=")
    ),
    "cache reference": Field(
        ("cache", "ref"), lambda w: _with(_PUSH, "cache-from")(w).removeprefix("type=registry,ref=")
    ),
    "provenance": Field(("build", "provenance"), _with(_PUSH, "provenance")),
    "output": Field(
        ("build", "outputs"), lambda w: _with(_PUSH, "outputs")(w).split("\n", 1)[1].rstrip("\n")
    ),
    "cache import": Field(("cache", "from"), _records(_PUSH, "cache-from"), as_list=True),
    "cache export": Field(("cache", "to"), _records(_PUSH, "cache-to"), as_list=True),
    "Buildx": Field(("builder", "version"), _with(_BUILDX, "version")),
    # This action does not read its list as CSV.
    "driver option": Field(("builder", "driver-opts"), _with(_BUILDX, "driver-opts")),
    "flags": Field(("builder", "buildkitd-flags"), _with(_BUILDX, "buildkitd-flags")),
    "configuration": Field(
        ("builder", "buildkitd-config-inline"),
        # A literal block ends with a line break; actions trim what they are given.
        lambda w: _with(_BUILDX, "buildkitd-config-inline")(w).removesuffix("\n"),
    ),
    "QEMU": Field(("emulation", "image"), _with("setup-qemu", "image")),
    "flavor": Field(("tags", "flavor"), _with(_META, "flavor")),
    "group": Field(("concurrency", "group"), lambda w: w["concurrency"]["group"]),
    "environment": Field(
        ("environment", "name"), lambda w: w["jobs"]["build"]["environment"]["name"]
    ),
    "user": Field(
        ("registries", "registry.example.com", "username"), _with("login-action", "username")
    ),
    "runner": Field(("runners",), lambda w: w["jobs"]["build"]["runs-on"]),
    "image": Field(("image",), _with(_META, "images")),
    "tag": Field(("tags", "rules", 0), _with(_META, "tags")),
    "target": Field(("targets", 0), lambda _: None),
}


def _set(keys: tuple[str | int, ...], text: str) -> dict[str, Any]:
    """Return a spec with *text* at *keys*."""
    data: dict[str, Any] = {key: value for key, value in _BASE.items() if key != keys[0]}
    value: Any = text
    for key in reversed(keys[1:]):
        value = [value] if isinstance(key, int) else {key: value}
    data[str(keys[0])] = value
    if keys[0] == "tags":
        data["tags"].setdefault("rules", ["latest"])
    if keys[0] == "registries":
        data["registries"]["registry.example.com"]["password"] = "${{ secrets.P }}"
    if keys[0] == "targets":
        data["targets"].append("amd64")
    return data


def _quoted(value: Any) -> str:
    """Return *value* as a flow of YAML that escapes every character that is no plain ASCII."""
    match value:
        case str():
            inner = "".join(c if c.isascii() and c.isalnum() else f"\\U{ord(c):08X}" for c in value)
            return f'"{inner}"'
        case dict():
            return "{" + ", ".join(f"{_quoted(k)}: {_quoted(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(_quoted(item) for item in value) + "]"
        case _:
            return str(value)


def _rendered(data: dict[str, Any]) -> dict[str, Any] | None:
    """Return the workflow of a spec, None if the spec is refused with a diagnostic."""
    read = spec.parse(_quoted(data) + "\n", "ci-gen.yml")
    if not isinstance(read, Spec):
        assert read.severity is Severity.ERROR
        return None
    if not schema.is_valid(read.data):
        assert explain_schema.explain(read), "what is refused is explained"
        return None
    if worst(rules.run(resolve.resolve(read.data), read)) >= Severity.ERROR:
        return None
    plan = strategy.plan(resolve.resolve(read.data))
    text = render.render(plan, spec="ci-gen.yml", version="0")
    workflow: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return workflow


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
@given(text=_TEXTS)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_text_reads_back_as_given_or_is_refused(field: Field, text: str) -> None:
    workflow = _rendered(_set(field.keys, text))

    if workflow is None:
        return
    assert set(workflow) == {"name", "on", "permissions", "concurrency", "jobs"}
    assert list(workflow["jobs"]) == ["build", "image"]
    assert expressions.is_well_formed(text)
    read = field.read(workflow)
    match field.keys[0]:
        case "targets":
            assert "linux/amd64" in _step(workflow, _PUSH)["with"]["platforms"]
        case "image":
            assert read == expressions.changed(text, str.lower)
        case "tags" if field.keys[1] == "rules":
            assert read in {text, f"type=raw,value={text}"}
        case _:
            assert read == ([text] if field.as_list else text)


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
@given(text=_TEXTS)
@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_text_changes_nothing_but_itself_in_a_split_build_or_is_refused(
    field: Field, text: str
) -> None:
    workflow = _rendered({**_set(field.keys, text), "strategy": "split"})

    if workflow is None:
        return
    assert set(workflow) == {"name", "on", "permissions", "concurrency", "jobs"}
    assert list(workflow["jobs"]) == ["metadata", "build", "publish", "image"]
    for row in workflow["jobs"]["build"]["strategy"]["matrix"]["include"]:
        assert set(row) == {"platform", "slug", "runner", "timeout"}


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_ordinary_text_is_accepted_in_every_field(field: Field) -> None:
    ordinary = {
        "image": "registry.example.com/acme/x",
        "targets": "amd64",
        "ulimit": "nofile=1",
        "ref": "registry.example.com/acme/x:cache",
        "a": "${{ secrets.A }}",
    }

    text = ordinary.get(str(field.keys[-1]), ordinary.get(str(field.keys[0]), "plain-1"))
    text = "plain-1" if "contexts" in field.keys else text

    assert _rendered(_set(field.keys, text)) is not None
