"""Commits compared with the versions that are written beside them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_gen.catalog import actions, commits
from ci_gen.catalog.commits import Commit, Match

ROW = Commit(action="a/b", version="v7.0.1", sha="3d" * 20, tag_object="0b" * 20)
FORGED = "e" * 40


WRITTEN = [
    "v7.0.1", "7.0.1", "V7.0.1", "tag=v7.0.1", "v7.0.1 (latest)", "a/b@v7.0.1", "v7.0.1.",
    "v7.0.1, 2026-10-01", "ratchet:a/b@v7.0.1", "v7.0.1\u200b",
]  # fmt: skip


@pytest.mark.parametrize("text", WRITTEN)
def test_version_is_read_in_each_way_to_write_it(text: str) -> None:
    assert commits.claim(text) == (7, 0, 1)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("v7", (7,)), ("7", (7,)), ("tag=v7.0", (7, 0)), ("", None), ("main", None),
     ("pinned on 2026-10-01", None), ("v7.0.1-rc.1", None), ("for 2 runners", None)],
)  # fmt: skip
def test_part_of_a_version_is_one_only_where_nothing_else_is_written(
    text: str, numbers: tuple[int, ...] | None
) -> None:
    assert commits.claim(text) == numbers


@pytest.mark.parametrize(
    ("commit", "version", "match"),
    [
        (ROW.sha, "v7.0.1", Match.KNOWN),
        (ROW.sha, "v7", Match.KNOWN),
        (ROW.sha, "", Match.KNOWN),
        (ROW.sha[:7], "v7.0.1", Match.KNOWN),
        (ROW.sha, "v9.9.9", Match.OTHER_VERSION),
        (ROW.sha, "v6", Match.OTHER_VERSION),
        (ROW.sha[:7], "v7.1", Match.OTHER_VERSION),
        (FORGED, "7.0.1", Match.OTHER_COMMIT),
        (FORGED[:7], "tag=v7.0.1", Match.OTHER_COMMIT),
        ("0b" * 20, "v7.0.1", Match.TAG_OBJECT),
        ("0b" * 20, "v7.0.2", Match.OTHER_VERSION),
        (FORGED, "v7.0.2", Match.UNKNOWN),
        (FORGED, "v7", Match.UNKNOWN),
        (FORGED, "", Match.UNKNOWN),
    ],
)
def test_commit_is_compared_with_its_version(commit: str, version: str, match: Match) -> None:
    assert commits.compare(commit, commits.claim(version), [ROW]).match is match


@pytest.mark.parametrize("name", ["actions/cache", "Actions/Cache/restore", "actions/cache/x"])
def test_all_of_a_repository_is_at_one_commit(name: str) -> None:
    row = actions.action("actions/cache")

    assert {known.sha for known in commits.known(name)} == {row.sha}
    assert commits.known("nobody/knows") == ()


def test_no_version_of_the_catalogue_has_two_commits() -> None:
    rows = [row for action in actions.names() for row in commits.known(action)]

    assert len({(r.action, r.version) for r in rows}) == len({(r.action, r.sha) for r in rows})


def test_object_of_an_annotated_tag_is_no_commit() -> None:
    objects = {row.tag_object for row in actions.every() if row.tag_object}

    assert objects
    assert not objects & {row.sha for row in actions.every()}


@given(st.text(alphabet="v0123456789.-+=@/ \u0661", max_size=30))
def test_claim_is_up_to_three_numbers(text: str) -> None:
    numbers = commits.claim(text)

    assert numbers is None or 1 <= len(numbers) <= 3
