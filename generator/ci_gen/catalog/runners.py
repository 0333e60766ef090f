"""Runners that GitHub hosts: what they run natively.

Read 2026-11-23: https://docs.github.com/actions/reference/runners/github-hosted-runners for the
labels. That 32-bit ARM runs on the arm64 runners is not documented by GitHub; public projects build
and run it there without QEMU (ppy/SDL3-CS, ssciwr/clang-format-wheel, docker/github-builder).
"""

from typing import Final

from ci_gen.record import Record


class Runner(Record):
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


# Labels that GitHub hosts for Linux, with the day from which they are no longer supported.
LABELS: Final[dict[str, str | None]] = {
    "ubuntu-latest": None,
    "ubuntu-slim": None,
    "ubuntu-26.04": None,
    "ubuntu-24.04": None,
    "ubuntu-22.04": "2027-04-17",
    "ubuntu-26.04-arm": None,
    "ubuntu-24.04-arm": None,
    "ubuntu-22.04-arm": "2027-04-17",
}

# Labels that do not exist or exist no longer, and what to write. A job that asks for one waits for
# a day and is then cancelled: actions/partner-runner-images#38, #120; AsahiLinux/m1n1#445.
WRONG: Final = {
    "ubuntu-latest-arm": "ubuntu-24.04-arm",
    "ubuntu-latest-arm64": "ubuntu-24.04-arm",
    "ubuntu-arm": "ubuntu-24.04-arm",
    "ubuntu-24.04-arm64": "ubuntu-24.04-arm",
    "ubuntu-22.04-arm64": "ubuntu-22.04-arm",
    "ubuntu-22.05-arm": "ubuntu-22.04-arm",
    "ubuntu-2024.04-arm": "ubuntu-24.04-arm",
    "ubuntu-20.04": "ubuntu-24.04",
    "ubuntu-18.04": "ubuntu-24.04",
    "ubuntu-16.04": "ubuntu-24.04",
}
# The day from which GitHub had them no longer: actions/runner-images#11101, #6002, #3287.
RETIRED: Final = {
    "ubuntu-20.04": "2025-04-15",
    "ubuntu-18.04": "2023-04-03",
    "ubuntu-16.04": "2021-09-20",
}


def named(label: str) -> Runner | None:
    """Return what the label of a runner is known to run: any Ubuntu that GitHub hosts."""
    if not label.startswith("ubuntu-"):
        return None
    return ARM64 if label.endswith("-arm") else AMD64
