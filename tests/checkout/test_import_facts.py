"""Facts become rows of the catalogue, and words that were not foreseen are an error."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "generator/scripts/import_facts.py"
COMMIT = "a" * 40


@pytest.fixture(scope="module")
def facts() -> ModuleType:
    spec = importlib.util.spec_from_file_location("import_facts", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("long", "short"),
    [
        (
            "tag v1.2.3 of a/b, read from the repository; still newest on 2026-10-09 (71)",
            "the repository at the tag",
        ),
        (
            "commit and version together in 6 independent texts (a/b: git ls-remote; 71). So be it",
            "6 independent texts with this commit",
        ),
        (
            "pinned with this version by 9 independent repositories. v7.4.0 is out",
            "9 independent repositories with this commit",
        ),
        (
            "still newest: versions tables of 2026-10-03 (a) and 2026-10-09 (71) pair v4 with it",
            "versions tables of 2026-10-03 and 2026-10-09",
        ),
    ],
)
def test_source_of_an_action_is_told_in_a_few_words(
    facts: ModuleType, long: str, short: str
) -> None:
    assert facts.short_source(long) == short


def test_source_in_other_words_is_an_error(facts: ModuleType) -> None:
    with pytest.raises(ValueError, match="somebody said so"):
        facts.short_source("somebody said so")


@pytest.mark.parametrize(
    ("source", "tag_object"),
    [
        (f"read. The tag is annotated: {COMMIT} is the tag object, not the commit", COMMIT),
        (
            "The tag is annotated: the tag object is e598afbe..., not the commit",
            "e598afbe1493e6b1bafb1f389cabb956eab91231",
        ),
        (f"a dependabot diff 3d0d988...{COMMIT}", None),
    ],
)
def test_object_of_an_annotated_tag_is_taken_from_the_source(
    facts: ModuleType, source: str, tag_object: str | None
) -> None:
    assert facts.tag_object(source) == tag_object


def test_beginning_of_an_unknown_tag_object_is_an_error(facts: ModuleType) -> None:
    with pytest.raises(ValueError, match="01234567"):
        facts.tag_object("The tag is annotated: the tag object is 01234567..., not the commit")


def test_runner_keeps_its_days_of_trouble_and_its_terms(facts: ModuleType) -> None:
    row = dict.fromkeys(facts.RUNNER_FIELDS) | {
        "note": "IBM Z. Free for all, on request (an issue); forks have no access. Big.",
        "brownouts": [{"from": "2027-03-23T14:00:00Z", "to": "2027-03-24T00:00:00Z"}],
    }

    found = facts.runner(row)

    assert found["terms"] == "Free for all, on request (an issue); forks have no access"
    assert found["brownouts"] == ["2027-03-23"]
    assert facts.runner({**row, "note": None})["terms"] is None
