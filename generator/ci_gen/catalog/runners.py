"""Runners that GitHub hosts: what they run natively.

Read 2026-11-23: https://docs.github.com/actions/reference/runners/github-hosted-runners for the
labels. That 32-bit ARM runs on the arm64 runners is not documented by GitHub; public projects build
and run it there without QEMU (ppy/SDL3-CS, ssciwr/clang-format-wheel, docker/github-builder).
"""

from typing import Final, NamedTuple


class Runner(NamedTuple):
    """A runner. *native* lists the architecture families that its processor runs.

    *probable* are families that it is known to run although nobody promises it: QEMU stays set up
    for them, and registers itself only where it is needed.
    """

    label: str
    native: frozenset[str]
    probable: frozenset[str] = frozenset()


AMD64: Final = Runner(label="ubuntu-24.04", native=frozenset({"amd64", "386"}))
ARM64: Final = Runner(
    label="ubuntu-24.04-arm", native=frozenset({"arm64"}), probable=frozenset({"arm"})
)


def named(label: str) -> Runner | None:
    """Return what the label of a runner is known to run: any Ubuntu that GitHub hosts."""
    if not label.startswith("ubuntu-"):
        return None
    return ARM64 if label.endswith("-arm") else AMD64
