"""Edits by hand in rows and steps: each is named with the image or variant that it is for."""

from pathlib import Path

import pytest

from conftest import Cli
from support.edits import EMULATED, SPLIT, WORKFLOW, edit, found_edits

TWO = """\
version: 1
targets: [amd64, raspberry-pi-5]
images:
  - {image: ghcr.io/acme/reader}
  - {image: ghcr.io/acme/writer, timeout-minutes: 60}
"""
VARIANTS = SPLIT + (
    "variants: {full: {suffix: '', test: [x]}, small: {build: {args: {A: b}}, test: [sensor]}}\n"
)


# What somebody changes in the rows of a matrix, what is said about it, and what can be done.
ROWS = {
    "timeout": (
        EMULATED,
        "timeout: 120",
        "timeout: 90",
        "timeout of linux/riscv64 in the job build is 90",
        "set `timeout-minutes: 90` in ci-gen.yml, or",
    ),
    "timeout of an image": (
        TWO,
        "timeout: 60",
        "timeout: 90",
        "timeout of writer in the job build is 90",
        "set `timeout-minutes: 90` in ci-gen.yml, for writer, or",
    ),
    "name of an image": (
        TWO,
        "            name: ghcr.io/acme/reader\n",
        "            name: ghcr.io/acme/weather\n",
        "name of reader in the job build is ghcr.io/acme/weather",
        "set `image: ghcr.io/acme/weather` in ci-gen.yml, for reader, or",
    ),
    "runner of a product": (
        TWO,
        "            runner: ubuntu-24.04-arm\n",
        "            runner: [self-hosted, pi]\n",
        "runner of linux/arm64 in the job build is [self-hosted, pi]",
        "set `runners: {linux/arm64: [self-hosted, pi]}` in ci-gen.yml, or",
    ),
    "axis of platforms": (
        TWO,
        "platform: [linux/amd64, linux/arm64]",
        "platform: [linux/amd64, linux/arm64, linux/386]",
        "strategy.matrix.platform of the job build is [linux/amd64, linux/arm64, linux/386]",
        "add `linux/386` to `targets` in ci-gen.yml, or",
    ),
    "axis of images": (
        TWO,
        "image: [reader, writer]",
        "image: [reader, writer, other]",
        "strategy.matrix.image of the job build is [reader, writer, other]",
        "say it with `images` in ci-gen.yml, or",
    ),
    "row of an image": (
        TWO,
        "          - image: writer\n            timeout: 60\n",
        (
            "          - image: other\n            name: x\n"
            "          - image: writer\n            timeout: 60\n"
        ),
        "the row for other of the job build is not from ci-gen",
        "say it with `images` in ci-gen.yml, for other, or",
    ),
    "build of a variant": (
        VARIANTS,
        "build-args: A=b\n",
        "build-args: A=c\n",
        "build-args of small in the job build is A=c",
        "set `build.args.A: c` in ci-gen.yml, for the variant small, or",
    ),
    "test of a variant": (
        VARIANTS,
        "command: sensor\n",
        "command: other\n",
        "command of small in the job build is other",
        "set `test.command: [other]` in ci-gen.yml, for the variant small, or",
    ),
    "suffix of a variant": (
        VARIANTS,
        'suffix: ""\n',
        'suffix: "-full"\n',
        'suffix of full in the job build is "-full"',
        'set `suffix: "-full"` in ci-gen.yml, for the variant full, or',
    ),
    "slug": (
        TWO,
        "            slug: linux-arm64\n",
        "            slug: x\n",
        "slug of linux/arm64 in the job build is x",
        "no key of ci-gen.yml says that: ",
    ),
    "all images": (
        TWO,
        "          context: .\n",
        "          context: app\n",
        'context of "Build, and push without a tag" in the job build is app',
        "set `build.context: app` in ci-gen.yml, or",
    ),
    "some images": (
        TWO + "  - {image: ghcr.io/acme/third, builder: {driver-opts: [network=host]}}\n",
        "          context: .\n",
        "          context: app\n",
        'context of "Build, and push without a tag" in the job build-reader is app',
        "set `build.context: app` in ci-gen.yml, for reader, writer, or",
    ),
    "one image": (
        TWO + "  - {image: ghcr.io/acme/third, builder: {driver-opts: [network=host]}}\n",
        "            network=host\n",
        "            env.A=b\n",
        'driver-opts of "Set up Docker Buildx" in the job build-third has env.A=b',
        "set `builder.driver-opts: [env.A=b]` in ci-gen.yml, for third, or",
    ),
}


@pytest.mark.parametrize("case", ROWS.values(), ids=list(ROWS))
def test_edit_of_a_row_is_named_with_what_it_is_for(
    case: tuple[str, str, str, str, str], project: Path, cli: Cli
) -> None:
    text, old, new, message, remedy = case
    edit(project, cli, text, old, new)

    (found,) = found_edits(cli)

    assert message in found["message"]
    assert remedy in found["remedy"]


@pytest.mark.parametrize(
    ("step", "remedy"),
    [
        ("Check that all programs are made for their platform", 'set `check.programs: "off"`'),
        ("Set up QEMU", "set `emulation: none`"),
        ("Set up QEMU for the processor of a board", "set `test.cpu: runner`"),
        ("Check that QEMU refuses what the board refuses", "set `test.cpu: runner`"),
        ("Run the test command", "say it with `test`"),
        ("Restore the layer cache", "say it with `cache`"),
        ("Pass the digest on", "say it with `templates`"),
    ],
)
def test_step_that_is_gone_is_named_with_the_key_that_asks_for_it(
    step: str, remedy: str, project: Path, cli: Cli
) -> None:
    text = SPLIT.replace("raspberry-pi-5", "raspberry-pi-zero-w") + "test: [sensor]\ncache: local\n"
    (project / "ci-gen.yml").write_text(text)
    assert cli("render").code == 0
    lines = (project / WORKFLOW).read_text().split("\n")
    first = lines.index(f"      - name: {step}")
    end = lines.index("", first) + 1
    (project / WORKFLOW).write_text("\n".join(lines[:first] + lines[end:]))

    (found,) = found_edits(cli)

    assert found["message"].endswith(f'the job build has lost its step "{step}"')
    assert found["remedy"].startswith(f"{remedy} in ci-gen.yml, or")
