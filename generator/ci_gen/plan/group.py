"""A group: images, and variants of them, that are built and published by the same steps.

They share jobs: each row of a build job builds some platforms of one of them, and each row of the
job that publishes is for one of them.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from ci_gen import expression_text
from ci_gen.config.model import Config, Events, Image
from ci_gen.expressions import Condition, Context, Value, any_of, concat, is_equal, parse
from ci_gen.plan import tables
from ci_gen.plan.matrix import Table
from ci_gen.plan.rows import Row
from ci_gen.record import Record


class Group(Record):
    """Images with the same steps, the *rows* that build them, and what each job's rows are told.

    *suffix* ends the ids of the jobs where there are several groups. *is_alone*: the workflow has
    one image, and no other. *check* is the name of the check to require. *shared* are variables of
    the workflow that several jobs read.
    """

    images: tuple[Image, ...]
    rows: tuple[Row, ...]
    built: Table
    published: Table
    events: Events
    suffix: str
    is_alone: bool
    check: str
    shared: Mapping[str, tuple[Value, ...]] = MappingProxyType({})

    @property
    def image(self) -> Image:
        """Return the first image, for what is the same in all of them."""
        return self.images[0]

    @property
    def is_matrix(self) -> bool:
        """Return whether the build job has several rows."""
        return len(self.rows) > 1

    @property
    def is_many(self) -> bool:
        """Return whether a row builds several platforms."""
        return any(len(row.platforms) > 1 for row in self.rows)

    @property
    def key(self) -> str:
        """Return what the column is called that says what a row builds."""
        return "platforms" if self.is_many else "platform"

    @property
    def has_variants(self) -> bool:
        """Return whether some of the images are variants of others."""
        return any(image.variant for image in self.images)

    @property
    def has_open_names(self) -> bool:
        """Return whether a name of an image is known only when the workflow runs."""
        return any(
            expression_text.has_expression(name.text) for i in self.images for name in i.names
        )


def group(
    images: Sequence[Image],
    rows: Sequence[Row],
    config: Config,
    *,
    suffix: str = "",
) -> Group:
    """Return the group of *images*, which *rows* build."""
    digests = tables.digest_names(rows)
    families = {image.family for image in images}
    is_mixed = len(families) > 1 and any(image.variant for image in images)
    return Group(
        images=tuple(images),
        rows=tuple(rows),
        built=tables.built(rows, digests, is_mixed=is_mixed),
        published=tables.published(images, rows, digests, is_mixed=is_mixed),
        events=config.events,
        suffix=suffix,
        is_alone=len(config.images) == 1,
        check=config.required_check,
    )


def formula(table: Table, name: str, given: Value) -> Value:
    """Return what rows have under *name*: by *given*, if that is right in each of them."""
    return given if table.has(name, given) else table.value(name)


def only_for(group: Group, images: Sequence[Image]) -> Condition | None:
    """Return the condition that a row is for one of *images*, None where every row is."""
    if len(images) == len(group.images):
        return None
    is_family = len({image.family for image in group.images}) == 1
    if is_family:
        return any_of(*(is_equal("matrix.variant", str(image.variant)) for image in images))
    return any_of(*(is_equal("matrix.image", image.id) for image in images))


def who(table: Table, *, separator: str = "-") -> Value:
    """Return how the image of a row is called, its variant after a *separator*."""
    image, variant = table.value("image"), table.value("variant")
    return concat(image, separator, variant) if table.all_have("variant") else image


def lines(value: Value) -> tuple[Value, ...]:
    """Return a text of several lines as lines, and what the matrix says as one."""
    return tuple(map(parse, value.split("\n"))) if isinstance(value, str) else (value,)


def reference(group: Group, table: Table, index: int = 0) -> Value:
    """Return a name of the image of a row, in lower case."""
    if group.has_open_names:
        return Context(path=f"steps.names.outputs.name-{index + 1}")
    if index == 0 and "IMAGE" in group.shared:
        return Context(path="env.IMAGE")
    return table.value(tables.name_key(index))
