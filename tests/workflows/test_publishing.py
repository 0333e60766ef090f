"""The short steps around publishing: real bash, with stubs of docker and cosign."""

import hashlib

import pytest

from conftest import TESTS
from support.registry import CREATE, Registry, index, manifest, raw
from support.scripts import run
from support.shells import Ran, Shell

IMAGE = "ghcr.io/acme/led"
TAGS = [f"{IMAGE}:1", "acme/led:1"]
TEXT = raw(index("linux/amd64", "linux/arm64"))
DIGEST = f"sha256:{hashlib.sha256(TEXT.encode()).hexdigest()}"
INJECTED = ["x\ny=z", "x\n::error::mine", "x%0Ay=z", "::set-output name=y::z"]


@pytest.fixture
def registry(shell: Shell) -> Registry:
    return Registry(shell)


def _tag(shell: Shell, *features: str, **values: str) -> Ran:
    shell.plays(CREATE, "")
    shell.plays(["buildx", "imagetools", "inspect"], TEXT)
    given = {"IMAGE": IMAGE, "DIGEST": DIGEST, "TAGS": "\n".join(TAGS), "PLATFORMS": "linux/arm64"}
    return run(shell, "tag-image", *features, **{**given, **values})


@pytest.fixture
def no_line_break(shell: Shell) -> None:
    """Have docker print a manifest as it is, without a line break at its end."""
    stub = TESTS / "support" / "stubs" / "docker"
    shell.program("docker", f'{stub} "$@" > out; code=$?; printf %s "$(cat out)"; exit $code')


def test_what_was_checked_gets_all_tags_at_once(
    shell: Shell, registry: Registry, no_line_break: None
) -> None:
    ran = _tag(shell)

    assert ran.code == 0, ran.said
    tags = [f"--tag={tag}" for tag in TAGS]
    # An image without attestations would be put into an index of its own, with another digest.
    assert ran.calls[0] == [*CREATE, "--prefer-index=false", *tags, f"{IMAGE}@{DIGEST}"]
    assert ran.summary.splitlines() == [f"- `{tag}`: `{DIGEST}` for linux/arm64" for tag in TAGS]
    assert (ran.outputs, ran.said) == ({}, f"{DIGEST}\n")


def test_digest_that_has_a_tag_is_handed_on(shell: Shell, registry: Registry) -> None:
    assert _tag(shell, "digest").outputs == {"digest": DIGEST}


@pytest.mark.parametrize("values", [{"TAGS": ""}, {"DIGEST": ""}])
def test_nothing_is_tagged_without_a_tag_or_a_digest(
    values: dict[str, str], shell: Shell, registry: Registry
) -> None:
    ran = _tag(shell, **values)

    assert ran.code != 0
    assert (ran.calls, registry.slept) == ([], [])


@pytest.mark.parametrize("moved", TAGS)
def test_moved_tag_is_a_warning(moved: str, shell: Shell, registry: Registry) -> None:
    registry.holds(moved, raw([manifest("linux/386")]))

    ran = _tag(shell, "digest")

    assert ran.code == 0
    assert f"::warning::{moved} stands for sha256:" in ran.said
    assert f"`{moved}`" not in ran.summary
    assert ran.outputs == {"digest": DIGEST}


@pytest.mark.parametrize("features", [(), ("digest",)])
def test_no_tag_that_is_left_fails(
    features: tuple[str, ...], shell: Shell, registry: Registry
) -> None:
    for tag in TAGS:
        registry.holds(tag, raw([]))

    ran = _tag(shell, *features)

    assert ran.code != 0
    assert (ran.outputs, ran.summary) == ({}, "")


def test_tag_that_cannot_be_read_back_fails(shell: Shell, registry: Registry) -> None:
    shell.plays(["buildx", "imagetools", "inspect", "--raw", TAGS[1]], "500", 1)

    assert _tag(shell).code != 0


@pytest.mark.parametrize(
    ("answer", "times"), [("denied: no", 1), ("unauthorized: no", 1), ("a\nb: 503", 3)]
)
def test_only_what_may_pass_is_tried_again(
    answer: str, times: int, shell: Shell, registry: Registry
) -> None:
    registry.answers(answer, 1)

    ran = _tag(shell)

    assert (ran.code, len(ran.calls)) == (1, times)
    assert ran.said.endswith("::error::" + answer.replace("\n", "%0A") + "\n")


@pytest.fixture
def cosign(shell: Shell) -> None:
    (shell.programs / "cosign").symlink_to(TESTS / "support" / "stubs" / "docker")
    shell.program("sleep", "")


