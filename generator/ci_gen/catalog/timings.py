"""What building for a platform costs, natively and under QEMU, as somebody measured it.

Each row says who measured it and when; nobody's figure is carried over to another platform.
"""

from typing import Final

from ci_gen.record import Record


class Slowdown(Record):
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


class Gain(Record):
    """The minutes that a project's build took *before*, emulated, and *after*, on ARM runners."""

    platforms: tuple[str, ...]
    project: str
    before: float
    after: float
    source: str
    as_of: str


class RunnerSize(Record):
    """A runner's processors and memory in GB, in public and in private repositories."""

    public: tuple[int, int]
    private: tuple[int, int]
    source: str
    as_of: str


# GitHub's Linux runners for amd64 and for arm64 are of one size.
MACHINE: Final = RunnerSize(
    public=(4, 16),
    private=(2, 8),
    source="https://docs.github.com/actions/reference/runners/github-hosted-runners (public),"
    " https://runs-on.com/github-actions/runs-on/ (private)",
    as_of="2026-11-24",
)

_MEASURED: Final = "measured on one amd64 machine, with QEMU under BuildKit 0.32.2"
SLOWDOWNS: Final = (
    Slowdown(
        platform="linux/arm64",
        awk=17,
        perl=12,
        compress=3,
        fork=29,
        source=_MEASURED,
        as_of="2026-11-24",
    ),
    Slowdown(
        platform="linux/arm/v7",
        awk=19,
        perl=7,
        compress=3,
        fork=26,
        source=_MEASURED,
        as_of="2026-11-24",
    ),
    Slowdown(
        platform="linux/arm/v6",
        awk=39,
        perl=8,
        compress=3,
        fork=25,
        source=_MEASURED,
        as_of="2026-11-24",
    ),
)

GAINS: Final = (
    Gain(
        platforms=("linux/arm64",),
        project="DSpace",
        before=61,
        after=9,
        source="DSpace/DSpace#10565",
        as_of="2025-04-07",
    ),
    Gain(
        platforms=("linux/arm64",),
        project="gpuweb",
        before=58,
        after=8,
        source="gpuweb/gpuweb#5274",
        as_of="2025-08-09",
    ),
    # The thread is about linux/arm/v7 too, but does not say that the figure is.
    Gain(
        platforms=("linux/arm64",),
        project="wger",
        before=40,
        after=3,
        source="wger-project/wger#1905",
        as_of="2025-04-27",
    ),
    Gain(
        platforms=("linux/arm64", "linux/arm/v7", "linux/arm/v6"),
        project="docker-event-monitor",
        before=4.5,
        after=1.5,
        source="yubiuser/docker-event-monitor#236",
        as_of="2025-06-09",
    ),
)
