"""What a project's language means for images that run on other machines.

Read 2026-08-22 from the official images' lists of platforms and from public issues; each row names
the threads.
"""

from typing import Final

from ci_gen.record import Record


class Language(Record):
    """A language, the file names that tell it, and what to know. *source* are public threads."""

    name: str
    markers: tuple[str, ...]
    hint: str
    source: str


LANGUAGES: Final = (
    Language(
        name="Go",
        markers=("go.mod",),
        hint="Cross-compile it: FROM --platform=$BUILDPLATFORM with GOARCH=$TARGETARCH and"
        " GOARM=${TARGETVARIANT#v} takes minutes where QEMU takes an hour.",
        source="docker/docs multi-platform.md; shellhub-io/shellhub#5801",
    ),
    Language(
        name="Node.js",
        markers=("package.json",),
        hint="The official node images have no 32-bit ARM from version 24 on, and npm may hang"
        " under QEMU: build in a FROM --platform=$BUILDPLATFORM stage.",
        source="nodejs/docker-node#2232, #1798",
    ),
    Language(
        name="Rust",
        markers=("Cargo.toml",),
        hint="The rust:alpine images have no 32-bit ARM, and rustc is slow under QEMU:"
        " cross-compile in a FROM --platform=$BUILDPLATFORM stage.",
        source="rust-lang/docker-rust#72, dani-garcia/vaultwarden#4320",
    ),
    Language(
        name="Python",
        markers=("pyproject.toml", "requirements.txt", "setup.py"),
        hint="PyPI has few wheels for linux/arm/v7 and none for linux/arm/v6: what is missing is"
        " compiled, so the Dockerfile needs a stage with a compiler.",
        source="pyca/cryptography#7891, matrix-org/synapse#9403",
    ),
    Language(
        name=".NET",
        markers=("global.json", "Directory.Build.props"),
        hint="The .NET SDK does not run under QEMU: use FROM --platform=$BUILDPLATFORM for it and"
        " publish with -a $TARGETARCH.",
        source="dotnet/dotnet-docker#993, NuGet/Home#12227",
    ),
)
