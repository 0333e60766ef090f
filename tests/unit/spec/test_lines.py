"""Texts as YAML's `|` writes them: the last line break means nothing, and lines are a list."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_gen import pipeline
from ci_gen.config.model import Config
from ci_gen.diagnostics import Route
from ci_gen.outcome import Outcome, Planned, Rendered
from ci_gen.spec import lines, migrate, parts, schema
from ci_gen.spec.project import Project, templates_folder
from ci_gen.yaml import blocks, document
from ci_gen.yaml.document import Spec
from conftest import TESTS

SPEC = schema.load()
_SPECS = sorted([*TESTS.glob("cases/golden/*/ci-gen.yml"), *TESTS.glob("cases/specs/valid/*.yml")])
_HEAD = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [pi5, amd64]\n"
# Here an entry is a word, and a line of a shell is several.
_COMMANDS = {"spec.test", "test.command"}


def _read(path: Path) -> Spec:
    found = document.load(path.parent, path.name)
    assert isinstance(found, Spec)
    return found


def _checked(text: str) -> Outcome:
    found = document.parse(text, "ci-gen.yml")
    assert isinstance(found, Spec)
    return pipeline.check(found)


def _text(planned: Planned) -> str:
    rendered = pipeline.rendered(planned, Path())
    assert isinstance(rendered, Rendered)
    return rendered.text


def _config(found: Spec) -> Config:
    """Return the Config of a spec, without the texts that it is written in."""
    outcome = pipeline.check(found)
    assert isinstance(outcome, Planned), outcome.diagnostics
    return outcome.config.replace(given=outcome.config.given.replace(texts=()))


def _changed(value: Any, change: Callable[[Any, Route], Any], route: Route = ()) -> Any:
    """Return *value* with what *change* makes of each part of it, the inner ones first."""
    match value:
        case dict():
            return {key: _changed(item, change, (*route, key)) for key, item in value.items()}
        case list():
            items = [_changed(item, change, (*route, i)) for i, item in enumerate(value)]
            return change(items, route)
        case _:
            return change(value, route)


def _takes_lines(route: Route) -> bool:
    *_, found = parts.along(SPEC, route)
    return lines.REF in found


def _with_line_break(value: Any, route: Route) -> Any:
    # An event alone has the place of its key, and in a list one of its own.
    return f"{value}\n" if isinstance(value, str) and route != ("on",) else value


def _as_lines(value: Any, route: Route) -> Any:
    if not isinstance(value, list) or not _takes_lines(route) or _has_mapping(value):
        return value
    written = (document.scalar_text(item) for item in value)
    return "# What there is\n" + "".join(f"\n  {line} \n" for line in written)


def _has_mapping(items: list[Any]) -> bool:
    return any(isinstance(item, dict | list) for item in items)


@pytest.mark.parametrize("change", [_with_line_break, _as_lines])
@pytest.mark.parametrize("path", _SPECS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_spec_in_blocks_has_the_same_config(path: Path, change: Callable[..., Any]) -> None:
    read = _read(path)
    in_blocks = read.replace(data=_changed(read.data, change))

    assert _config(in_blocks) == _config(read)


_ENTRIES = {
    "spec.on": (("on",), ["push", "pull_request"]),
    "spec.image": (("image",), ["ghcr.io/acme/sensor", "acme/sensor"]),
    "spec.targets": (("targets",), ["pi5", "linux/amd64", "Raspberry Pi 4"]),
    "spec.tags": (("tags",), ["type=sha", "latest", "type=raw,value=1.10"]),
    "spec.runners": (("runners",), ["self-hosted", "raspberry-pi"]),
    "own.runners": (("runners", "linux/arm64"), ["self-hosted", "raspberry-pi"]),
    "filters.branches": (("on", "push", "branches"), ["main", "release/**"]),
    "filters.branches-ignore": (("on", "push", "branches-ignore"), ["wip/**", "old"]),
    "filters.tags": (("on", "push", "tags"), ["v*", "nightly"]),
    "filters.tags-ignore": (("on", "push", "tags-ignore"), ["v0*", "nightly"]),
    "filters.paths": (("on", "pull_request", "paths"), ["src/**", "Dockerfile"]),
    "filters.paths-ignore": (("on", "pull_request", "paths-ignore"), ["docs/**", "*.md"]),
    "filters.types": (("on", "pull_request", "types"), ["opened", "reopened"]),
    "build.ssh": (("build", "ssh"), ["default", "key=./id"]),
    "build.allow": (("build", "allow"), ["network.host", "security.insecure"]),
    "build.ulimit": (("build", "ulimit"), ["nofile=1024:4096", "nproc=3"]),
    "build.add-hosts": (("build", "add-hosts"), ["a:10.0.0.5", "b:10.0.0.6"]),
    "build.no-cache-filters": (("build", "no-cache-filters"), ["packages", "final"]),
    "build.outputs": (("build", "outputs"), ["type=local,dest=out", "type=tar,dest=a b.tar"]),
    "tags.rules": (("tags", "rules"), ["type=sha", "latest"]),
    "tags.flavor": (("tags", "flavor"), ["latest=false", "suffix=-alpine,onlatest=true"]),
    "builder.driver-opts": (("builder", "driver-opts"), ["network=host", "env.A=b c"]),
    "strategy.allow-failure": (("strategy", "allow-failure"), ["linux/arm64", "linux/amd64"]),
    "check.except": (("check", "except"), ["/opt/firmware/*", "/usr/lib/a b.bin"]),
    "test.platforms": (("test", "platforms"), ["linux/arm64", "linux/amd64"]),
    "pull-request.platforms": (("pull-request", "platforms"), ["linux/arm64", "linux/amd64"]),
    "emulation.platforms": (("emulation", "platforms"), ["linux/arm64", "linux/riscv64"]),
    "cache.from": (("cache", "from"), ["type=gha,scope=a", "type=s3,region=eu,bucket=b"]),
    "cache.to": (("cache", "to"), ["type=gha,scope=a", "type=s3,region=eu,bucket=b"]),
}


def _keys() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each key of the language, by the definition that it is in, and its schema."""
    for name, part in [("spec", SPEC), *SPEC["$defs"].items()]:
        for inner in _inner(part):
            for key, found in inner.get("properties", {}).items():
                yield f"{name}.{key}", found


