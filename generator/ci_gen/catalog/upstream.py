"""What upstream has dropped for a platform, or never had, and what to do instead.

Read 2026-11-24 from the sources that the rows name; that an image has or lacks a platform was
looked up in docker-library/official-images at 37079fb336f5 (2026-08-21) and in its history.
"""

from typing import Final

from ci_gen.record import Record

_OFFICIAL: Final = "docker-library/official-images@37079fb336f5"
_OFFICIAL_DAY: Final = "2026-08-21"
_V6: Final = "linux/arm/v6"
_V7: Final = "linux/arm/v7"


class Coverage(Record):
    """How many official images have a tag `latest` for a platform.

    *itself* counts those that name the platform, *fallback* those where an older ARM steps in.
    """

    itself: int
    fallback: int = 0


class Gap(Record):
    """Something that *platforms* lack. *since* is the day or month it went, None if not known.

    *as_of* is the day on which *source* said so.
    """

    platforms: tuple[str, ...]
    what: str
    instead: str
    source: str
    as_of: str
    since: str | None = None


class Census(Record):
    """How many of *images* official images serve each platform."""

    images: int
    coverage: dict[str, Coverage]
    source: str
    as_of: str


CENSUS: Final = Census(
    images=126,
    coverage={
        "linux/amd64": Coverage(itself=126),
        "linux/386": Coverage(itself=47),
        "linux/arm64": Coverage(itself=118),
        "linux/arm/v5": Coverage(itself=31),
        _V6: Coverage(itself=14, fallback=29),
        _V7: Coverage(itself=58, fallback=4),
        "linux/ppc64le": Coverage(itself=66),
        "linux/ppc64": Coverage(itself=0),
        "linux/s390x": Coverage(itself=63),
        "linux/riscv64": Coverage(itself=44),
        "linux/mips64le": Coverage(itself=0),
        "linux/mips64": Coverage(itself=0),
        "linux/loong64": Coverage(itself=0),
    },
    source=_OFFICIAL,
    as_of=_OFFICIAL_DAY,
)

