"""No text of a spec can break out: it reads back as it was given, or the spec is refused."""

import csv
import io
import string
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from ci_gen import expression_text, rules
from ci_gen.config import resolve
from ci_gen.diagnostics import Severity, worst
from ci_gen.plan import workflow as strategy
from ci_gen.render import environment as render
from ci_gen.spec import explain as explain_schema
from ci_gen.spec import lines, schema
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec
from support import github_expressions

pytestmark = pytest.mark.slow

_FRAGMENTS = st.sampled_from([
    "'", '"', "\n", "\r\n", "${{", "}}", "${{ github.ref }}", "#", " #", ":", ": ", "-", "- ", "!!",
    "!!str ", "\x85", "\u2028", "\x00", "\x1b", "🙂", "é", "yes", "No", "on", "off", "null", "~",
    "1.10", "0x1F", "012", "1:30", "<<", "=", "&a", "*a", "|", ">", "%", "@", "`", "[", "]", "{",
    "}", ",", "\\", "\t", " ", "{{", "<%=", "%>", "$(id)", "\ufeff", "x" * 10_000,
])  # fmt: skip
_TEXTS = st.lists(_FRAGMENTS | st.text(max_size=5), min_size=1, max_size=6).map("".join)
# What most fields take: anything in one line that YAML, a shell or an expression might read.
_INLINE = st.sampled_from([
    "'", '"', "${{ github.ref }}", " #", ": ", "- ", "!!str ", "🙂", "é", "yes", "on", "null", "~",
    "1.10", "0x1F", "012", "1:30", "<<", "=", "&a", "*a", "|", ">", "%", "@", "`", "[", "]", "{",
    "}", ",", "\\", "{{", "<%=", "%>", "$(id)",
])  # fmt: skip
_WORDS = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=5)
_LINES = st.lists(_INLINE | _WORDS, min_size=1, max_size=6).map("".join).map(str.strip).filter(bool)
_EXPRESSIONS = st.sampled_from(["${{ github.repository }}", "${{ vars.NAME }}"])
_LOWER = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=5)
# The same for fields whose grammar is a narrow one.
_REFERENCES = st.lists(_LOWER | _EXPRESSIONS, min_size=1, max_size=3).map(
    lambda parts: "/".join(["registry.example.com", *parts])
)
_SCOPES = st.lists(_LOWER, min_size=1, max_size=3).map("-".join)
_TAGS = st.lists(_LOWER, min_size=1, max_size=4).map(".".join)
_SECRETS = st.tuples(_LINES, st.just("${{ secrets.A }}"), _LINES).map("".join)
# Boards are known in any case, with any hyphens and blanks.
_TARGETS = st.lists(st.sampled_from("- _"), min_size=4, max_size=4).map(
    lambda signs: "rAsPbErRy{}Pi{}ZeRo{}2{}W".format(*signs)
)
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
    """A free-text field: how a spec gives it, where a workflow has it, and what it may hold."""

    keys: tuple[str | int, ...]
    read: Callable[[dict[str, Any]], Any]
    as_list: bool = False
    legal: st.SearchStrategy[str] = _LINES


def _first_job(workflow: dict[str, Any]) -> dict[str, Any]:
    """Return the job that builds, which is the check itself where nothing is in the way."""
    job: dict[str, Any] = next(iter(workflow["jobs"].values()))
    return job


def _step(workflow: dict[str, Any], action: str) -> dict[str, Any]:
    return next(s for s in _first_job(workflow)["steps"] if action in s.get("uses", ""))


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


def _pushed(name: str, prefix: str) -> Callable[[dict[str, Any]], str | None]:
    """Read a value that only a run that publishes has, as GitHub evaluates it for a push."""

    def read(workflow: dict[str, Any]) -> str | None:
        contexts = {
            "github": {"event_name": "push", "ref": "${{ github.ref }}"},
            "steps": {"meta": {"outputs": {"annotations": ""}}},
        }
        step = _step(workflow, _PUSH)
        given = github_expressions.value(step["with"][name], contexts, {})
        return _value(name, prefix)({"jobs": {"j": {"steps": [{**step, "with": {name: given}}]}}})

    return read


