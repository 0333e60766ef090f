"""The steps that build rows, up to digests that were checked. Nothing gets a tag here."""

from collections.abc import Iterator

from ci_gen.config.model import Build
from ci_gen.expressions import (
    Condition,
    Context,
    Truth,
    Value,
    all_of,
    concat,
    is_equal,
    joined,
    parse,
    when,
)
from ci_gen.plan import cache, checks, conditions, inputs, qemu, set_up
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group, formula, reference, who
from ci_gen.plan.metadata import lower_case_names, metadata
from ci_gen.plan.parts import Given, Input, Variable
from ci_gen.plan.steps import BuildImage, PassDigest, RequireTags, Step

_BY_DIGEST = ",push-by-digest=true,name-canonical=true,push=true"
DIGEST = Context(path="steps.build.outputs.digest")
_IS_PRIVATE = Truth(expression=Context(path="github.event.repository.private"))


def steps(group: Group) -> Iterator[Step]:
    """Yield the steps of a build job, from the checkout to a digest that was checked."""
    yield set_up.check_out()
    yield from set_up.logins(group, conditions.publishes(group.events))
    yield set_up.set_up_buildx(group.image.builder, is_asked=qemu.asks_builder(group))
    yield from qemu.for_builds(group)
    yield from lower_case_names(group, group.built)
    yield metadata(group, group.built)
    yield from _require_tags(group)
    yield from cache.restore(group)
    yield _build(group)
    yield from checks.steps(group)
    yield from cache.save(group)
    if group.is_matrix and group.events.publishes:
        yield PassDigest(
            title="Pass the digest on",
            id="digest",
            condition=conditions.publishes(group.events),
            variables=(
                Variable(name="NAME", value=digest_name(group)),
                Variable(name="DIGEST", value=DIGEST),
            ),
        )


def digest_name(group: Group) -> Value:
    """Return the name under which a row passes its digest on."""
    table = group.built
    whose = (who(table) if table.differs("image") else table.value("variant"), "-")
    own = concat(*(whose if len(group.images) > 1 else ()), table.value("slug"))
    prefixed = concat("digest-", own)
    return prefixed if table.has("digest", prefixed) else formula(table, "digest", own)


def _require_tags(group: Group) -> Iterator[RequireTags]:
    if group.events.publishes:
        has_none = is_equal("steps.meta.outputs.tags", "")
        yield RequireTags(
            title="Fail if this run has no tag to publish under",
            condition=all_of(conditions.publishes(group.events), has_none),
        )


def _build(group: Group) -> BuildImage:
    build = group.image.build
    return BuildImage(
        title="Build, and push without a tag" if group.events.publishes else "Build",
        id="build" if group.events.publishes or checks.reads_layout(group) else None,
        uses=pin("docker/build-push-action"),
        variables=tuple(inputs.secret_variables(group)),
        reasons=() if group.is_matrix else tuple(inputs.reasons(group.image)),
        inputs=(
            *inputs.build_inputs(group),
            *((Input(name="load", value=True),) if build.load else ()),
            *_attestations(group),
            *inputs.label_inputs(group),
            *_outputs(group),
            *inputs.cache_inputs(group),
        ),
    )


def _outputs(group: Group) -> Iterator[Input]:
    found = [*checks.exports(group), *_pushed(group), *map(parse, group.image.build.outputs)]
    if found:
        yield Input(name="outputs", value=tuple(found))


def _pushed(group: Group) -> Iterator[Value]:
    """Yield where the image goes: to the registry, or to the runner where it is only tested."""
    events, local = group.events, checks.loaded(group)
    if not events.publishes:
        if local != "":
            yield local
        return
    names = [reference(group, group.built, i) for i in range(len(group.image.names))]
    old = ",oci-mediatypes=false" if group.image.build.has_old_media_types else ""
    named = concat("name=", joined(",", names))
    record = concat('"', named, '"') if len(names) > 1 else named
    pushed = concat("type=image,", record, _BY_DIGEST, old)
    yield when(conditions.publishes(events), pushed, local)


def _attestations(group: Group) -> Iterator[Input]:
    """Yield what is attested, but for an image that is loaded into Docker, which can hold none."""
    build, loads = group.image.build, checks.loads_in(group)
    yield Input(name="provenance", value=_unless(_provenance(build), loads=loads))
    if build.sbom is not None:
        text = str(build.sbom).lower() if isinstance(build.sbom, bool) else build.sbom
        yield Input(name="sbom", value=_unless(text, loads=loads) if build.sbom else False)


def _provenance(build: Build) -> Value:
    """Return what the build attests about itself. Build arguments are not for everybody's eyes."""
    match build.provenance:
        case None:
            return when(_IS_PRIVATE, "mode=min,inline-only=true", "mode=max")
        case bool():
            return str(build.provenance).lower()
        case text:
            return text


def _unless(value: Value, *, loads: Condition | bool) -> Given:
    if value == "false" or loads is True:
        return False
    return value if loads is False else when(loads, "false", value)
