"""The test on the processor of a board: QEMU refuses what the board's processor refuses.

ARM64 runners, and QEMU's usual processor, run ARMv7 programs that a Pi Zero ends with SIGILL.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from ci_gen.expressions import Condition, Not, Value, all_of, when
from ci_gen.plan import conditions, qemu
from ci_gen.plan.group import Group
from ci_gen.plan.parts import Variable
from ci_gen.plan.row_conditions import rows_condition
from ci_gen.plan.rows import ARM_V6, Row
from ci_gen.plan.steps import CheckEmulatedProcessor, Step

# What QEMU calls the processors of a Pi Zero and of a Pi 2.
_CPUS: Final = MappingProxyType({"linux/arm/v6": "arm1176", "linux/arm/v7": "cortex-a7"})


def cpu_of(row: Row, platform: str) -> str | None:
    """Return the processor on which *platform* is tested; None for that of the runner."""
    test = row.image.test
    if test is None or row.image.emulation is None or "self-hosted" in row.runner:
        return None
    if platform not in row.tested:
        return None
    wanted = test.cpu or ("board" if platform == ARM_V6 else "runner")
    return _CPUS.get(platform) if wanted == "board" else None


def steps(group: Group, image: Value) -> Iterator[Step]:
    """Yield the steps that have tests of some platforms run on the processor of a board."""
    boards = list(dict.fromkeys(filter(None, map(_shown, group.rows))))
    if not boards:
        return
    condition = _condition(group)
    yield qemu.set_up_qemu(
        group.image, "Set up QEMU for the processor of a board", condition, "linux/arm"
    )
    is_arm_v6 = rows_condition(group, lambda row: _shown(row) == ARM_V6)

    def by_board(values: Mapping[str, str]) -> Value:
        first, *others = [values[board] for board in sorted(boards)]
        return when(is_arm_v6, first, others[0]) if others else first

    yield CheckEmulatedProcessor(
        title="Check that QEMU refuses what the board refuses",
        condition=condition,
        features=("several",) if group.is_many else (),
        variables=(
            Variable(name="CPU", value=by_board(_CPUS)),
            Variable(name="IMAGE", value=image),
            Variable(name="PLATFORM", value=by_board({name: name for name in _CPUS})),
        ),
    )


def _shown(row: Row) -> str | None:
    """Return on which platform of *row* it is shown that the processor of a board is emulated."""
    return next((platform for platform in _CPUS if cpu_of(row, platform)), None)


def _condition(group: Group) -> Condition | None:
    """Return in which rows it is shown, and in which runs: not in those without the platform."""
    meant = [(row, board) for row in group.rows if (board := _shown(row))]
    is_always_there = all(board in (row.on_pull_requests or (board,)) for row, board in meant)
    return all_of(
        None if is_always_there else Not(condition=conditions.ON_PULL_REQUEST),
        rows_condition(group, lambda row: _shown(row) is not None),
    )
