"""What the difference between two specs means, in words."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ci_gen import pipeline
from ci_gen.catalog import actions
from ci_gen.outcome import Planned
from ci_gen.review import comparison, pinned
from ci_gen.review.changes import Change, Kind, quoted
from ci_gen.review.facts import Side
from ci_gen.spec import schema
from ci_gen.yaml import document as spec
from ci_gen.yaml.document import Spec
from conftest import TESTS

BASE = """\
version: 1
image: ghcr.io/acme/sensor
targets: [raspberry-pi-5, raspberry-pi-zero-w, amd64]
"""
TWO = """\
version: 1
targets: [amd64, raspberry-pi-5]
images: [{image: ghcr.io/acme/reader}, {image: ghcr.io/acme/writer}]
"""
WAIT = "disappears, branch protection that requires it would wait forever"
QEMU = actions.action("docker/setup-qemu-action")
GOLDENS = sorted(TESTS.glob("cases/golden/*/ci-gen.yml"))


def _side(text: str) -> Side:
    found = spec.decode(text.encode(), "ci-gen.yml")
    assert isinstance(found, Spec)
    outcome = pipeline.check(found)
    assert isinstance(outcome, Planned), outcome.diagnostics
    return Side(config=outcome.config, plan=outcome.plan)


def _changes(old: str, new: str) -> tuple[Change, ...]:
    return comparison.compare(_side(old), _side(new))


def _words(old: str, new: str) -> list[str]:
    return [change.words for change in _changes(old, new)]


def test_removed_platform_takes_its_job_and_its_check_along() -> None:
    assert _words(BASE, BASE.replace(" raspberry-pi-zero-w,", "")) == [
        "platform `linux/arm/v6` removed (Raspberry Pi Zero W)",
        "one job fewer in a run (3 instead of 4)",
        f"check name `Build sensor linux/arm/v6` {WAIT}",
        "QEMU is no longer set up",
        "action `docker/setup-qemu-action` removed",
    ]


def test_added_platform_adds_a_job_and_a_check() -> None:
    assert _words(BASE.replace(" raspberry-pi-zero-w,", ""), BASE) == [
        "platform `linux/arm/v6` added (Raspberry Pi Zero W)",
        "one job more in a run (4 instead of 3)",
        "check name `Build sensor linux/arm/v6` appears",
        "QEMU is set up",
        f"action `docker/setup-qemu-action` added at {QEMU.version}",
    ]


def test_pull_requests_that_build_less_miss_checks_although_no_job_is_gone() -> None:
    assert _words(BASE, BASE + "pull-request: {platforms: [linux/arm64, linux/amd64]}\n") == [
        f"check name `Build sensor linux/arm/v6` {WAIT}",
        "pull requests build only `linux/arm64`, `linux/amd64`",
    ]


def test_workflow_that_leaves_pull_requests_alone_gives_them_no_check() -> None:
    words = _words(BASE, BASE + "on: push\n")

    assert f"check name `image` {WAIT}" in words
    assert "trigger `pull_request` removed" in words


def test_checks_of_a_workflow_without_pull_requests_are_those_of_a_push() -> None:
    old = BASE + "on: {push: {branches: [main]}}\n"

    words = _words(old, old.replace(" raspberry-pi-zero-w,", ""))

    assert f"check name `Build sensor linux/arm/v6` {WAIT}" in words


def test_another_strategy_keeps_the_check_to_require() -> None:
    words = _words(BASE, BASE + "strategy: single\n")

    assert "strategy is `single` instead of `split`" in words
    assert "3 jobs fewer in a run (1 instead of 4)" in words
    assert "job `build` removed" in words
    assert f"check name `Build sensor linux/arm64` {WAIT}" in words
    assert not [word for word in words if "`image`" in word]


def test_jobs_of_a_workflow_that_is_called_are_not_counted() -> None:
    words = _words(BASE, BASE + "strategy: github-builder\n")

    assert "check name `Build sensor / …` appears" in words
    assert not [word for word in words if "in a run" in word]
    assert not [word for word in words if word.startswith("build of")]


def test_renamed_image_is_one_image() -> None:
    words = _words(BASE, BASE.replace("acme/sensor", "acme/weather"))

    assert words[:3] == [
        "image `sensor` is called `weather`",
        "name `ghcr.io/acme/sensor` removed: its tags stay as is",
        "name `ghcr.io/acme/weather` added",
    ]
    assert "cache scope changed for all platforms, one cold build each" in words


def test_image_that_gets_variants_becomes_them() -> None:
    words = _words(BASE, BASE + "variants: {debian: {suffix: ''}, alpine: {}}\n")

    assert words[0] == "image `sensor` becomes `sensor-debian`, `sensor-alpine`"


def test_changes_of_one_of_several_images_name_it() -> None:
    new = TWO.replace("acme/reader}", "acme/reader, timeout-minutes: 20, test: [read]}")

    assert _words(TWO, new) == [
        "test of reader added: it runs `read` on all platforms",
        "time limit for all platforms of reader is 20 minutes instead of 30 minutes",
    ]


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("sign: cosign", "what is published gets a signature of cosign"),
        ("sign: cosign", "job `publish` added"),
        ("sign: cosign", "permission `id-token: write` added to job `publish`"),
        ("sign: cosign", "permission `packages: write` removed from job `image`"),
        ("sign: cosign", "action `sigstore/cosign-installer` added at v4.1.2"),
        ("attest: {github: true}", "what is published gets an attestation of GitHub"),
        ("environment: prod", "environment of job `build` is `prod` instead of none"),
        ("required-check: pi", "check name `pi` appears"),
        (
            "check: {programs: warn, except: [/opt/*]}",
            "programs for another machine give a warning instead of an error",
        ),
        ("check: {programs: 'off'}", "programs for another machine are no longer looked for"),
        (
            "check: {except: [/opt/*]}",
            "the check of programs leaves out `/opt/*` instead of nothing",
        ),
        ("timeout-minutes: 1", "time limit for all platforms is one minute instead of 30 minutes"),
        ("name: Images", "workflow is called `Images` instead of `Build`"),
        ("permissions: {issues: write}", "permission `issues: write` added to job `build`"),
        ("cache: none", "no cache any more for all platforms: every build is cold"),
        ("cache: {scope: own}", "cache scope changed for all platforms, one cold build each"),
        ("test: [sensor, -v]", "test added: it runs `sensor -v` on all platforms"),
        (
            "runners: {linux/arm: [self-hosted, pi]}",
            "runner for `linux/arm/v6` is `self-hosted`, `pi` instead of `ubuntu-24.04-arm`",
        ),
        (
            "strategy: {type: split, allow-failure: [linux/arm/v6]}",
            "platform `linux/arm/v6` may fail without stopping the rest",
        ),
        (
            "registries: {docker.io: {username: a, password: '${{ secrets.B }}'}}",
            "registry `docker.io` added: a job logs in there",
        ),
        (
            "tags: ['type=ref,event=pr', 'type=ref,event=branch', 'type=sha']",
            "tag rule `type=semver,pattern={{major}}.{{minor}}` removed",
        ),
        ("tags: {flavor: latest=false}", "flavor of the tags `latest=false` added"),
        (
            "on: {push: {branches: [main, dev], tags: ['v*.*.*']}, pull_request: }",
            'trigger `push` has `{"branches": ["main", "dev"], "tags": ["v*.*.*"]}` instead of',
        ),
        (
            "workflow: .github/workflows/image.yml",
            "workflow is `.github/workflows/image.yml` instead of `.github/workflows/build.yml`: ",
        ),
        ("build: {args: {A: b}, dockerfile: D}", "build of all platforms differs in `file`,"),
        ("builder: {driver-opts: [network=host]}", "builder is set up in another way"),
        ("emulation: none", "QEMU is no longer set up"),
        ("concurrency: images", "runs wait for each other as `images` instead of"),
    ],
)
def test_a_line_of_a_spec_means(rest: str, words: str) -> None:
    assert [found for found in _words(BASE, f"{BASE}{rest}\n") if found.startswith(words)]


def test_build_of_one_platform_is_no_matter_of_the_others() -> None:
    own = "{board: raspberry-pi-zero-w, build: {args: {FEATURES: small}}}"

    assert _words(BASE, BASE.replace("raspberry-pi-zero-w", own)) == [
        "build of `linux/arm/v6` differs in `build-args`"
    ]


def test_board_of_a_platform_that_is_built_already_costs_nothing() -> None:
    more = BASE.replace("raspberry-pi-5", "raspberry-pi-5, raspberry-pi-4b")

    assert _words(BASE, more) == ["platform `linux/arm64` serves Raspberry Pi 4 Model B too"]
    assert _words(more, BASE) == [
        "platform `linux/arm64` is not for Raspberry Pi 4 Model B any more, but still built"
    ]


def test_scope_of_a_cache_that_all_platforms_share_is_told() -> None:
    single = BASE + "strategy: single\n"

    (words,) = _words(single, single + "cache: {scope: own}\n")

    assert words.startswith("cache scope changed for all platforms, one cold build: ")
    assert words.endswith(": `type=gha,scope=own` instead of `type=gha,scope=sensor`")


def test_test_that_changed_is_told_before_and_after() -> None:
    old = BASE + "test: [sensor]\n"
    new = BASE + "test: {script: 'echo', exit-code: 2, platforms: [amd64]}\n"

    assert _words(old, new.replace("script: 'echo'", "command: [x], output: ok"))[0] == (
        "test changed: it runs `x`, wants exit code 2, wants `ok` in its output on `linux/amd64`;"
        " before, it runs `sensor` on all platforms"
    )


def test_test_on_another_processor_says_on_which() -> None:
    old = BASE + "test: {command: [sensor]}\n"

    assert _words(old, old.replace("[sensor]", "[sensor], cpu: runner"))[0] == (
        "test changed: it runs `sensor` on the processor of the runner on all platforms;"
        " before, it runs `sensor` on all platforms"
    )


def test_cache_of_one_variant_is_no_matter_of_the_others() -> None:
    all_three = BASE + "variants: {debian: {suffix: ''}, alpine: {}, slim: {}}\ncache: registry\n"

    words = _words(all_three, all_three.replace(", slim: {}", ""))

    assert words[0] == "image `sensor-slim` removed: nothing updates its tags"
    assert not [word for word in words if "cache" in word]


def test_cache_at_another_reference_is_told() -> None:
    old = BASE + 'cache: {type: registry, ref: "ghcr.io/${{ github.repository }}/a:one"}\n'

    words = _words(old, old.replace("/a:one", "/b:two"))

    assert words == ["cache scope changed for all platforms, one cold build each"]


def test_long_scripts_that_differ_at_the_end_are_two_tests() -> None:
    script = "test: {script: '" + "x" * 200

    assert len(_words(f"{BASE}{script}'}}\n", f"{BASE}{script}y'}}\n")) == 1


def test_script_in_the_spec_is_told_in_one_line() -> None:
    script = "test:\n  script: |\n    set -u\n    "

    (words,) = _words(f"{BASE}{script}a b\n", f"{BASE}{script}a c\n")

    assert words == (
        "test changed: it runs the script `set -u a c` on all platforms;"
        " before, it runs the script `set -u a b` on all platforms"
    )


def test_code_in_words_is_one_short_line() -> None:
    assert quoted("a\n::error::no `\n- c") == "`a ::error::no ' - c`"
    assert len(quoted("x" * 200)) == 82


def test_what_has_no_words_of_its_own_is_not_kept_quiet() -> None:
    split = BASE + "strategy: {type: split, max-parallel: 2}\n"

    assert _words(BASE, split) == ["the workflow differs in details only"]


def test_pins_are_those_of_the_workflow_where_bots_bumped_them() -> None:
    side = _side(BASE)
    bumped = f"{' ' * 8}uses: actions/checkout@{'a' * 40} # v99.0.0\n"
    forged = bumped.replace("a" * 40, "b" * 40)

    newer = side.replace(plan=pinned.as_in(bumped, side.plan))
    other = side.replace(plan=pinned.as_in(forged, side.plan))

    assert [change.words for change in comparison.compare(side, newer)] == [
        "actions/checkout v7.0.1 → v99.0.0, a commit that ci-gen does not know"
    ]
    assert [change.words for change in comparison.compare(newer, other)] == [
        "actions/checkout is at another commit of v99.0.0, a commit that ci-gen does not know"
    ]


def test_new_workflow_is_told_in_outline() -> None:
    words = [change.words for change in comparison.introduce(_side(BASE))]

    platforms = "`linux/arm64`, `linux/arm/v6`, `linux/amd64`"
    assert words[0] == f"image `sensor` added: `ghcr.io/acme/sensor` for {platforms}"
    assert "check name `image` appears" in words
    assert "permission `packages: write` added to job `build`" in words


@pytest.mark.parametrize("path", GOLDENS, ids=lambda path: path.parent.name)
def test_every_golden_compares_with_every_other(path: Path) -> None:
    side = _side(path.read_text())
    assert comparison.compare(side, side) == ()

    for other in GOLDENS:
        found = comparison.compare(side, _side(other.read_text()))
        assert (found == ()) is (other == path)
        assert [*Kind].index(found[0].kind) <= [*Kind].index(found[-1].kind) if found else True
        Draft202012Validator(schema.load("changes")).validate([vars(change) for change in found])
        assert not [change for change in found if "matrix." in change.words or "\n" in change.words]


def test_schema_has_every_kind_in_its_order() -> None:
    items = schema.load("changes")["items"]

    assert items["properties"]["kind"]["enum"] == [kind.value for kind in Kind]
