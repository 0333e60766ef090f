"""The shell of a step: a script without what the step does not use."""

import re
from collections.abc import Collection, Sequence
from typing import Final

_MARK: Final = re.compile(r" #\? (no )?([\w-]+)$")
_TAG: Final = r"[[ $IMAGE == *@* ]] || IMAGE=test:${PLATFORM//\//-}"
_FORGET: Final = (
    '[[ $IMAGE != *@* ]] || docker image rm --force "$IMAGE" > /dev/null'
    " # Docker may hold one platform of a digest only"
)
# QEMU's processor is for the boards of one platform. It is set where QEMU was shown to have it.
_BOARDS: Final = {
    board: f'[ "$PLATFORM" = {board} ] || unset QEMU_CPU'
    for board in ("linux/arm/v6", "linux/arm/v7")
}
_BOTH: Final = (
    "case $PLATFORM in linux/arm/v6) ;; linux/arm/v7) QEMU_CPU=${QEMU_CPU:+cortex-a7} ;; "
    "*) unset QEMU_CPU ;; esac"
)


def script(text: str, features: Collection[str]) -> str:
    """Return the script *text* as a step runs it.

    A line that ends with `#? WORD` is kept only if *features* has the word, one that ends with
    `#? no WORD` only if it has not.
    """
    lines = text.splitlines()
    return "\n".join(_MARK.sub("", line) for line in lines if _is_used(line, features))


def for_each_platform(lines: Sequence[str], features: Collection[str]) -> list[str]:
    """Return the *lines* of a script in a loop over several platforms.

    A shell of its own cleans up after each of them, and goes on with the next whatever it found.
    """
    found = [board for board in _BOARDS if board in features]
    cpu = f"; {_BOARDS[found[0]] if len(found) == 1 else _BOTH}" if found else ""
    return [
        "set +e # the other platforms are tested whatever one of them does",
        f"for PLATFORM in ${{PLATFORMS//,/ }}; do {_TAG}",
        f"  ( set -e; export PLATFORM{cpu}",
        *(f"    {line}" if line else "" for line in lines),
        f"  ); failed=$((failed | $?)); {_FORGET}",
        "done",
        'exit "${failed:-0}"',
    ]


def _is_used(line: str, features: Collection[str]) -> bool:
    found = _MARK.search(line)
    return not found or (found[2] in features) != bool(found[1])
