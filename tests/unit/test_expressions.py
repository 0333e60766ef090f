import pytest

from ci_gen import expressions


@pytest.mark.parametrize(
    ("text", "is_well_formed"),
    [
        ("plain", True),
        ("${{ github.ref }}", True),
        ("a ${{ x }} b ${{ y }}", True),
        ("${{ format('}}', 1) }}", True),
        ("${{ 'it''s' }}", True),
        ("${{ x", False),
        ("${{ }}", False),
        ("${{ 'x }}", False),
        ("${{ x }} ${{", False),
    ],
)
def test_expression_is_well_formed_when_it_is_closed_and_not_empty(
    text: str, is_well_formed: bool
) -> None:
    assert expressions.is_well_formed(text) is is_well_formed


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("${{ secrets.TOKEN }}", True),
        ("${{ SECRETS.TOKEN }}", True),
        ("${{ secrets['TOKEN'] }}", True),
        ("${{ secrets.GITHUB_TOKEN }}", False),
        ("${{ github.token }}", False),
        ("secrets.TOKEN", False),
    ],
)
def test_secret_is_seen_inside_an_expression_only(text: str, reads: bool) -> None:
    assert expressions.reads_secret(text) is reads


@pytest.mark.parametrize(
    ("condition", "text", "expected"),
    [
        (None, "a", "a"),
        ("c", "a", "${{ c && 'a' || '' }}"),
        ("c", "it's", "${{ c && 'it''s' || '' }}"),
        ("c", "${{ x }}", "${{ c && x || '' }}"),
        ("c", "${{ x || y }}", "${{ c && (x || y) || '' }}"),
        ("c", "a{${{ x }}'${{ y }}", "${{ c && format('a{{{0}''{1}', x, y) || '' }}"),
    ],
)
def test_text_is_given_only_when_the_condition_holds(
    condition: str | None, text: str, expected: str
) -> None:
    assert expressions.when(condition, text) == expected


def test_first_case_that_holds_is_chosen_and_keeps_its_expressions() -> None:
    chosen = expressions.choose([("a", "x${{ y }}"), ("b", "z")], "${{ v }}")

    assert chosen == "${{ a && format('x{0}', y) || b && 'z' || v }}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${{ secrets.A }}", "${{ toJSON(secrets.A) }}"),
        ("${{ secrets.A }}-x", "${{ toJSON(format('{0}-x', secrets.A)) }}"),
        ("it's {0}", "${{ toJSON('it''s {0}') }}"),
    ],
)
def test_text_becomes_json_that_github_makes(text: str, found: str) -> None:
    assert expressions.as_json(text) == found
