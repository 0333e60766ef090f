import pytest

from ci_gen.expressions import (
    Answer,
    Condition,
    Context,
    Not,
    Truth,
    Value,
    all_of,
    any_of,
    call,
    concat,
    is_equal,
    is_not,
    joined,
    parse,
    when,
)

PR = is_equal("github.event_name", "pull_request")
NOT_PR = is_not("github.event_name", "pull_request")
ON_BRANCH = is_equal("github.ref_type", "branch")
SLUG = Context(path="matrix.slug")
IS_PR = "github.event_name == 'pull_request'"
NOT_CANCELLED = Not(condition=Truth(expression=call("cancelled")))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (SLUG, "${{ matrix.slug }}"),
        (concat("a-", SLUG), "a-${{ matrix.slug }}"),
        (when(PR, "a"), f"${{{{ {IS_PR} && 'a' || '' }}}}"),
        (when(None, "a"), "a"),
        (
            when(PR, concat("a{", SLUG, "}'"), "b"),
            f"${{{{ {IS_PR} && format('a{{{{{{0}}}}}}''', matrix.slug) || 'b' }}}}",
        ),
        (
            when(PR, "a", when(ON_BRANCH, "b", "c")),
            f"${{{{ {IS_PR} && 'a' || github.ref_type == 'branch' && 'b' || 'c' }}}}",
        ),
        (concat("x", when(PR, "a")), f"x${{{{ {IS_PR} && 'a' || '' }}}}"),
        (call("toJSON", SLUG), "${{ toJSON(matrix.slug) }}"),
        (call("toJSON", parse("it's {0}")), "${{ toJSON('it''s {0}') }}"),
        (Answer(condition=PR), f"${{{{ {IS_PR} }}}}"),
        (when(PR, parse("${{ a || b }}")), f"${{{{ {IS_PR} && (a || b) || '' }}}}"),
        (when(PR, parse("${{ a }}")), f"${{{{ {IS_PR} && a || '' }}}}"),
    ],
)
def test_value_has_one_spelling(value: Value, text: str) -> None:
    assert str(value) == text


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (PR, IS_PR),
        (
            all_of(NOT_PR, ON_BRANCH),
            "github.event_name != 'pull_request' && github.ref_type == 'branch'",
        ),
        (
            all_of(ON_BRANCH, any_of(PR, Truth(expression=SLUG))),
            f"github.ref_type == 'branch' && ({IS_PR} || matrix.slug)",
        ),
        (all_of(None, PR, PR), IS_PR),
        (NOT_CANCELLED, "${{ !cancelled() }}"),
        (Not(condition=PR), f"${{{{ !({IS_PR}) }}}}"),
        (all_of(NOT_CANCELLED, PR), f"${{{{ !cancelled() && {IS_PR} }}}}"),
    ],
)
def test_condition_is_written_for_an_if(condition: Condition, text: str) -> None:
    assert str(condition) == text


def test_conditions_that_always_hold_add_none() -> None:
    assert all_of(None, None) is None
    assert any_of() is None


def test_texts_alone_stay_a_text() -> None:
    assert concat("a", "", "b") == "ab"
    assert concat() == ""
    assert concat(concat("a", SLUG), concat(SLUG, "b")) == concat("a", SLUG, SLUG, "b")
    assert joined(",", ["a", SLUG, "b"]) == concat("a,", SLUG, ",b")


def test_value_in_a_row_has_what_the_row_says() -> None:
    given = {"matrix.slug": "linux-arm64"}
    name = concat("a-", SLUG)
    chosen = when(PR, name, call("format", "{0}", SLUG))

    assert not isinstance(name, str)
    assert not isinstance(chosen, str)
    assert name.given(given) == "a-linux-arm64"
    assert chosen.given(given) == when(PR, "a-linux-arm64", call("format", "{0}", "linux-arm64"))
    assert SLUG.given({}) == SLUG


def test_text_of_a_user_is_kept_apart_from_its_expressions() -> None:
    read = parse("A/${{ github.Repository }}/B")

    assert str(read) == "A/${{ github.Repository }}/B"
    assert parse("plain") == "plain"
