"""The steps that give a tag to what was built and checked, and look at it afterwards."""

from collections.abc import Iterator

from ci_gen.expressions import Condition, Context, Value, call
from ci_gen.plan import build, conditions, lists, set_up, sign
from ci_gen.plan.group import Group, reference
from ci_gen.plan.metadata import lower_case_names, metadata
from ci_gen.plan.parts import Variable
from ci_gen.plan.steps import CreateIndex, Step, TagImage

_TAGS = Context(path="steps.meta.outputs.tags")
_ANNOTATIONS = Context(path="steps.meta.outputs.annotations")


def in_build_job(group: Group) -> Iterator[Step]:
    """Yield the steps that tag what the same job built."""
    condition = conditions.publishes(group.events)
    yield _tag(group, build.DIGEST, condition)


def in_own_job(group: Group, condition: Condition | None) -> Iterator[Step]:
    """Yield the steps that publish what other jobs built, in runs where *condition* holds."""
    yield from set_up.logins(group, condition)
    yield from _set_up_buildx(group)
    yield from lower_case_names(group, group.published, condition)
    yield metadata(group, group.published, condition)
    if group.is_matrix:
        yield _create_index(group, condition)
    else:
        yield _tag(group, Context(path=f"needs.build{group.suffix}.outputs.digest"), condition)
    yield from sign.steps(group, Context(path="steps.published.outputs.digest"))


def _set_up_buildx(group: Group) -> Iterator[Step]:
    """Yield the set-up of a builder where reaching the registry takes its configuration."""
    builder = group.image.builder
    if builder.buildkitd_config or builder.buildkitd_config_inline:
        if builder.buildkitd_config:
            yield set_up.check_out()
        yield set_up.set_up_buildx(builder, is_asked=False)


def _tag(group: Group, digest: Value, condition: Condition | None) -> TagImage:
    return TagImage(
        title="Tag what was checked",
        id="published" if sign.is_wanted(group) else None,
        condition=condition,
        features=("digest",) if sign.is_wanted(group) else (),
        variables=(
            *_image(group),
            Variable(name="DIGEST", value=digest),
            Variable(name="PLATFORMS", value=group.built.value("platforms")),
            Variable(name="TAGS", value=_TAGS),
        ),
    )


def _image(group: Group) -> Iterator[Variable]:
    """Yield the name to find the digests under, where the workflow does not say it to all."""
    if "IMAGE" not in group.shared or group.has_open_names:
        yield Variable(name="IMAGE", value=reference(group, group.published))


def _create_index(group: Group, condition: Condition | None) -> CreateIndex:
    table = group.published
    own = lists.pairs((f"index:{k}", text) for k, text in group.image.build.annotations)
    needed = f"needs.build{group.suffix}.outputs"
    optional = any(row.is_optional for row in group.rows)
    features = {"optional": optional, "digest": sign.is_wanted(group)}
    return CreateIndex(
        title="Publish the platforms as one image, and read it back",
        id="published" if sign.is_wanted(group) else None,
        condition=condition,
        features=tuple(name for name, is_used in features.items() if is_used),
        variables=(
            *_image(group),
            Variable(name="DIGESTS", value=call("toJSON", Context(path=needed))),
            Variable(name="NAMES", value=table.value("digests")),
            *((Variable(name="OPTIONAL", value=table.value("optional")),) if optional else ()),
            Variable(name="PLATFORMS", value=table.value("platforms")),
            Variable(name="TAGS", value=_TAGS),
            Variable(name="ANNOTATIONS", value=(_ANNOTATIONS, *own) if own else _ANNOTATIONS),
        ),
    )
