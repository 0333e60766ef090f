"""The set-up of QEMU, for platforms that the runner does not run itself."""

from collections.abc import Iterator

from ci_gen.config.model import Image
from ci_gen.expressions import Condition, Context, Not, Truth, any_of, call, concat, parse
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group
from ci_gen.plan.parts import Input
from ci_gen.plan.rows import Row, runs
from ci_gen.plan.steps import SetUpQemu

_NATIVE = Context(path="steps.buildx.outputs.platforms")


def asks_builder(group: Group) -> bool:
    """Return whether it takes a look at the builder to know whether QEMU is needed."""
    return _condition(group) is not None and not _is_in_matrix(group)


def for_builds(group: Group) -> Iterator[SetUpQemu]:
    """Yield the set-up of QEMU for the rows that need it."""
    if _needs_any(group):
        yield set_up_qemu(group.image, "Set up QEMU", _condition(group))


def _needs_any(group: Group) -> bool:
    return group.image.emulation is not None and not all(map(_is_native, group.rows))


def _is_native(row: Row) -> bool:
    return all(runs(row, platform) is True for platform in row.platforms)


def _is_in_matrix(group: Group) -> bool:
    """Return whether the matrix says which rows need QEMU: no expression asks for a list."""
    return group.is_many and group.is_matrix


def _condition(group: Group) -> Condition | None:
    """Return in which rows QEMU is needed, None if in all of them."""
    if not _needs_any(group):
        return None
    if _is_in_matrix(group):
        is_all = not any(map(_is_native, group.rows))
        return None if is_all else Truth(expression=Context(path="matrix.emulated"))
    known = [runs(row, platform) for row in group.rows for platform in row.platforms]
    if group.is_matrix:
        found = concat(",", _NATIVE, ","), concat(",", Context(path="matrix.platform"), ",")
        has_open = any(answer is not False for answer in known)
        return Not(condition=Truth(expression=call("contains", *found))) if has_open else None
    if False in known:
        return None
    pairs = zip(group.rows[0].platforms, known, strict=True)
    return any_of(*(_lacks(platform) for platform, answer in pairs if answer is None))


def _lacks(platform: str) -> Condition:
    """Return the condition that the builder does not run *platform* itself."""
    found = call("contains", concat(",", _NATIVE, ","), f",{platform},")
    return Not(condition=Truth(expression=found))


def set_up_qemu(
    image: Image, title: str, condition: Condition | None, platforms: str | None = None
) -> SetUpQemu:
    """Return the set-up of QEMU for *platforms*, or for all that the runner does not run."""
    emulation = image.emulation
    if emulation is None:
        raise AssertionError(image.id)
    wanted = platforms or ",".join(emulation.platforms)
    why = "fixed: new releases of QEMU have broken builds"
    return SetUpQemu(
        title=title,
        uses=pin("docker/setup-qemu-action"),
        condition=condition,
        inputs=(
            Input(name="image", value=parse(emulation.image), why=why),
            *((Input(name="platforms", value=wanted),) if wanted else ()),
            *((Input(name="cache-image", value=False),) if not emulation.cache_image else ()),
        ),
    )
