"""Whatever is given as a spec: one clear diagnostic, nothing written, no traceback."""

from pathlib import Path

import pytest

from conftest import Cli
from support.calls import counted

_BASE = "version: 1\nimage: ghcr.io/acme/sensor\ntargets: [amd64]\n"
_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
_CHAIN = "a: &a [[[x]]]\n" + "".join(
    f"{new}: &{new} {'[' * 9}*{old}{']' * 9}\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
CASES = {
    "empty": (b"", "the spec is empty"),
    "only a comment": (b"# nothing\n", "the spec is empty"),
    "binary": (b"\x7fELF\x00\x01", "the spec is a binary file"),
    "not UTF-8": (_BASE.encode() + b"name: caf\xe9\n", ":4:1: error[CG102]: the spec is not UTF-8"),
    "UTF-16": (_BASE.encode("utf-16"), "the spec is written in UTF-16"),
    "duplicate key": (_BASE + "version: 1\n", ':4:1: error[CG105]: the key "version" is given'),
    "tab": (_BASE + "build:\n\tcontext: .\n", ":5:1: error[CG103]: there is a tab where"),
    "merge key": ("a: &a {b: 1}\nc:\n  <<: *a\n", ":3:3: error[CG106]: YAML 1.2 has no merge keys"),
    "recursive alias": (_BASE + "build: &b {context: *b}\n", "holds the alias itself"),
    "alias bomb": (_BOMB, "its aliases make the spec grow"),
    "5 MB": (_BASE + "# " + "x" * 5_000_000, "the spec has 5.0 MB, which no spec needs"),
    "two documents": (_BASE + "---\n" + _BASE, ":4:1: error[CG108]: the spec holds more than one"),
    "not closed": (_BASE + "build: {context: .\n", "error[CG103]: the spec is not valid YAML"),
    "unknown alias": (_BASE + "name: *nobody\n", "found undefined alias"),
    "Python object": (_BASE + "name: !!python/object:os.system x\n", ":4:7: error[CG106]: a spec"),
    "binary value": (_BASE + "build: {args: {A: !!binary aGk=}}\n", ":4:19: error[CG106]: a spec"),
    "alias of a long text": (
        f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 20_000)}]\n",
        "its aliases make the spec grow",
    ),
    "not a number": (_BASE + "timeout-minutes: .nan\n", "error[CG113]"),
    "push to a word": (_BASE + "on: {push: main}\n", ':4:12: error[CG113]: "push" must be'),
    "control character": (_BASE + "name: \x07\n", ":4:1: error[CG103]: the spec holds the control"),
    "endless nesting": ("- " * 50_000, "the spec is nested too deeply"),
    "150 brackets": (_BASE + f"on: {'[' * 150}\n", ":4:54: error[CG106]: the spec is nested"),
    "aliases of aliases": (_CHAIN, "the spec is nested too deeply: in more than 50 levels"),
    "empty version": (_BASE.replace(": 1", ":"), ":1:1: error[CG113]: ci-gen "),
    "list of versions": (
        _BASE.replace("1", "[1]"),
        "1 of the spec language, not [1]",
    ),
    "mapping of versions": (
        _BASE.replace("1", "{a: 1}"),
        "1 of the spec language, not {",
    ),
    "number for variants": (_BASE + "variants: 5\n", ':4:11: error[CG113]: "variants" must be'),
    "key that is no text": ("? [a, b]\n: 1\n", ":1:3: error[CG103]"),
    "just a word": (b"hello\n", 'the spec must be a mapping, not "hello"'),
}


@pytest.mark.parametrize(("content", "message"), CASES.values(), ids=list(CASES))
@pytest.mark.parametrize("command", ["render", "check", "lint", "diff"])
def test_bad_spec_gives_one_diagnostic_and_leaves_everything_as_it_was(
    command: str, content: bytes | str, message: str, project: Path, cli: Cli
) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (project / "ci-gen.yml").write_bytes(raw)

    ran = cli(command)

    said = ran.out + ran.err
    assert ran.code == 1
    assert message in said
    assert said.count("error[") == said.count("help: ") == 1
    assert "Traceback" not in said
    assert sorted(p.name for p in project.iterdir()) == [".git", "ci-gen.yml"]
    assert (project / "ci-gen.yml").read_bytes() == raw


def test_alias_bomb_is_refused_with_the_work_of_a_small_file(project: Path, cli: Cli) -> None:
    """Counted in calls, not in seconds: a machine does some millions of them in a second."""
    (project / "ci-gen.yml").write_text(_BOMB)
    ran, calls = counted(lambda: cli("lint"))

    assert ran.code == 1
    assert calls < 200_000


def test_missing_spec_names_init(project: Path, cli: Cli) -> None:
    found, named = cli("render"), cli("render", "other.yml")

    assert (found.code, named.code) == (3, 3)
    assert found.err == "error: there is no ci-gen.yml in . or above\n  help: run `ci-gen init`\n"
    assert "there is no other.yml" in named.err
    assert list(project.iterdir()) == [project / ".git"]


def test_directory_without_a_spec_is_refused(project: Path, cli: Cli) -> None:
    (project / "spec").mkdir()

    ran = cli("render", "spec")

    remedy = "look below it with --recursive, or run `ci-gen init -C spec`"
    assert (ran.code, ran.err) == (3, f"error: there is no ci-gen.yml in spec\n  help: {remedy}\n")


def test_unreadable_spec_is_refused(project: Path, cli: Cli) -> None:
    # Root may read everything; a link to itself is unreadable for anybody.
    (project / "loop.yml").symlink_to("loop.yml")

    ran = cli("render", "loop.yml")

    assert ran.code == 3
    assert ran.err.startswith("error: loop.yml is a link that leads to itself\n")


def test_spec_outside_the_folder_is_refused_with_its_name(project: Path, cli: Cli) -> None:
    ran = cli("render", "-C", "nowhere")

    assert (ran.code, ran.err.splitlines()[0]) == (3, "error: there is no folder nowhere")


@pytest.mark.parametrize(
    "arguments", [["render", "--nonsense"], ["rendr"], ["lint", "--format", "xml"], ["explain"]]
)
def test_wrong_usage_exits_with_2(arguments: list[str], cli: Cli) -> None:
    ran = cli(*arguments)

    assert ran.code == 2
    assert "Usage: ci-gen" in ran.err


def test_line_that_is_no_yaml_is_quoted(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(_BASE + "build:\n\tcontext: .\n")

    assert "  5 | \tcontext: .\n    | ^\n" in cli("lint").out


def test_workflow_that_is_nested_too_deeply_is_shown_with_the_place(
    project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(_BASE)
    cli("render")
    workflow = project / ".github/workflows/build.yml"
    text = workflow.read_text()
    workflow.write_text(text.replace("permissions: {}", f"permissions: {'[' * 260}{']' * 260}"))

    ran = cli("check")

    line = text[: text.index("permissions: {}")].count("\n") + 1
    message = "build.yml is edited: nested too deeply: in more than 50 levels"
    assert ran.code == 1
    assert f"build.yml:{line}:63: error[CG602]: .github/workflows/{message}" in ran.out