def _inner(part: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield part
    for branch in part.get("anyOf", ()):
        yield from _inner(branch)


def _forms(part: dict[str, Any]) -> list[dict[str, Any]]:
    """Return *part* with all that it refers to, and its alternatives."""
    found = [part]
    for form in found:
        found += [schema.resolve(form["$ref"], SPEC)] if "$ref" in form else []
        found += form.get("anyOf", ())
    return found


def _is_list_of_texts(part: dict[str, Any]) -> bool:
    items = [form["items"] for form in _forms(part) if "items" in form]
    return any(form.get("type") == "string" for item in items for form in _forms(item)) or any(
        "enum" in form for item in items for form in _forms(item)
    )


def test_each_key_that_takes_a_list_takes_lines() -> None:
    found = dict(_keys())
    lists = {name for name, part in found.items() if _is_list_of_texts(part)}
    blocks = {name for name, part in found.items() if lines.REF in _forms(part)}

    assert lists - blocks == _COMMANDS
    assert blocks == _ENTRIES.keys() - {"own.runners"}


def _put(route: Route, value: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"version": 1, "image": "acme/sensor", "targets": ["pi5", "amd64"]}
    for key in reversed(route[1:]):
        value = {key: value}
    data[str(route[0])] = value
    return data


_SPACES = st.text(" \t\n", max_size=3)


@pytest.mark.slow
@pytest.mark.parametrize("name", _ENTRIES)
@given(data=st.data())
def test_lines_are_the_list_of_them(name: str, data: st.DataObject) -> None:
    route, pool = _ENTRIES[name]
    entries = data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=3, unique=True))
    text = "".join(f"{data.draw(_SPACES)}{entry}{data.draw(_SPACES)}\n" for entry in entries)
    in_lines = Spec(path="ci-gen.yml", text="", data=_put(route, text))
    listed = in_lines.replace(data=_put(route, entries))

    assert schema.is_valid(in_lines.data), "an editor accepts it"
    assert lines.normalise(in_lines).data == listed.data
    assert schema.is_valid(listed.data)


