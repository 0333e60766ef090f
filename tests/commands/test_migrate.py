"""Keys that are called otherwise are read with a warning, and `migrate` rewrites them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_gen.catalog import renames
from ci_gen.catalog.renames import RENAMES, Rename
from ci_gen.spec import migrate as migrations
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec
from conftest import Cli

_BASE = "version: 1\nimage: ghcr.io/acme/sensor\n"
OLD = """\
# The whole file is ours.
version: 1   # the language
image: ghcr.io/acme/sensor # its name

# What it runs on
"platforms": linux/arm64,linux/amd64   # all of them
runs-on:   [ self-hosted,  x64 ]
strategy: single
build:
  file:  'docker/Dockerfile'   # an odd place
  build-args: |   # arguments
    VERSION=1.10

    GREETING=say "hi"
  build-contexts:
  # the base
  - base=docker-image://alpine:3.22   # fixed
  - other=other
"""
NEW = """\
# The whole file is ours.
version: 1   # the language
image: ghcr.io/acme/sensor # its name

# What it runs on
"targets": [linux/arm64, linux/amd64]   # all of them
runners:   [ self-hosted,  x64 ]
strategy: single
build:
  dockerfile:  'docker/Dockerfile'   # an odd place
  args:   # arguments
    VERSION: "1.10"

    GREETING: say "hi"
  contexts:
  # the base
    base: docker-image://alpine:3.22   # fixed
    other: other
