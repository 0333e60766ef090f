import re
from datetime import date
from itertools import pairwise

import pytest

from ci_gen.catalog import actions, hazards, images, platforms, timings, upstream
from ci_gen.catalog.hazards import Hazard
from ci_gen.catalog.timings import Gain
from ci_gen.catalog.upstream import Gap

PLATFORMS = frozenset(platforms.catalogue().buildable)


def _is_day(text: str) -> bool:
    return date.fromisoformat(text).isoformat() == text


def _first_day(since: str) -> date:
    return date.fromisoformat(since if since.count("-") == 2 else f"{since}-01")


@pytest.mark.parametrize("row", [*upstream.GAPS, *timings.GAINS], ids=lambda row: row.source)
def test_fact_names_known_platforms_and_has_a_source_and_a_day(row: Gap | Gain) -> None:
    assert row.platforms
    assert set(row.platforms) <= PLATFORMS
    assert row.source
    assert _is_day(row.as_of)


@pytest.mark.parametrize("row", timings.SLOWDOWNS, ids=lambda row: row.platform)
def test_measurement_is_of_a_known_platform_and_has_a_source_and_a_day(
    row: timings.Slowdown,
) -> None:
    assert row.platform in PLATFORMS
    assert row.source
    assert _is_day(row.as_of)
    assert min(row.kinds.values()) > 1


@pytest.mark.parametrize("row", upstream.GAPS, ids=lambda row: row.what)
def test_gap_says_what_to_do_instead(row: Gap) -> None:
    assert row.what.endswith(".")
    assert row.instead
    assert not row.instead.endswith(".")


def test_gaps_with_a_day_come_first_and_the_newest_before_the_older() -> None:
    since = [row.since for row in upstream.GAPS]
    known = [_first_day(day) for day in since if day]

    assert None not in since[: len(known)]
    assert all(newer >= older for newer, older in pairwise(known))


def test_gains_are_gains() -> None:
    assert all(row.after < row.before for row in timings.GAINS)


def test_census_counts_no_more_images_than_there_are() -> None:
    counts = upstream.CENSUS.coverage

    assert set(counts) <= PLATFORMS
    assert all(row.itself + row.fallback <= upstream.CENSUS.images for row in counts.values())
    assert _is_day(upstream.CENSUS.as_of)


def test_runners_compared_have_a_source_and_a_day() -> None:
    assert timings.MACHINE.source
    assert _is_day(timings.MACHINE.as_of)


@pytest.mark.parametrize("row", hazards.HAZARDS, ids=lambda row: row.repository)
def test_hazard_has_a_source_a_day_and_a_remedy(row: Hazard) -> None:
    assert row.repository == row.repository.lower()
    assert row.source
    assert _is_day(row.as_of)
    assert row.instead.startswith("use ")


@pytest.mark.parametrize("name", actions.names())
def test_catalogued_release_is_a_hazard_only_where_its_own_runtime_is_retired(name: str) -> None:
    row = actions.action(name)

    found = hazards.of(name, actions.number(row.version))

    assert (found is not None) == (row.runs in actions.RETIRED)


def test_hazard_holds_below_its_version_and_for_parts_of_the_repository() -> None:
    assert hazards.of("actions/cache/restore", (4, 9, 9)) is not None
    assert hazards.of("actions/cache/restore", (5, 0, 0)) is None
    assert hazards.of("actions/cache", None) is None
    assert hazards.of("Actions/Create-Release", None) is not None
    assert hazards.of("actions/cached", (1, 0, 0)) is None


@pytest.mark.parametrize("name", actions.names())
def test_action_has_a_commit_a_day_and_a_short_source(name: str) -> None:
    row = actions.action(name)

    assert actions.number(row.version)
    assert re.fullmatch(r"[0-9a-f]{40}", row.sha)
    assert _is_day(row.as_of)
    assert 0 < len(row.source) <= 60
    assert row.tag_object is None or re.fullmatch(r"[0-9a-f]{40}", row.tag_object)
    assert row.tag_object != row.sha


def test_object_of_an_annotated_tag_is_known_beside_its_commit() -> None:
    found = {name: actions.action(name).tag_object for name in actions.names()}

    assert {name for name, tag_object in found.items() if tag_object} == {
        "aquasecurity/trivy-action",
        "github/codeql-action/analyze",
        "github/codeql-action/autobuild",
        "github/codeql-action/init",
        "github/codeql-action/upload-sarif",
        "softprops/action-gh-release",
    }
    assert found["aquasecurity/trivy-action"] == "a9c7b0f06e461e9d4b4d1711f154ee024b8d7ab8"


def test_releases_are_known_until_the_day_of_the_youngest_row() -> None:
    days = [actions.action(name).as_of for name in actions.names()]

    assert actions.known_until() == max(days, key=date.fromisoformat)


@pytest.mark.parametrize("row", [images.BINFMT, images.BUILDKIT], ids=lambda row: row.name)
def test_pinned_image_has_a_digest_a_day_and_a_short_source(row: images.PinnedImage) -> None:
    assert re.fullmatch(r"sha256:[0-9a-f]{64}", row.digest)
    assert _is_day(row.as_of)
    assert 0 < len(row.source) <= 60
