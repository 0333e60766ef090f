import pytest

from ci_gen import expression_text


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
    assert expression_text.is_well_formed(text) is is_well_formed


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
    assert expression_text.reads_secret(text) is reads
