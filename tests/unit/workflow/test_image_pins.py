"""Pins of images in workflows that anybody may have written."""

from collections.abc import Callable

import pytest

from ci_gen.catalog import images
from ci_gen.pins import inventory
from ci_gen.workflow import image_pins

OLD, NEW, OTHER = (f"sha256:{letter * 64}" for letter in "abc")
BINFMT, BUILDKIT = "docker.io/tonistiigi/binfmt", "moby/buildkit"


def _image(tag: str, digest: str, name: str = BINFMT) -> str:
    return f"          image: {name}:{tag}@{digest}\n"


def _option(tag: str, digest: str, name: str = BUILDKIT) -> str:
    return f"          driver-opts: image={name}:{tag}@{digest}\n"


def _block(tag: str, digest: str) -> str:
    row = f"            image={BUILDKIT}:{tag}@{digest}\n"
    return f"          driver-opts: |\n            network=host\n{row}            env.A=b\n"


def test_pinned_images_have_a_tag_with_a_version_and_the_digest_of_their_index() -> None:
    found = list(image_pins.lines(_image(images.BINFMT.tag, images.BINFMT.digest)))
    found += image_pins.lines(_option(images.BUILDKIT.tag, images.BUILDKIT.digest))

    assert [line.digest for line in found] == [images.BINFMT.digest, images.BUILDKIT.digest]
    assert images.of("moby/buildkit") == images.of("docker.io/moby/buildkit") == images.BUILDKIT
    assert images.of("moby/buildkitd") is None
    assert str(images.BINFMT) == f"{images.BINFMT.tagged}@{images.BINFMT.digest}"


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (_image("qemu-v10.2.3-68", OLD), BINFMT, 2),
        (f'          image: "{BINFMT}:qemu-v10.2.3-68@{OLD}" # fixed\n', BINFMT, 2),
        (_option("v0.34.0", OLD), BUILDKIT, 2),
        (f'          driver-opts: "image={BUILDKIT}:v0.34.0@{OLD}"\n', BUILDKIT, 2),
        (_block("v0.34.0", OLD), BUILDKIT, 4),
    ],
)
def test_way_of_writing_does_not_matter(text: str, name: str, line: int) -> None:
    (found,) = image_pins.lines(f"\n{text}")

    assert (found.name, found.digest, found.line) == (name, OLD, line)


@pytest.mark.parametrize(
    "text",
    [
        f"          image: {BINFMT}:qemu-v10.2.3-68\n",
        f"          image: {BINFMT}@{OLD}\n",
        f"          image: {BINFMT}:latest@{OLD}\n",
        f"          image: {BINFMT}:qemu-v10.2.3-68@{OLD}0\n",
        f"          image: {BINFMT}:v{'9' * 5000}.0.0@{OLD}\n",
        f"    image: {BINFMT}:qemu-v10.2.3-68@{OLD}\n",
        f"          # image: {BINFMT}:qemu-v10.2.3-68@{OLD}\n",
        f"            image={BUILDKIT}:v0.34.0@{OLD}\n",
        "          buildkitd-config-inline: |\n" + _block("v0.34.0", OLD).split("\n", 1)[1],
    ],
)
def test_what_is_no_pin_of_an_image_is_left_alone(text: str) -> None:
    assert list(image_pins.lines(text)) == []
    assert image_pins.without_pins(text) == text


@pytest.mark.parametrize("written", [_option, _block])
def test_newer_image_is_kept_however_it_is_written(written: Callable[[str, str], str]) -> None:
    existing = written("v0.40.0", NEW)

    assert image_pins.keep(_option("v0.34.0", OLD), existing) == _option("v0.40.0", NEW)
    assert image_pins.keep(_block("v0.34.0", OLD), existing) == _block("v0.40.0", NEW)


def test_older_image_and_another_digest_of_the_same_version_are_replaced() -> None:
    rendered = _image("qemu-v10.2.3-68", OLD)

    assert image_pins.keep(rendered, _image("qemu-v10.2.3-67", NEW)) == rendered
    assert image_pins.keep(rendered, _image("qemu-v10.2.3-68", NEW)) == rendered
    assert image_pins.keep(rendered, _image("qemu-v10.2.3-69", NEW)) == _image(
        "qemu-v10.2.3-69", NEW
    )


def test_newest_image_wins_when_a_file_disagrees_with_itself() -> None:
    existing = _image("qemu-v11.0.0-1", NEW) + _image("qemu-v10.9.0-99", OTHER)

    assert image_pins.keep(_image("qemu-v10.2.3-68", OLD), existing) == _image(
        "qemu-v11.0.0-1", NEW
    )


def test_image_is_kept_for_the_same_image_only_and_not_where_the_spec_chooses() -> None:
    rendered = _image("qemu-v10.2.3-68", OLD)

    assert image_pins.keep(rendered, _image("qemu-v11.0.0-1", NEW, "ghcr.io/acme/b")) == rendered
    assert image_pins.keep(rendered, _image("qemu-v11.0.0-1", NEW), {BINFMT}) == rendered
    short = _image("qemu-v11.0.0-1", NEW, "tonistiigi/binfmt")
    assert image_pins.keep(rendered, short) == _image("qemu-v11.0.0-1", NEW)


@pytest.mark.parametrize(("written", "name"), [(_image, BINFMT), (_option, BUILDKIT)])
def test_pins_of_images_do_not_count_in_a_comparison(
    written: Callable[[str, str], str], name: str
) -> None:
    stripped = image_pins.without_pins(written("v0.34.0", OLD))

    assert stripped == image_pins.without_pins(written("v0.40.0", NEW))
    assert name in stripped


def test_image_that_the_spec_brings_counts_in_a_comparison() -> None:
    own = _image("v1.0.0", OLD, "ghcr.io/acme/binfmt")

    assert image_pins.without_pins(own) == own


def test_images_of_a_workflow_are_listed_once_with_what_is_known_of_them() -> None:
    ours = _image(images.BINFMT.tag, images.BINFMT.digest)

    known, other = inventory.image_rows("w.yml", ours + _option("v0.99.0", NEW) + ours)

    assert (known.known, known.origin) == (images.BINFMT, "catalogue")
    assert (other.known, other.origin, str(other.place)) == (None, "file", "w.yml:2")