@pytest.mark.parametrize(
    "names", [IMAGE, f"{IMAGE}\n", f"{IMAGE}\nacme/led", f"{IMAGE}\nacme/led\n"]
)
def test_image_is_signed_under_each_of_its_names(names: str, shell: Shell, cosign: None) -> None:
    shell.plays(["sign", "--yes"], "")

    ran = run(shell, "sign-image", DIGEST=DIGEST, NAMES=names)

    assert ran.code == 0, ran.said
    assert [call[2] for call in ran.calls] == [f"{name}@{DIGEST}" for name in names.split()]


def test_signature_that_fails_is_tried_again_and_fails_the_step(shell: Shell, cosign: None) -> None:
    shell.plays(["sign", "--yes", f"{IMAGE}@{DIGEST}"], "rekor: 503", 1)
    shell.plays(["sign"], "")

    ran = run(shell, "sign-image", DIGEST=DIGEST, NAMES=f"{IMAGE}\nacme/led\n")

    assert (ran.code, len(ran.calls)) == (1, 3)
    assert f"::error::{IMAGE} is not signed" in ran.said


def test_nothing_is_signed_without_a_digest(shell: Shell, cosign: None) -> None:
    ran = run(shell, "sign-image", DIGEST="", NAMES=IMAGE)

    assert ran.code != 0
    assert ran.calls == []


def test_names_are_written_in_lower_case_one_by_one(shell: Shell) -> None:
    ran = run(shell, "lower-case-names", NAMES="ghcr.io/Acme/LED\nacme/led\n")

    assert ran.outputs == {"name-1": "ghcr.io/acme/led", "name-2": "acme/led"}


@pytest.mark.parametrize("name", INJECTED)
def test_name_sets_no_other_output(name: str, shell: Shell) -> None:
    ran = run(shell, "lower-case-names", NAMES=f"ghcr.io/{name}/led\n")

    assert all(output.startswith("name-") for output in ran.outputs)
    assert not [line for line in ran.said.splitlines() if line.startswith("::")]


def test_each_platform_of_what_was_built_is_loaded_out_of_the_layout(shell: Shell) -> None:
    shell.plays(["buildx", "build", "--load"], "")

    ran = run(shell, "load-platforms", PLATFORMS="linux/arm/v6,linux/arm64", DIGEST=DIGEST)

    assert ran.code == 0, ran.said
    assert [call[4:7:2] for call in ran.calls] == [
        ["linux/arm/v6", "test:linux-arm-v6"],
        ["linux/arm64", "test:linux-arm64"],
    ]
    assert f"built=oci-layout://{shell.folder}/image@{DIGEST}" in ran.calls[0]


def test_platform_that_cannot_be_loaded_fails(shell: Shell) -> None:
    shell.plays(["buildx", "build", "--load", "--platform", "linux/arm/v6"], "no such layout", 1)
    shell.plays(["buildx", "build", "--load"], "")

    ran = run(shell, "load-platforms", PLATFORMS="linux/arm/v6,linux/arm64", DIGEST=DIGEST)

    assert (ran.code, len(ran.calls)) == (1, 1)


def test_digest_is_passed_on_under_its_name(shell: Shell) -> None:
    ran = run(shell, "pass-digest", NAME="digest-3-12-linux-arm64", DIGEST=DIGEST)

    assert (ran.code, ran.outputs) == (0, {"digest-3-12-linux-arm64": DIGEST})


def test_required_check_says_which_jobs_did_not_succeed(shell: Shell) -> None:
    ran = run(shell, "require-success", RESULTS="build: failure, publish: skipped")

    expected = "::error::not all jobs succeeded: build: failure, publish: skipped\n"
    assert (ran.code, ran.said) == (1, expected)


def test_run_without_a_tag_ends(shell: Shell) -> None:
    ran = run(shell, "require-tags", GITHUB_REF="refs/heads/x")

    assert (ran.code, ran.said) == (1, "::error::refs/heads/x makes no tag to publish under\n")


def test_layer_cache_is_replaced_by_the_one_that_was_written(shell: Shell) -> None:
    for name in ("buildx-cache", "buildx-cache-new"):
        (shell.folder / name).mkdir()
        (shell.folder / name / name).touch()

    assert run(shell, "replace-cache").code == 0
    assert [path.name for path in (shell.folder / "buildx-cache").iterdir()] == ["buildx-cache-new"]
    assert not (shell.folder / "buildx-cache-new").exists()


def test_layer_cache_that_was_not_written_fails(shell: Shell) -> None:
    assert run(shell, "replace-cache").code != 0
