"""The step that tags several digests as one image: real bash and jq, with a stub docker."""

import hashlib
import json
from typing import Any

import pytest

from support.registry import ATTESTATION, CREATE, Registry, digest, index, raw
from support.scripts import run
from support.shells import Ran, Shell

IMAGE = "ghcr.io/acme/sensor"
TAGS = [f"{IMAGE}:1", "acme/sensor:1"]
PLATFORMS = ["linux/amd64", "linux/arm/v6", "linux/arm/v7", "linux/arm64"]
NAMES = ["linux-arm64", "linux-arm-v7", "linux-arm-v6", "linux-amd64"]
DIGESTS = {name: digest(name) for name in NAMES}


@pytest.fixture
def registry(shell: Shell) -> Registry:
    return Registry(shell)


def _publish(shell: Shell, *features: str, **values: Any) -> Ran:
    """Publish with *values*, in a registry that answers to whatever the test left open."""
    shell.plays([*CREATE, "--dry-run"], raw(index(*PLATFORMS)))
    shell.plays(CREATE, "")
    shell.plays(["buildx", "imagetools", "inspect"], raw(index(*PLATFORMS)))
    given = {
        "IMAGE": IMAGE,
        "DIGESTS": json.dumps({**DIGESTS, "other": digest("other")}),
        "NAMES": " ".join(NAMES),
        "OPTIONAL": "",
        "PLATFORMS": " ".join(PLATFORMS),
        "TAGS": "\n".join(TAGS),
        "ANNOTATIONS": "index:a=b c\nindex:d=*",
    }
    return run(shell, "create-index", *features, **{**given, **values})


def _tagged(ran: Ran) -> list[list[str]]:
    return [call[3:] for call in ran.calls if call[:3] == CREATE and call[3] != "--dry-run"]


def _errors(ran: Ran) -> list[str]:
    return [line for line in ran.said.splitlines() if line.startswith("::error::")]


def test_digests_of_the_image_are_tagged_at_once_and_in_their_order(
    shell: Shell, registry: Registry
) -> None:
    ran = _publish(shell)

    sources = [f"{IMAGE}@{DIGESTS[name]}" for name in NAMES]
    notes = ["--annotation=index:a=b c", "--annotation=index:d=*"]
    assert ran.code == 0, ran.said
    assert ran.calls[0][3:] == ["--dry-run", *sources]
    assert _tagged(ran) == [[f"--tag={TAGS[0]}", f"--tag={TAGS[1]}", *notes, *sources]]
    assert [call[-1] for call in ran.calls[2:]] == TAGS


@pytest.mark.parametrize("annotations", ["index:a=b", "index:a=b\n"])
def test_last_annotation_is_no_empty_one(
    annotations: str, shell: Shell, registry: Registry
) -> None:
    (call,) = _tagged(_publish(shell, ANNOTATIONS=annotations))

    assert [word for word in call if word.startswith("--annotation")] == ["--annotation=index:a=b"]


def test_no_annotation_is_no_empty_one(shell: Shell, registry: Registry) -> None:
    (call,) = _tagged(_publish(shell, ANNOTATIONS=""))

    assert [word for word in call if word.startswith("--annotation")] == []


@pytest.mark.parametrize("words", [["create", "--dry-run"], ["inspect"]])
def test_registry_is_asked_again_for_what_it_does_not_know_yet(
    words: list[str], shell: Shell, registry: Registry
) -> None:
    shell.plays(["buildx", "imagetools", *words], "ERROR: not found", 1)

    ran = _publish(shell)

    assert ran.code == 1
    assert len([call for call in ran.calls if call[2 : 2 + len(words)] == words]) == 3
    assert _errors(ran) == ["::error::ERROR: not found"]


