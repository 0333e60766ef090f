"""Releases that an earlier ci-gen wrote into workflows, which the catalogue has newer ones of.

Source: the catalogue of ci-gen 0.1.0, which was read on 2026-11-23.
"""

from typing import Final

from ci_gen.record import Record


class EarlierRelease(Record):
    """A release of an action, and the commit that its tag stood for."""

    action: str
    version: str
    sha: str


EARLIER: Final = (
    EarlierRelease(
        action="docker/build-push-action",
        version="v7.3.0",
        sha="53b7df96c91f9c12dcc8a07bcb9ccacbed38856a",
    ),
    EarlierRelease(
        action="docker/setup-buildx-action",
        version="v4.3.0",
        sha="37fe631027851001ddb9b187196cc803df7f5f0e",
    ),
    EarlierRelease(
        action="docker/setup-qemu-action",
        version="v4.2.0",
        sha="96fe6ef7f33517b61c61be40b68a1882f3264fb8",
    ),
    EarlierRelease(
        action="actions/upload-artifact",
        version="v7.0.1",
        sha="043fb46d1a93c77aae656e7c1c64a875d1fc6a0a",
    ),
    EarlierRelease(
        action="actions/download-artifact",
        version="v8.0.1",
        sha="3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c",
    ),
)
