"""What labels of runners tell."""

import json
from pathlib import Path

import pytest

from ci_gen.catalog import platforms, runners

FACTS = json.loads(Path(runners.__file__).with_name("runners.json").read_text())
FAMILIES = {platforms.family(name) for name in platforms.catalogue().buildable}


@pytest.mark.parametrize("row", [*FACTS["runners"], *FACTS["patterns"]])
def test_runner_has_a_source_and_known_architectures(row: dict[str, list[str]]) -> None:
    native, probable = set(row["native"]), set(row["probable"])

    assert row["source"]
    assert native | probable <= FAMILIES
    assert not native & probable


@pytest.mark.parametrize("label", FACTS["wrong"])
def test_label_that_nobody_has_is_told_one_that_somebody_has(label: str) -> None:
    found = runners.find(runners.meant_by(label.upper()) or "")

    assert found is not None
    assert found.usable
    assert found.has_docker


@pytest.mark.parametrize(
    ("label", "provider", "native"),
    [
        ("ubuntu-24.04", "github", {"amd64", "386"}),
        ("Ubuntu-26.04-ARM", "github", {"arm64"}),
        ("ubuntu-24.04-riscv", "RISE", {"riscv64"}),
        ("ubuntu-24.04-ppc64le-p10", "IBM", {"ppc64le"}),
        ("Depot-Ubuntu-latest", "Depot", {"amd64", "386"}),
        ("depot-ubuntu-24.04-arm-8", "Depot", {"arm64"}),
        ("blacksmith-4vcpu-ubuntu-2404-arm", "Blacksmith", {"arm64"}),
        ("ubicloud-standard-4-ubuntu-2404", "Ubicloud", {"amd64", "386"}),
        ("runs-on=${{ github.run_id }}/runner=2cpu-linux-arm64", "RunsOn", {"arm64"}),
        ("warp-ubuntu-2404-arm64-4x", "WarpBuild", {"arm64"}),
        ("ARM64", "self-hosted", {"arm64"}),
    ],
)
def test_runner_is_known_by_its_label(label: str, provider: str, native: set[str]) -> None:
    found = runners.named(label)

    assert found is not None
    assert found.provider == provider
    assert found.native == frozenset(native)


@pytest.mark.parametrize(
    "label", ["namespace-profile-arm", "runs-on=1/family=m7", "ubuntu-24.04-16core", "big", ""]
)
def test_label_that_does_not_tell_what_it_runs_is_left_open(label: str) -> None:
    assert runners.named(label) is None


def test_ubuntu_newer_than_the_catalogue_runs_what_others_of_its_kind_run() -> None:
    assert runners.find("ubuntu-28.04") is None
    assert runners.named("ubuntu-28.04") == runners.AMD64
    assert runners.named("ubuntu-28.04-arm") == runners.ARM64


def test_larger_runners_may_be_githubs() -> None:
    assert runners.is_github("ubuntu-24.04-16core")
    assert not runners.is_github("ubuntu-24.04-s390x")
    assert not runners.is_github("depot-ubuntu-24.04")
    assert not runners.is_github("windows-2025")


@pytest.mark.parametrize(
    "label", ["runs-on=" + "/" * 300_000, "nscloud-ubuntu-24.04-amd64-" + "x" * 300]
)
def test_label_that_github_would_refuse_is_not_looked_up(label: str) -> None:
    assert runners.find(label) is None


def test_free_runner_elsewhere_is_usable_and_says_on_what_terms() -> None:
    found = {family: runners.free_elsewhere(family) for family in ("riscv64", "s390x", "ppc64le")}

    assert {family: row and row.label for family, row in found.items()} == {
        "riscv64": "ubuntu-24.04-riscv",
        "s390x": "ubuntu-24.04-s390x",
        "ppc64le": "ubuntu-24.04-ppc64le",
    }
    assert all(row and (row.terms or "").startswith("Free") for row in found.values())
    assert runners.free_elsewhere("arm64") is None