def test_no_platform_that_was_built_fails_and_says_so(shell: Shell, registry: Registry) -> None:
    ran = _publish(shell, "optional", DIGESTS="{}", OPTIONAL=" ".join(NAMES))

    assert (ran.code, ran.calls) == (1, [])
    assert "no platform was built" in ran.said


def test_summary_has_every_tag_and_the_digests_of_the_index(
    shell: Shell, registry: Registry
) -> None:
    ran = _publish(shell)

    assert ran.summary.splitlines() == [
        *(f"- `{tag}`" for tag in TAGS),
        *(f"- {platform}: {digest(platform)}" for platform in PLATFORMS),
    ]
    assert ran.outputs == {}


def test_digest_of_the_index_is_handed_on(shell: Shell, registry: Registry) -> None:
    text = raw(index(*PLATFORMS))

    ran = _publish(shell, "digest")

    assert ran.outputs == {"digest": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"}


@pytest.mark.parametrize("features", [(), ("optional",)])
@pytest.mark.parametrize("found", ["", None])
@pytest.mark.parametrize("name", NAMES)
def test_missing_digest_fails_with_the_name_of_its_row(
    name: str, found: str | None, features: tuple[str, ...], shell: Shell, registry: Registry
) -> None:
    digests = {**DIGESTS, name: found}

    ran = _publish(shell, *features, DIGESTS=json.dumps(digests), OPTIONAL="x")

    assert ran.code != 0
    assert f"::error::{name} is missing" in ran.said
    assert (ran.calls, ran.summary) == ([], "")


@pytest.mark.parametrize("digests", ["{}", "null", "not JSON"])
def test_no_digests_at_all_fail(digests: str, shell: Shell, registry: Registry) -> None:
    ran = _publish(shell, DIGESTS=digests)

    assert ran.code != 0
    assert _tagged(ran) == []


def test_image_is_published_without_an_optional_platform(shell: Shell, registry: Registry) -> None:
    registry.would_make(index(*PLATFORMS[1:]))
    for tag in TAGS:
        registry.holds(tag, raw(index(*PLATFORMS[1:])))
    digests = {name: DIGESTS[name] for name in NAMES[:-1]}

    ran = _publish(shell, "optional", DIGESTS=json.dumps(digests), OPTIONAL="linux-amd64 other")

    assert ran.code == 0, ran.said
    assert "::warning::published without linux/amd64\n" in ran.said
    assert _tagged(ran)[0][-3:] == [f"{IMAGE}@{DIGESTS[name]}" for name in NAMES[:-1]]
    assert "linux/amd64" not in ran.summary


def test_optional_platform_that_is_there_is_published(shell: Shell, registry: Registry) -> None:
    ran = _publish(shell, "optional", OPTIONAL="linux-amd64")

    assert (ran.code, "::warning::" in ran.said) == (0, False)
    assert len(_tagged(ran)[0][4:]) == len(NAMES)


def test_image_of_which_every_platform_may_miss_and_does_fails(
    shell: Shell, registry: Registry
) -> None:
    shell.plays([*CREATE, "--dry-run", f"{IMAGE}@"], "invalid reference", 1)

    ran = _publish(shell, "optional", DIGESTS="{}", OPTIONAL=" ".join(NAMES))

    assert (ran.code, _tagged(ran)) == (1, [])


@pytest.mark.parametrize("features", [(), ("optional",)])
def test_platform_that_nobody_declared_is_not_published(
    features: tuple[str, ...], shell: Shell, registry: Registry
) -> None:
    registry.would_make(index(*PLATFORMS, "linux/386"))

    ran = _publish(shell, *features)

    assert (ran.code, _tagged(ran)) == (1, [])
    assert "linux/386" in _errors(ran)[0]


@pytest.mark.parametrize("manifests", [index(*PLATFORMS[1:]), [], [ATTESTATION]])
def test_declared_platform_that_is_not_there_fails(
    manifests: list[dict[str, Any]], shell: Shell, registry: Registry
) -> None:
    registry.would_make(manifests)

    ran = _publish(shell)

    assert (ran.code, _tagged(ran)) == (1, [])
    assert f", not {' '.join(PLATFORMS)}" in _errors(ran)[0]


def test_arm64_v8_is_arm64(shell: Shell, registry: Registry) -> None:
    manifests = index(*PLATFORMS)
    manifests[-2]["platform"]["variant"] = "v8"
    registry.would_make(manifests)

    assert _publish(shell).code == 0


def test_digest_that_the_registry_does_not_know_fails(shell: Shell, registry: Registry) -> None:
    shell.plays([*CREATE, "--dry-run"], "not found", 1)

    ran = _publish(shell)

    assert (ran.code, _tagged(ran)) == (1, [])


@pytest.mark.parametrize("answer", ["denied: permission", "401 unauthorized: authentication"])
def test_who_may_not_push_is_not_asked_again(answer: str, shell: Shell, registry: Registry) -> None:
    registry.would_make(index(*PLATFORMS))
    registry.answers(answer, 1)

    ran = _publish(shell)

    assert ran.code == 1
    assert len(_tagged(ran)) == 1
    assert registry.slept == []
    assert _errors(ran) == [f"::error::{answer}"]
    assert ran.summary == ""


def test_registry_that_fails_is_asked_again_after_a_while(shell: Shell, registry: Registry) -> None:
    registry.would_make(index(*PLATFORMS))
    registry.answers("#1 ...\nERROR: 503", 1)

    ran = _publish(shell)

    assert ran.code == 1
    assert len(_tagged(ran)) == 3
    assert registry.slept == ["5", "15", "0"]
    assert _errors(ran) == ["::error::#1 ...%0AERROR: 503"]


def test_what_a_registry_answers_is_no_command_to_the_runner(
    shell: Shell, registry: Registry
) -> None:
    registry.would_make(index(*PLATFORMS))
    registry.answers("denied\n::add-mask::sha256\n::error::mine", 1)

    assert len([line for line in _publish(shell).said.splitlines() if line[:2] == "::"]) == 1


@pytest.mark.parametrize(
    "other",
    [
        raw(index(*PLATFORMS[1:])),
        raw([]),
        json.dumps({"schemaVersion": 2, "config": {}, "layers": []}),
        "not JSON",
        "",
    ],
    ids=["another index", "an empty index", "an image", "no JSON", "nothing"],
)
@pytest.mark.parametrize("moved", TAGS)
def test_tag_that_another_run_moved_is_a_warning(
    moved: str, other: str, shell: Shell, registry: Registry
) -> None:
    registry.holds(moved, other)

    ran = _publish(shell, "digest")

    (kept,) = set(TAGS) - {moved}
    text = raw(index(*PLATFORMS))
    assert ran.code == 0, ran.said
    assert f"::warning::{moved} stands for another image" in ran.said
    assert f"- `{kept}`\n" in ran.summary
    assert f"- `{moved}`" not in ran.summary
    assert ran.outputs == {"digest": f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"}


@pytest.mark.parametrize("features", [(), ("digest",)])
def test_no_tag_that_is_left_fails(
    features: tuple[str, ...], shell: Shell, registry: Registry
) -> None:
    for tag in TAGS:
        registry.holds(tag, raw(index(*PLATFORMS[1:])))

    ran = _publish(shell, *features)

    assert ran.code != 0
    assert (ran.summary, ran.outputs) == ("", {})


def test_tag_that_cannot_be_read_back_fails(shell: Shell, registry: Registry) -> None:
    shell.plays(["buildx", "imagetools", "inspect", "--raw", TAGS[1]], "500", 1)

    assert _publish(shell).code != 0


def test_no_tag_publishes_nothing(shell: Shell, registry: Registry) -> None:
    ran = _publish(shell, TAGS="")

    assert (ran.code, ran.calls) != (0, [])
    assert ran.calls == []