"""


def test_old_keys_work_with_a_warning_at_their_place(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(OLD)

    ran = cli("lint", "--format", "json")

    found = json.loads(ran.out)["diagnostics"]
    assert ran.code == 0
    assert [(d["code"], d["severity"], d["line"], d["column"]) for d in found] == [
        ("CG119", "warning", line, column)
        for line, column in [(6, 1), (7, 1), (10, 3), (11, 3), (15, 3)]
    ]
    assert found[0]["message"].startswith('"platforms" is called "targets" in a spec')
    assert found[0]["remedy"] == "write targets, or run `ci-gen migrate`"


def test_migrate_rewrites_keys_and_keeps_comments_quotes_and_layout(
    project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(OLD)

    ran = cli("migrate")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err.splitlines() == [
        "wrote ci-gen.yml",
        "  ci-gen.yml:6:1: platforms is now targets",
        "  ci-gen.yml:7:1: runs-on is now runners",
        "  ci-gen.yml:10:3: file is now dockerfile",
        "  ci-gen.yml:11:3: build-args is now args",
        "  ci-gen.yml:15:3: build-contexts is now contexts",
    ]
    assert (project / "ci-gen.yml").read_text() == NEW


def test_workflow_is_the_same_before_and_after_migrating(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(OLD)
    assert cli("render").code == 0

    assert cli("migrate").code == 0

    assert cli("check").out == ".github/workflows/build.yml is fresh: it is what the spec says\n"


def test_migrating_twice_changes_nothing_more(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(OLD)
    cli("migrate")
    before = (project / "ci-gen.yml").stat().st_mtime_ns

    assert cli("migrate") == (0, "", "ci-gen.yml is up to date\n")
    assert (project / "ci-gen.yml").stat().st_mtime_ns == before


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_looking_first_writes_nothing(option: str, project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(OLD)

    ran = cli("migrate", option)

    assert ran.code == 1
    assert ran.err.startswith("ci-gen.yml would be rewritten\n  ci-gen.yml:6:1: platforms is now")
    assert ('+"targets": [linux/arm64' in ran.out) is (option == "--diff")
    assert (project / "ci-gen.yml").read_text() == OLD


def test_images_variants_and_targets_are_migrated_too(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text(
        "version: 1\nimages:\n  - image: acme/a\n    runs-on: ubuntu-24.04\n"
        "    platforms: [linux/amd64]\n    build: {file: a}\n"
        "    variants: {slim: {build: {build-args: [ A=1, 'B=x: y' ]}}}\n"
        "  - image: acme/b\n    targets: [{platform: linux/amd64, build: {file: b}}]\n"
    )

    assert cli("migrate").code == 0

    assert (project / "ci-gen.yml").read_text() == (
        "version: 1\nimages:\n  - image: acme/a\n    runners: ubuntu-24.04\n"
        "    targets: [linux/amd64]\n    build: {dockerfile: a}\n"
        '    variants: {slim: {build: {args: { A: "1", B: "x: y" }}}}\n'
        "  - image: acme/b\n    targets: [{platform: linux/amd64, build: {dockerfile: b}}]\n"
    )


def test_line_endings_and_the_mark_of_windows_are_kept(project: Path, cli: Cli) -> None:
    text = _BASE + "platforms: |\n  linux/amd64\n  linux/arm64\nbuild:\n  build-args: |\n    A=1\n"
    (project / "ci-gen.yml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert cli("migrate").code == 0

    wanted = _BASE + 'targets: [linux/amd64, linux/arm64]\nbuild:\n  args:\n    A: "1"\n'
    migrated = (project / "ci-gen.yml").read_bytes()
    assert migrated == b"\xef\xbb\xbf" + wanted.replace("\n", "\r\n").encode()


REFUSED = {
    "old and new key": ("targets: [amd64]\nplatforms: [linux/amd64]\n", "did you mean targets?"),
    "argument without a value": ("targets: [amd64]\nbuild: {build-args: [A]}\n", "mean args?"),
    "wrong value": ("platforms: 3\n", '"targets" must be a list, not 3'),
    "unknown platform": ("platforms: [linux/amd46]\n", ":3:13: error[CG301]"),
    "other error": ("platforms: [linux/amd64]\nnonsense: 1\n", 'unknown key "nonsense"'),
}


@pytest.mark.parametrize(("rest", "message"), REFUSED.values(), ids=list(REFUSED))
def test_spec_with_errors_is_explained_and_left_as_it_is(
    rest: str, message: str, project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(_BASE + rest)

    ran = cli("migrate")

    assert ran.code == 1
    assert message in ran.err
    assert (project / "ci-gen.yml").read_text() == _BASE + rest


def test_value_that_cannot_be_followed_is_left_for_people(project: Path, cli: Cli) -> None:
    text = _BASE + '"plat\\u0066orms": linux/amd64\n'
    (project / "ci-gen.yml").write_text(text)

    ran = cli("migrate")

    assert ran.code == 3
    assert ran.err.startswith("error: cannot rewrite ci-gen.yml: ")
    assert (project / "ci-gen.yml").read_text() == text


def test_value_that_several_keys_share_is_rewritten_once(project: Path, cli: Cli) -> None:
    head = "version: 1\ntargets: [amd64]\nimages:\n"
    first = "  - image: acme/a\n    build:\n      build-args: &args |\n        A=1\n"
    second = "  - {image: acme/b, build: {build-args: *args}}\n"
    (project / "ci-gen.yml").write_text(head + first + second)

    assert cli("migrate").code == 0

    migrated = (
        (head + first + second)
        .replace("build-args", "args")
        .replace(" |", "")
        .replace("A=1", 'A: "1"')
    )
    assert (project / "ci-gen.yml").read_text() == migrated


@pytest.mark.parametrize(
    "value", ["|\n    A=1\n", "\n  - A=1\n", "\n    - A=1\n", "[A=1]\n", "A=1\n"]
)
def test_anchor_in_front_of_a_value_stays(value: str, project: Path, cli: Cli) -> None:
    text = f"{_BASE}targets: [amd64]\nbuild:\n  build-args: &args {value}"
    (project / "ci-gen.yml").write_text(text)

    assert cli("migrate").code == 0
    assert "  args: &args" in (project / "ci-gen.yml").read_text()


def test_newer_language_is_one_error_that_says_to_update(project: Path, cli: Cli) -> None:
    (project / "ci-gen.yml").write_text("version: 2\nsomething: new\n")

    ran = cli("lint")

    assert ran.code == 1
    assert ran.out.count("error[") == ran.out.count("error[CG121]") == 1
    assert "help: update ci-gen, or write version: 1" in ran.out


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> None:
    """A language before the first one, which called the platforms `machines`."""
    row = Rename(
        within="",
        old="machines",
        new="targets",
        version=0,
        since="0.1.0",
        form="list",
        source="an older language",
    )
    monkeypatch.setattr(renames, "OLDEST", 0)
    monkeypatch.setattr(renames, "RENAMES", (*RENAMES, row))


def test_older_language_works_with_a_warning_and_migrates(
    older: None, project: Path, cli: Cli
) -> None:
    old = "version: 0 # ours\nimage: acme/sensor\nmachines: amd64, pi5 # all\nruns-on: x\n"
    (project / "ci-gen.yml").write_text(old)

    linted, migrated = cli("lint", "--format", "json"), cli("migrate")

    found = json.loads(linted.out)["diagnostics"]
    assert linted.code == migrated.code == 0
    assert [d["code"] for d in found][:3] == ["CG120", "CG119", "CG119"]
    assert found[0]["remedy"] == "run `ci-gen migrate`: it is 1 now"
    assert migrated.err.splitlines()[1] == "  ci-gen.yml:1:10: version 0 is now 1"
    assert (project / "ci-gen.yml").read_text() == (
        "version: 1 # ours\nimage: acme/sensor\ntargets: [amd64, pi5] # all\nrunners: x\n"
    )


def test_key_of_an_older_language_is_unknown_to_a_newer_one(
    older: None, project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(_BASE + "machines: [amd64]\n")

    ran = cli("lint")

    assert ran.code == 1
    assert 'error[CG110]: unknown key "machines"' in ran.out


@pytest.mark.slow
@pytest.mark.parametrize("row", RENAMES, ids=lambda row: row.old)
def test_every_row_leads_to_a_key_of_the_language(row: Rename, project: Path, cli: Cli) -> None:
    value = {"list": "[linux/amd64]", "pairs": "[A=b]", "same": "word"}[row.form]
    targets = "" if row.new == "targets" else "targets: [linux/amd64]\n"
    entry = f"{row.within}: {{{row.old}: {value}}}" if row.within else f"{row.old}: {value}"
    (project / "ci-gen.yml").write_text(f"{_BASE}{targets}{entry}\n")

    assert f'"{row.old}" is called "{row.new}"' in cli("lint").out
    assert cli("migrate").code == 0
    assert "CG119" not in cli("lint").out


_NAMES = st.from_regex(r"[A-Z][A-Z0-9_]{0,8}", fullmatch=True)
_VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=12)


@given(
    st.dictionaries(_NAMES, _VALUES, min_size=1, max_size=4),
    st.sampled_from(["  build-args: |\n{}", "  build-args:\n{}", "  build-args:   # why\n{}"]),
    st.booleans(),
)
def test_arguments_of_any_text_stay_what_they_are(
    values: dict[str, str], head: str, is_deep: bool
) -> None:
    margin = "    " if is_deep or "|" in head else "  "
    lines = [f"{name}={value}" for name, value in values.items()]
    if "|" not in head:
        lines = ["- '" + line.replace("'", "''") + "'" for line in lines]
    body = "".join(f"{margin}{line}\n" for line in lines)
    text = f"{_BASE}targets: [amd64]\nbuild:\n{head.format(body)}cache: gha\n"
    read = spec.parse(text, "ci-gen.yml")
    assert isinstance(read, Spec)

    result = spec.parse(migrations.rewrite(read, migrations.upgrade(read)), "ci-gen.yml")

    assert isinstance(result, Spec)
    assert result.data["build"] == {"args": values}
