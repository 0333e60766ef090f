"""Every rule has a case in `rules/`, and what it says of itself is true."""

import re
from pathlib import Path

import pytest

from ci_gen import rules
from ci_gen.catalog.codes import CODES
from ci_gen.config import resolve
from ci_gen.rules import Rule
from ci_gen.spec import schema
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec
from conftest import TESTS, Cli

RULES = rules.all_rules()
_TEXT = re.compile(
    r"(?P<summary>[^\n]+\.)\n\nWhy\n\n(?P<why>.+)\n\nBefore\n\n(?P<before>.+)\n\nAfter\n\n(?P<after>.+)",
    re.DOTALL,
)


def _found(indented: str) -> set[str]:
    text = "\n".join(line[4:] for line in indented.split("\n")) + "\n"
    read = spec.parse(text, "ci-gen.yml")
    assert isinstance(read, Spec)
    assert schema.is_valid(read.data)
    return {diagnostic.code for diagnostic in rules.run(resolve.resolve(read.data), read)}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_rule_finds_its_before_and_not_its_after(rule: Rule) -> None:
    text = _TEXT.fullmatch(rule.text)

    assert text is not None, "the docstring has a summary, Why, Before and After"
    assert rule.code in _found(text["before"])
    assert _found(text["after"]) == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_rule_has_a_case_with_the_exact_report(
    rule: Rule, project: Path, cli: Cli, update: bool
) -> None:
    case = TESTS / "cases" / "rules" / f"{rule.slug}.yml"
    (project / "ci-gen.yml").write_bytes(case.read_bytes())

    ran = cli("lint")

    expected = case.with_suffix(".out")
    if update:
        expected.write_text(ran.out)
    assert ran.out == expected.read_text()
    assert rule.code in ran.out


def test_each_case_belongs_to_a_rule() -> None:
    slugs = {rule.slug for rule in RULES}

    assert {path.stem for path in (TESTS / "cases" / "rules").iterdir()} == slugs


def test_codes_and_slugs_are_used_once() -> None:
    codes = [rule.code for rule in RULES] + list(CODES)
    slugs = [rule.slug for rule in RULES] + [code.slug for code in CODES.values()]

    assert len(codes) == len(set(codes))
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"CG[1-6]\d\d", code) for code in codes)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.slug)
def test_explain_prints_the_rule_by_code_and_by_slug(rule: Rule, cli: Cli) -> None:
    by_code, by_slug = cli("explain", rule.code.lower()), cli("explain", rule.slug)

    assert by_code == by_slug
    assert rule.text in by_code.out


@pytest.mark.parametrize("code", CODES)
def test_explain_prints_the_other_codes(code: str, cli: Cli) -> None:
    ran = cli("explain", code)

    assert ran.out.startswith(f"{code} {CODES[code].slug}\n")
    assert ran.code == 0