@pytest.mark.parametrize("name", dict(_keys()))
def test_editor_accepts_the_last_line_break_of_a_text(name: str) -> None:
    part = dict(_keys())[name]
    examples = [text for form in _forms(part) for text in form.get("examples", ())]
    in_block = [f"{text}\n" for text in examples if isinstance(text, str)]
    choices = {text for form in _forms(part) for text in form.get("enum", ())}

    for text in in_block:
        assert schema.accepts(part, text, SPEC) or text.rstrip("\n") in choices


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("|\n    x\n", "x"),
        ("|+\n    x\n\n\n", "x"),
        (">\n    x\n    y\n", "x y"),
        ("|\n    x\n\n      y\n", "x\n\n  y"),
        ("|\n    # x\n    y\n", "# x\ny"),
    ],
)
def test_value_keeps_the_line_breaks_inside_of_it(written: str, meant: str) -> None:
    outcome = _checked(f"{_HEAD}build:\n  args:\n   A: {written}")

    assert isinstance(outcome, Planned)
    assert outcome.config.images[0].build.args == (("A", meant),)


@pytest.mark.parametrize(
    ("rest", "line", "message"),
    [
        ('build: {context: "a "}', 4, '"context" begins or ends with white space'),
        ('build: {args: {A: "a "}}', 4, '"A" begins or ends with white space'),
        ('tags: " latest"', 4, '"tags" begins or ends with white space'),
        ("build:\n  context: |\n    a\n    b", 5, '"context" holds a line break'),
        ('tags: ["a\\nb"]', 4, 'entry 1 of "tags" holds a line break'),
        ('name: "\\n"', 4, '"name" must not be empty'),
        ('tags: "# a\\n\\n"', 4, '"tags" must not be empty'),
        ("test: |\n  sensor\n  --version", 4, '"test" must be a list or a mapping'),
        ("test:\n  command: |\n    sensor", 5, '"command" must be a list'),
        ('test: {script: "a\\u0001"}', 4, '"script" holds a character that cannot be printed'),
    ],
)
def test_text_that_means_something_else_is_refused(rest: str, line: int, message: str) -> None:
    (found,) = _checked(f"{_HEAD}{rest}\n").diagnostics

    assert found.message.startswith(message)
    assert (found.code, found.location.line) == ("CG113", line)


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("tags: |\n  type=sha\n\n  # no tag:\n    a b\n  latest\nname: x", (8, 5)),
        ("tags: |-  # those\n  a b", (5, 3)),
        ('tags: "latest\\na b"', (4, 7)),
        ("tags: >\n  latest\n\n  a b", (4, 1)),
        ("build:\n  ssh: |\n    default\n    a b\n\n# The end\n", (7, 5)),
    ],
)
def test_entry_that_is_wrong_is_found_in_its_line(rest: str, place: tuple[int, int]) -> None:
    (found,) = _checked(f"{_HEAD}{rest}\n").diagnostics

    assert (found.location.line, found.location.column) == place


def test_layout_of_a_text_does_not_make_the_workflow_stale() -> None:
    plain = _checked(f"{_HEAD}tags: [type=sha, latest]\n")
    block = _checked(f"{_HEAD}tags: |\n  type=sha\n  latest\n")

    assert isinstance(plain, Planned)
    assert isinstance(block, Planned)
    assert _text(plain) == _text(block)


def test_key_that_is_called_otherwise_takes_lines_too() -> None:
    old = _checked(f"{_HEAD}runs-on: |\n  self-hosted\n  raspberry-pi\n")

    assert [found.code for found in old.diagnostics] == ["CG119"]
    assert isinstance(old, Planned)
    assert old.config.images[0].runner == ("self-hosted", "raspberry-pi")


def test_folder_of_templates_may_be_a_block(tmp_path: Path) -> None:
    (tmp_path / "ci-gen.yml").write_text(f"{_HEAD}templates: |\n  .github/own\n")

    assert templates_folder(Project(root=tmp_path, spec="ci-gen.yml")) == ".github/own"


def test_blocks_stay_when_other_keys_are_rewritten(tmp_path: Path) -> None:
    blocks = "tags: |\n  latest\nbuild:\n  context: |\n    app\n"
    (tmp_path / "ci-gen.yml").write_text(f"{_HEAD}{blocks}  file: |\n    a.Dockerfile\n")

    migration = migrate.migrate(tmp_path, "ci-gen.yml")

    assert migration.after == f"{_HEAD}{blocks}  dockerfile: |\n    a.Dockerfile\n"


@given(text=st.text("a #\n", max_size=20))
def test_entry_is_neither_empty_nor_a_comment_and_has_no_space_around_it(text: str) -> None:
    entries = blocks.entries(text)

    assert all(entry == entry.strip() and entry[0] != "#" for entry in entries)
    assert blocks.entries("\n".join(entries)) == entries
