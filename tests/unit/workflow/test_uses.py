import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_gen.workflow import uses as pins

OLD, NEW, OTHER = "a" * 40, "b" * 40, "c" * 40


def _uses(action: str, sha: str, version: str) -> str:
    return f"        uses: {action}@{sha} # {version}\n"


def test_newer_pin_is_kept() -> None:
    rendered, existing = _uses("a/b", OLD, "v1.9.0"), _uses("a/b", NEW, "v1.10.0")

    assert pins.keep(rendered, existing) == existing


def test_older_and_unknown_pins_are_replaced() -> None:
    rendered = _uses("a/b", NEW, "v2.0.0") + _uses("a/c", NEW, "v1.0.0")
    existing = _uses("a/b", OLD, "v1.0.0") + _uses("a/d", OTHER, "v9.0.0")

    assert pins.keep(rendered, existing) == rendered


def test_pin_is_kept_for_the_same_action_only() -> None:
    rendered = _uses("actions/cache/restore", OLD, "v1.0.0") + _uses("actions/cache", OLD, "v1.0.0")
    existing = _uses("actions/cache", NEW, "v2.0.0")

    kept = pins.keep(rendered, existing)

    assert kept == _uses("actions/cache/restore", OLD, "v1.0.0") + existing


def test_newest_pin_wins_when_a_file_disagrees_with_itself() -> None:
    existing = _uses("a/b", NEW, "v3.0.0") + _uses("a/b", OTHER, "v2.0.0")

    assert pins.keep(_uses("a/b", OLD, "v1.0.0"), existing) == _uses("a/b", NEW, "v3.0.0")


def test_pins_do_not_count_in_a_comparison() -> None:
    ours, theirs = _uses("a/b", OLD, "v1.0.0"), _uses("a/b", NEW, "v2.0.0")

    assert pins.without_pins(ours) == pins.without_pins(theirs)
    assert pins.without_pins(ours) != pins.without_pins(_uses("a/c", OLD, "v1.0.0"))


def test_pin_of_a_workflow_that_a_job_calls_is_kept_too() -> None:
    rendered, existing = _uses("a/b/c.yml", OLD, "v1.0.0"), _uses("a/b/c.yml", NEW, "v1.1.0")

    assert pins.keep(rendered[4:], existing[4:]) == existing[4:]


UNCLEAR = [
    f"{NEW} # v7", f"{NEW} # tag=v7.0.2", f"{NEW} # v7.0.2 (latest)", NEW, "v7", "main",
    f"{NEW} # v7.0.2-rc.1", "0123456",
]  # fmt: skip


@pytest.mark.parametrize("unclear", UNCLEAR)
def test_pin_without_a_whole_version_is_kept(unclear: str) -> None:
    rendered, existing = _uses("a/b", OLD, "v8.0.0"), f"        uses: a/b@{unclear}\n"

    assert pins.keep(rendered, existing) == existing
    assert pins.without_pins(rendered) == pins.without_pins(existing)


def test_pin_without_a_version_is_kept_where_it_stands() -> None:
    rendered = _uses("a/b", OLD, "v1.0.0") * 3
    existing = _uses("a/b", OLD, "v1.0.0") + "        uses: a/b@v7\n" + _uses("a/b", NEW, "v1.1.0")

    newer = _uses("a/b", NEW, "v1.1.0")
    assert pins.keep(rendered, existing) == f"{newer}        uses: a/b@v7\n{newer}"


def test_what_the_spec_says_is_not_replaced() -> None:
    rendered = _uses("a/b", OLD, "v1.0.0")

    for existing in (_uses("a/b", NEW, "v2.0.0"), "        uses: a/b@v7\n"):
        assert pins.keep(rendered, existing, {"a/b"}) == rendered


def test_tags_are_kept_as_tags_and_commits_as_commits() -> None:
    tag, commit = "        uses: a/b@v1.0.0\n", _uses("a/b", OLD, "v1.0.0")

    assert pins.keep(tag, "        uses: a/b@v1.0.1\n") == "        uses: a/b@v1.0.1\n"
    assert pins.keep(tag, _uses("a/b", NEW, "v1.0.1")) == "        uses: a/b@v1.0.1\n"
    assert pins.keep(tag, commit) == tag
    assert pins.keep(commit, tag) == commit
    assert pins.keep(commit, "        uses: a/b@v1.0.1\n") == "        uses: a/b@v1.0.1\n"


@pytest.mark.parametrize(
    "written",
    [
        f"        uses: 'a/b@{NEW}' # v2.0.0",
        f"        uses:  a/b@{NEW}   #v2.0.0  ",
        f"      - uses: a/b@{NEW} # v2.0.0",
        f"    uses: a/b@{NEW} # v2.0.0",
    ],
)
def test_way_of_writing_does_not_matter(written: str) -> None:
    line = next(pins.lines(f"\n{written}\n"))

    assert (line.action, line.commit, line.version, line.line) == ("a/b", NEW, "v2.0.0", 2)


@pytest.mark.parametrize(
    "text",
    ["uses: ./a/b@v1", "uses: docker://a/b@v1", "uses: a/b", "# uses: a/b@v1", "  uses: a/b@v1"],
)
def test_what_is_no_action_of_a_repository_is_left_alone(text: str) -> None:
    assert list(pins.lines(f"        {text}\n")) == []


_REFS = st.sampled_from(
    [*UNCLEAR, f"{OLD} # v1.0.0", f"{NEW} # v9.0.0", "v9.0.0", f"{NEW} # {'9' * 5000}.0.0"]
)
_FILES = st.lists(st.tuples(st.sampled_from(["a/b", "a/c", "a/b/c"]), _REFS), max_size=6)


def _file(uses: list[tuple[str, str]]) -> str:
    return "".join(f"        uses: {action}@{ref}\n" for action, ref in uses)


@given(rendered=_FILES, existing=_FILES)
def test_keeping_changes_nothing_but_pins_and_does_so_once(
    rendered: list[tuple[str, str]], existing: list[tuple[str, str]]
) -> None:
    # What ci-gen renders has one pin for an action.
    own = dict(rendered)
    ours, theirs = _file([(action, own[action]) for action, _ in rendered]), _file(existing)

    kept = pins.keep(ours, theirs)

    assert pins.without_pins(kept) == pins.without_pins(ours)
    assert pins.keep(ours, kept) == kept


def test_many_pins_are_compared_in_no_time() -> None:
    text = "".join(_uses("a/b", f"{i:040x}", f"v1.0.{i}") for i in range(5000))

    start = time.perf_counter()
    found = pins.verdicts(text, text)

    assert len(found) == 5000
    assert time.perf_counter() - start < 5
