"""The condition that a row of a matrix is one of some rows."""

from collections.abc import Callable

from ci_gen.expressions import Condition, all_of, any_of, is_equal
from ci_gen.plan.group import Group, only_for
from ci_gen.plan.rows import Row


def rows_condition(group: Group, is_meant: Callable[[Row], bool]) -> Condition | None:
    """Return the condition that a row is one of those that are meant, None where all are."""
    meant = [row for row in group.rows if is_meant(row)]
    if len(meant) == len(group.rows):
        return None
    images = list({row.image.id: row.image for row in meant}.values())
    slugs = dict.fromkeys(row.slug for row in meant)
    product = [row for row in group.rows if row.image in images and row.slug in slugs]
    if product == meant:
        is_every = all(row.slug in slugs for row in group.rows if row.image in images)
        return all_of(only_for(group, images), None if is_every else _built_as(slugs))
    return any_of(*filter(None, (_is_row(group, row) for row in meant)))


def _is_row(group: Group, row: Row) -> Condition | None:
    return all_of(only_for(group, [row.image]), _built_as({row.slug: None}))


def _built_as(slugs: dict[str, None]) -> Condition | None:
    return any_of(*(is_equal("matrix.slug", slug) for slug in slugs))
