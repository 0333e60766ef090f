"""Findings in each format, from the finding itself."""

import json
from typing import Any

import pytest

from ci_gen import rules
from ci_gen.catalog import codes
from ci_gen.diagnostics import Diagnostic, Location, Severity
from ci_gen.report import Findings, github_report, json_report, sarif_report, text_report

ALL_CODES = [*codes.CODES, *(rule.code for rule in rules.all_rules()), "zizmor/artipacked"]


def _found(place: Location, code: str = "CG110", severity: Severity = Severity.ERROR) -> Findings:
    one = Diagnostic(code=code, severity=severity, message="no", location=place, remedy="do it")
    return Findings(diagnostics=(one,), sources={"a.yml": "key: value\nmore: [a,\n  b]\n"})


def _place(*numbers: int) -> Location:
    names = ("line", "column", "end_line", "end_column")
    return Location(path="a.yml", **dict(zip(names, numbers, strict=False)))


@pytest.mark.parametrize(
    ("place", "underlined"),
    [
        (_place(1, 6, 1, 11), "     ^^^^^"),
        (_place(1, 6), "     ^"),
        (_place(1, 6, 1, 6), "     ^"),
        (_place(2, 7, 3, 5), "      ^^^"),
    ],
)
def test_text_underlines_the_part_in_the_first_line(place: Location, underlined: str) -> None:
    assert text_report.report(_found(place)).splitlines()[2] == f"    | {underlined}"


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        # GitHub counts the last column in, and takes columns in one line only.
        (_place(1, 6, 1, 11), "file=a.yml,line=1,col=6,endLine=1,endColumn=10,title=CG110"),
        (_place(2, 7, 3, 5), "file=a.yml,line=2,endLine=3,title=CG110"),
        (_place(1, 6), "file=a.yml,line=1,col=6,title=CG110"),
        (_place(), "file=a.yml,title=CG110"),
    ],
)
def test_github_gets_the_place_in_its_own_words(place: Location, shown: str) -> None:
    assert github_report.report(_found(place)) == f"::error {shown}::no; do it\n"


def test_github_properties_cannot_end_early() -> None:
    place = Location(path="a,line=9:\n%.yml", line=1, column=1)

    assert github_report.report(_found(place)).startswith(
        "::error file=a%2Cline=9%3A%0A%25.yml,line=1,"
    )


def test_json_has_both_ends_or_null() -> None:
    def ends(place: Location) -> tuple[int | None, int | None]:
        (one,) = json.loads(json_report.report(_found(place)))["diagnostics"]
        return one["end_line"], one["end_column"]

    assert ends(_place(1, 6, 1, 11)) == (1, 11)
    assert ends(_place(1, 6)) == (None, None)


def _run(findings: Findings) -> dict[str, Any]:
    (run,) = json.loads(sarif_report.report(findings))["runs"]
    return dict(run)


def _physical(place: Location) -> dict[str, Any]:
    (result,) = _run(_found(place))["results"]
    return dict(result["locations"][0]["physicalLocation"])


def test_sarif_regions_count_from_one_and_have_an_end() -> None:
    assert _physical(_place(1, 6, 1, 11))["region"] == {
        "startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 11,
    }  # fmt: skip
    assert _physical(_place(3))["region"] == {"startLine": 3, "startColumn": 1}
    assert _physical(_place()) == {"artifactLocation": {"uri": "a.yml"}}


@pytest.mark.parametrize("code", ALL_CODES)
def test_sarif_rule_says_what_github_shows(code: str) -> None:
    (rule,) = _run(_found(_place(1), code, Severity.WARNING))["tool"]["driver"]["rules"]

    assert rule["id"] == code
    assert rule["name"].replace("-", "").isalnum()
    short = rule["shortDescription"]["text"]
    assert short.endswith(".")
    assert "\n" not in short
    assert rule["fullDescription"]["text"]
    assert rule["help"]["text"].startswith(short) or "/" in code
    assert rule["help"]["markdown"].count("### ") == rule["help"]["text"].count("\n\nWhy\n") + sum(
        rule["help"]["text"].count(f"\n\n{word}\n") for word in ("Before", "After")
    )
    assert rule["helpUri"].startswith("https://")


def test_sarif_level_is_that_of_the_rule_or_of_the_worst_finding() -> None:
    def level(code: str, severity: Severity) -> str:
        (rule,) = _run(_found(_place(1), code, severity))["tool"]["driver"]["rules"]
        return str(rule["defaultConfiguration"]["level"])

    assert level("CG201", Severity.NOTE) == "error"
    assert level("CG510", Severity.WARNING) == "warning"
    assert level("CG510", Severity.ERROR) == "error"


def test_sarif_takes_a_linters_rule_of_any_name() -> None:
    (rule,) = _run(_found(_place(1), "zizmor/a b"))["tool"]["driver"]["rules"]

    assert rule == {"id": "zizmor/a b"}