# The newest first, and after them what has no date.
GAPS: Final = (
    Gap(
        platforms=(_V6, "linux/arm/v5"),
        what="Debian bookworm images lost linux/arm/v5, which linux/arm/v6 builds fell back to.",
        instead="an alpine image for linux/arm/v6; debian:trixie still has linux/arm/v5, which is"
        " soft float",
        source="docker-library/official-images#21977, #21980; rtl-airband/RTLSDR-Airband#567",
        as_of="2026-08-08",
        since="2026-08-04",
    ),
    Gap(
        platforms=("linux/s390x",),
        what="Debian bookworm images lost linux/s390x.",
        instead="debian:trixie and images built on it",
        source="docker-library/official-images#21977, #21980",
        as_of="2026-08-04",
        since="2026-08-04",
    ),
    Gap(
        platforms=("linux/mips64le",),
        what="The official images have no linux/mips64le any more.",
        instead="a dated tag from before, such as debian:bookworm-20260713-slim, without updates",
        source="docker-library/official-images#21977",
        as_of="2026-08-04",
        since="2026-08-04",
    ),
    Gap(
        platforms=(_V6, _V7, "linux/386"),
        what="Home Assistant 2025.12 and its base images dropped 32-bit systems.",
        instead="linux/arm64 and linux/amd64 for Home Assistant apps",
        source="home-assistant/operating-system#4372; hassio-addons/app-base#353",
        as_of="2025-11-16",
        since="2025-12",
    ),
    Gap(
        platforms=(_V6,),
        what="Docker Engine 29 dropped ARMv6 hosts: its Debian armhf packages are for ARMv7 and its"
        " Raspbian packages have ended.",
        instead="Docker Engine 28, or the distribution's docker.io, on these boards",
        source="docker/docs engine/release-notes/29.md; docker/packaging#336",
        as_of="2026-02-16",
        since="2025-11-10",
    ),
    Gap(
        platforms=(_V7,),
        what="Docker Engine 29 has no packages for Raspbian, the 32-bit Raspberry Pi OS.",
        instead="Docker's Debian packages: armhf on a 32-bit OS, arm64 on a 64-bit one",
        source="docker/docs engine/release-notes/29.md; docker/packaging#336",
        as_of="2026-02-16",
        since="2025-11-10",
    ),
    Gap(
        platforms=(_V6, "linux/arm/v5"),
        what="Debian forky, the one after trixie, has no armel, so its images will not serve this"
        " platform.",
        instead="an alpine image for linux/arm/v6; debian:trixie for linux/arm/v5",
        source="docker-library/official-images#19823",
        as_of="2025-09-08",
        since="2025-09-08",
    ),
    Gap(
        platforms=(_V7,),
        what="The official Node.js images have no 32-bit ARM from version 24 on.",
        instead="node:22 or node:22-alpine; or build in a FROM --platform=$BUILDPLATFORM stage, if"
        " the image itself needs no Node.js",
        source="nodejs/docker-node#2232, #2244",
        as_of="2025-05-30",
        since="2025-05-06",
    ),
    Gap(
        platforms=(_V6,),
        what="The official Node.js images have no 32-bit ARM from version 24 on.",
        instead="node:22-alpine; or build in a FROM --platform=$BUILDPLATFORM stage, if the image"
        " itself needs no Node.js",
        source="nodejs/docker-node#2232, #2244",
        as_of="2025-05-30",
        since="2025-05-06",
    ),
    Gap(
        platforms=(_V6, _V7),
        what="linuxserver.io builds no 32-bit ARM images.",
        instead="linux/arm64, or an image of your own on alpine",
        source="linuxserver/docker-smokeping#153",
        as_of="2023-05-29",
        since="2023-07-01",
    ),
    Gap(
        platforms=(_V7,),
        what="The eclipse-temurin images have no 32-bit ARM from version 21 on.",
        instead="eclipse-temurin:17",
        source="adoptium/containers#467; adoptium/adoptium-support#962",
        as_of="2023-12-02",
    ),
    Gap(
        platforms=(_V6,),
        what="The eclipse-temurin images never had linux/arm/v6.",
        instead="leave linux/arm/v6 out of what needs Java",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=(_V7,),
        what="The rust alpine images never had 32-bit ARM.",
        instead="rust:slim; or cross-compile in a FROM --platform=$BUILDPLATFORM stage",
        source="rust-lang/docker-rust#142; rust-lang/rustup#3398",
        as_of="2025-06-15",
    ),
    Gap(
        platforms=(_V6,),
        what="The rust images never had linux/arm/v6.",
        instead="cross-compile in a FROM --platform=$BUILDPLATFORM stage",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=(_V6,),
        what="The Debian variants of the golang images have no linux/arm/v6.",
        instead="golang:alpine; or cross-compile in a FROM --platform=$BUILDPLATFORM stage with"
        " GOARM=6",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=(_V6,),
        what="Ubuntu images never had linux/arm/v6.",
        instead="an alpine image",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=(_V6,),
        what="The .NET images have no linux/arm/v6.",
        instead="leave linux/arm/v6 out of what needs .NET",
        source="dotnet/dotnet-docker@3ed00b611cc8 manifest.json",
        as_of="2026-08-21",
    ),
    Gap(
        platforms=(_V6,),
        what="The distroless images have no linux/arm/v6.",
        instead="an alpine image, or FROM scratch for a static program",
        source="GoogleContainerTools/distroless@cd080764af31 README.md",
        as_of="2026-08-21",
    ),
    Gap(
        platforms=(_V6, _V7),
        what="The mariadb, mysql, mongo, influxdb, fedora, swift and amazoncorretto images are for"
        " 64-bit ARM only.",
        instead="linux/arm64; or postgres:alpine, redis:alpine, debian:trixie and alpine, which"
        " serve 32-bit ARM",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=(_V6,),
        what="PyPI has no wheels for linux/arm/v6.",
        instead="a stage with a compiler, which builds them",
        source="pyca/cryptography#7891, matrix-org/synapse#9403",
        as_of="2026-08-22",
    ),
    Gap(
        platforms=(_V7,),
        what="PyPI has few wheels for linux/arm/v7.",
        instead="a stage with a compiler, which builds those that are missing",
        source="pyca/cryptography#7891, matrix-org/synapse#9403",
        as_of="2026-08-22",
    ),
    Gap(
        platforms=("linux/arm/v5",),
        what="Alpine images never had linux/arm/v5.",
        instead="debian:trixie",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=("linux/386",),
        what="Ubuntu images have no linux/386 after 19.10.",
        instead="debian:trixie or an alpine image",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=("linux/386", "linux/riscv64"),
        what="The official Node.js images that are still built have none for this platform.",
        instead="build in a FROM --platform=$BUILDPLATFORM stage, if the image itself needs no"
        " Node.js",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
    Gap(
        platforms=("linux/mips64", "linux/ppc64", "linux/loong64"),
        what="No official image has this platform.",
        instead="FROM scratch for a static program, cross-compiled in a"
        " FROM --platform=$BUILDPLATFORM stage",
        source=_OFFICIAL,
        as_of=_OFFICIAL_DAY,
    ),
)
