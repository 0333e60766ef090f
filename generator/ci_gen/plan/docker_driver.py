"""The steps of the docker driver, which cannot push what has no tag: it builds and publishes."""

from collections.abc import Iterator

from ci_gen.expressions import Answer, Context, Value, parse
from ci_gen.plan import conditions, inputs, set_up, sign
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group
from ci_gen.plan.metadata import lower_case_names, metadata
from ci_gen.plan.parts import Given, Input
from ci_gen.plan.steps import BuildImage, Step


def steps(group: Group) -> Iterator[Step]:
    """Yield the steps of a job that builds with the docker driver."""
    condition = conditions.publishes(group.events)
    yield set_up.check_out()
    yield from set_up.logins(group, condition)
    yield set_up.set_up_buildx(group.image.builder, is_asked=False)
    yield from lower_case_names(group, group.built)
    yield metadata(group, group.built)
    yield BuildImage(
        title="Build and push" if group.events.publishes else "Build",
        id="build" if sign.is_wanted(group) else None,
        uses=pin("docker/build-push-action"),
        variables=tuple(inputs.secret_variables(group)),
        reasons=tuple(inputs.reasons(group.image)),
        inputs=(
            *inputs.build_inputs(group),
            *_own_inputs(group),
            Input(name="push", value=_push(group)),
            Input(name="tags", value=Context(path="steps.meta.outputs.tags")),
            *inputs.label_inputs(group),
            *inputs.cache_inputs(group),
        ),
    )


def _push(group: Group) -> Given:
    condition = conditions.publishes(group.events)
    if condition is None or not group.events.publishes:
        return group.events.publishes
    return Answer(condition=condition)


def _own_inputs(group: Group) -> Iterator[Input]:
    image = group.image.build
    if image.load:
        yield Input(name="load", value=True)
    if image.outputs:
        yield Input(name="outputs", value=tuple(map(parse, image.outputs)))
    for name, answer in (("provenance", image.provenance), ("sbom", image.sbom)):
        if answer is not None:
            value: Value | bool = answer
            yield Input(name=name, value=value)