_KEYS = {"name", "on", "permissions", "concurrency", "env", "jobs"}
# The jobs of a workflow that does not publish in the check.
_APART = ["build", "publish", "image"]
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
        ("build", "annotations", "a.b"), _pushed("annotations", "manifest,index:a.b=")
    ),
    "extra context": Field(("build", "contexts", "a"), _value("build-contexts", "a=")),
    "network": Field(("build", "network"), _with(_PUSH, "network")),
    "ulimit": Field(("build", "ulimit"), _with(_PUSH, "ulimit")),
    "SSH agent": Field(("build", "ssh"), _with(_PUSH, "ssh")),
    "shm size": Field(("build", "shm-size"), _with(_PUSH, "shm-size")),
    "host name": Field(("build", "add-hosts"), _with(_PUSH, "add-hosts")),
    "stage filter": Field(("build", "no-cache-filters"), _with(_PUSH, "no-cache-filters")),
    "secret": Field(
        ("build", "secrets", "a"), lambda w: _step(w, _PUSH)["env"]["SECRET_A"], legal=_SECRETS
    ),
    "secret file": Field(
        ("build", "secrets", "a", "file"), lambda w: _with(_PUSH, "secret-files")(w)[2:]
    ),
    "SBOM": Field(("build", "sbom"), _with(_PUSH, "sbom")),
    "configuration file": Field(
        ("builder", "buildkitd-config"), _with(_BUILDX, "buildkitd-config")
    ),
    "cache scope": Field(
        ("cache", "scope"),
        lambda w: _with(_PUSH, "cache-from")(w).removeprefix("type=gha,scope="),
        legal=_SCOPES,
    ),
    "cache reference": Field(
        ("cache", "ref"),
        lambda w: _with(_PUSH, "cache-from")(w).removeprefix("type=registry,ref="),
        legal=_REFERENCES.map(lambda name: f"{name}:cache"),
    ),
    "provenance": Field(("build", "provenance"), _with(_PUSH, "provenance")),
    "output": Field(
        ("build", "outputs"), lambda w: _with(_PUSH, "outputs")(w).split("\n", 2)[2].rstrip("\n")
    ),
    "cache import": Field(("cache", "from"), _records(_PUSH, "cache-from"), as_list=True),
    "cache export": Field(("cache", "to"), _records(_PUSH, "cache-to"), as_list=True),
    "Buildx": Field(("builder", "version"), _with(_BUILDX, "version")),
    # This action does not read its list as CSV.
    "driver option": Field(
        ("builder", "driver-opts"),
        lambda w: _with(_BUILDX, "driver-opts")(w).split("\n", 1)[1].removesuffix("\n"),
    ),
    "flags": Field(("builder", "buildkitd-flags"), _with(_BUILDX, "buildkitd-flags")),
    "configuration": Field(
        ("builder", "buildkitd-config-inline"),
        # A literal block ends with a line break; actions trim what they are given.
        lambda w: _with(_BUILDX, "buildkitd-config-inline")(w).removesuffix("\n"),
    ),
    "QEMU": Field(("emulation", "image"), _with("setup-qemu", "image")),
    "flavor": Field(("tags", "flavor"), _with(_META, "flavor")),
    "group": Field(("concurrency", "group"), lambda w: w["concurrency"]["group"]),
    "environment": Field(("environment", "name"), lambda w: _first_job(w)["environment"]["name"]),
    "user": Field(
        ("registries", "registry.example.com", "username"), _with("login-action", "username")
    ),
    "runner": Field(("runners",), lambda w: _first_job(w)["runs-on"]),
    "image": Field(("image",), _with(_META, "images"), legal=_REFERENCES),
    "tag": Field(("tags", "rules", 0), _with(_META, "tags"), legal=_TAGS),
    "target": Field(("targets", 0), lambda _: None, legal=_TARGETS),
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


def _meant(keys: tuple[str | int, ...], text: str) -> list[str]:
    """Return what *text* means at *keys*: itself, or the lines of it."""
    value = lines.normalise(Spec(path="ci-gen.yml", text="", data=_set(keys, text))).data
    for key in keys:
        value = value[key]
    return value if isinstance(value, list) else [value]


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
    read = lines.normalise(read)
    if not schema.is_valid(read.data):
        assert explain_schema.explain(read), "what is refused is explained"
        return None
    config = resolve.resolve(read.data)
    if worst(rules.run(config, read)) >= Severity.ERROR:
        return None
    plan = strategy.plan(config)
    text = render.render(plan, spec="ci-gen.yml", version="0")
    workflow: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return workflow


