"""What building for a platform costs, natively and under QEMU, as somebody measured it.

Each row says who measured it and when; nobody's figure is carried over to another platform.
"""

from typing import Final, NamedTuple


class Slowdown(NamedTuple):
    """How many times slower than natively on amd64 work is when *platform* is emulated.

    *awk* and *perl* are loops, *compress* is sha256 and gzip, *fork* is starting a process.
    """

    platform: str
    awk: int
    perl: int
    compress: int
    fork: int
    source: str
    as_of: str

    @property
    def kinds(self) -> dict[str, int]:
        """Return the factors by the words for what was measured."""
        return {
            "an awk loop": self.awk,
            "a perl loop": self.perl,
            "sha256 and gzip": self.compress,
            "starting a process": self.fork,
        }


class Gain(NamedTuple):
    """The minutes that a project's build took *before*, emulated, and *after*, on ARM runners."""

    platforms: tuple[str, ...]
    project: str
    before: float
    after: float
    source: str
    as_of: str


class Machine(NamedTuple):
    """A runner's processors and memory in GB, in public and in private repositories."""

    public: tuple[int, int]
    private: tuple[int, int]
    source: str
    as_of: str


# GitHub's Linux runners for amd64 and for arm64 are of one size.
MACHINE: Final = Machine(
    public=(4, 16),
    private=(2, 8),
    source="https://docs.github.com/actions/reference/runners/github-hosted-runners (public),"
    " https://runs-on.com/github-actions/runs-on/ (private)",
    as_of="2026-11-24",
)

_MEASURED: Final = "measured on one amd64 machine, with QEMU under BuildKit 0.32.2"
SLOWDOWNS: Final = (
    Slowdown("linux/arm64", 17, 12, 3, 29, _MEASURED, "2026-11-24"),
    Slowdown("linux/arm/v7", 19, 7, 3, 26, _MEASURED, "2026-11-24"),
    Slowdown("linux/arm/v6", 39, 8, 3, 25, _MEASURED, "2026-11-24"),
)

GAINS: Final = (
    Gain(("linux/arm64",), "DSpace", 61, 9, "DSpace/DSpace#10565", "2025-04-07"),
    Gain(("linux/arm64",), "gpuweb", 58, 8, "gpuweb/gpuweb#5274", "2025-08-09"),
    # The thread is about linux/arm/v7 too, but does not say that the figure is.
    Gain(("linux/arm64",), "wger", 40, 3, "wger-project/wger#1905", "2025-04-27"),
    Gain(
        ("linux/arm64", "linux/arm/v7", "linux/arm/v6"),
        "docker-event-monitor",
        4.5,
        1.5,
        "yubiuser/docker-event-monitor#236",
        "2025-06-09",
    ),
)
