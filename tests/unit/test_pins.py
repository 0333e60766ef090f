from ci_gen import pins

OLD, NEW, OTHER = "a" * 40, "b" * 40, "c" * 40


def _uses(action: str, sha: str, version: str) -> str:
    return f"        uses: {action}@{sha} # {version}\n"


def test_newer_pin_is_kept() -> None:
    rendered, existing = _uses("a/b", OLD, "v1.9.0"), _uses("a/b", NEW, "v1.10.0")

    assert pins.keep_newer(rendered, existing) == existing


def test_older_and_unknown_pins_are_replaced() -> None:
    rendered = _uses("a/b", NEW, "v2.0.0") + _uses("a/c", NEW, "v1.0.0")
    existing = _uses("a/b", OLD, "v1.0.0") + _uses("a/d", OTHER, "v9.0.0")

    assert pins.keep_newer(rendered, existing) == rendered


def test_pin_is_kept_for_the_same_action_only() -> None:
    rendered = _uses("actions/cache/restore", OLD, "v1.0.0") + _uses("actions/cache", OLD, "v1.0.0")
    existing = _uses("actions/cache", NEW, "v2.0.0")

    kept = pins.keep_newer(rendered, existing)

    assert kept == _uses("actions/cache/restore", OLD, "v1.0.0") + existing


def test_newest_pin_wins_when_a_file_disagrees_with_itself() -> None:
    existing = _uses("a/b", NEW, "v3.0.0") + _uses("a/b", OTHER, "v2.0.0")

    assert pins.keep_newer(_uses("a/b", OLD, "v1.0.0"), existing) == _uses("a/b", NEW, "v3.0.0")


def test_pins_do_not_count_in_a_comparison() -> None:
    ours, theirs = _uses("a/b", OLD, "v1.0.0"), _uses("a/b", NEW, "v2.0.0")

    assert pins.without_pins(ours) == pins.without_pins(theirs)
    assert pins.without_pins(ours) != pins.without_pins(_uses("a/c", OLD, "v1.0.0"))


def test_pin_of_a_workflow_that_a_job_calls_is_kept_too() -> None:
    rendered, existing = _uses("a/b/c.yml", OLD, "v1.0.0"), _uses("a/b/c.yml", NEW, "v1.1.0")

    assert pins.keep_newer(rendered[4:], existing[4:]) == existing[4:]