def _on_texts_for(field: Field, examples: int, check: Callable[[str], bool]) -> None:
    """Run *check*, which says whether its text was accepted, on what *field* takes and on what not.

    A check that refuses nearly all of its examples shows nothing.
    """
    accepted: list[bool] = []
    for texts in (_TEXTS, field.legal):

        @given(text=texts)
        @settings(
            max_examples=examples // 2,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        )
        def run(text: str) -> None:
            accepted.append(check(text))

        run()
    assert sum(accepted) * 4 >= len(accepted)


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_text_reads_back_as_given_or_is_refused(field: Field) -> None:
    def check(text: str) -> bool:
        workflow = _rendered(_set(field.keys, text))
        if workflow is None:
            return False
        assert set(workflow) == _KEYS
        assert list(workflow["jobs"]) == (_APART if "environment" in field.keys else ["image"])
        assert all(map(expression_text.is_well_formed, _meant(field.keys, text)))
        _assert_reads_back(field, text, workflow)
        return True

    _on_texts_for(field, 40, check)


def _assert_reads_back(field: Field, text: str, workflow: dict[str, Any]) -> None:
    read = field.read(workflow)
    meant = _meant(field.keys, text)
    whole = "\n".join(meant)
    if "\n" in whole and isinstance(read, str):
        # A literal block ends with a line break; actions trim what they are given.
        read = read.removesuffix("\n")
    match field.keys[0]:
        case "targets":
            assert "linux/amd64" in _step(workflow, _PUSH)["with"]["platforms"]
        case "image":
            assert read == expression_text.changed(whole, str.lower)
        case "tags" if field.keys[1] == "rules":
            assert read in {whole, f"type=raw,value={whole}"}
        case "runners":
            assert read == (meant if len(meant) > 1 else whole)
        case _:
            assert read == (meant if field.as_list else whole)


@pytest.mark.parametrize("field", FIELDS.values(), ids=list(FIELDS))
def test_text_changes_nothing_but_itself_in_a_split_build_or_is_refused(field: Field) -> None:
    def check(text: str) -> bool:
        workflow = _rendered({**_set(field.keys, text), "strategy": "split"})
        if workflow is None:
            return False
        assert set(workflow) == _KEYS
        is_apart = not {"environment", "buildkitd-config"}.isdisjoint(field.keys)
        assert list(workflow["jobs"]) == (_APART if is_apart else ["build", "image"])
        columns = {"platform", "slug", *([] if "runners" in field.keys else ["runner"])}
        for row in workflow["jobs"]["build"]["strategy"]["matrix"]["include"]:
            assert set(row) == columns
        return True

    _on_texts_for(field, 12, check)


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


def _in_row(value: Any, row: dict[str, Any]) -> Any:
    """Return *value* with what *row* has in the place of columns of the matrix."""
    match value:
        case dict():
            return {key: _in_row(item, row) for key, item in value.items()}
        case list():
            return [_in_row(item, row) for item in value]
        case str():
            return row.get(value.strip().removeprefix("${{ matrix.").removesuffix(" }}"), value)
        case _:
            return value


# What may differ between images that share their jobs.
_OF_ONE_IMAGE = (
    "context", "dockerfile", "stage", "argument", "extra context", "cache reference", "flavor",
    "image", "tag",
)  # fmt: skip


@pytest.mark.parametrize("name", _OF_ONE_IMAGE)
def test_text_of_one_image_reads_back_from_its_row_of_the_matrix(name: str) -> None:
    field = FIELDS[name]

    def check(text: str) -> bool:
        data = _set(field.keys, text)
        own = {key: data.pop(key) for key in ("image", "build", "cache", "tags") if key in data}
        other = {"id": "a", "image": "registry.example.com/acme/a", "tags": ["other"]}
        workflow = _rendered({**data, "images": [other, {**own, "id": "b"}]})
        if workflow is None:
            return False
        assert list(workflow["jobs"]) == _APART
        _, row = _first_job(workflow)["strategy"]["matrix"]["include"]
        assert row["image"] == "b"
        _assert_reads_back(field, text, {"jobs": _in_row(workflow["jobs"], row)})
        return True

    _on_texts_for(field, 20, check)
