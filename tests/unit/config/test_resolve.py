"""From a spec to its Config: once, whatever the spec says."""

from pathlib import Path
from typing import Any

import pytest

from ci_gen.config import matrix, targets
from ci_gen.config.given import Place
from ci_gen.config.model import Config, Image
from ci_gen.config.references import NameProblem
from ci_gen.config.resolve import resolve
from ci_gen.config.targets import MissKind
from ci_gen.plan.layers import layers
from conftest import Cli

THREE = "version: 1\nimage: acme/sensor\ntargets: [raspberry-pi-5, amd64, riscv64]\n"


def _config(**keys: Any) -> Config:
    return resolve({"version": 1, "image": "acme/sensor", "targets": ["amd64"], **keys})


def _image(**keys: Any) -> Image:
    return _config(**keys).images[0]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by each name that the catalogue is asked for."""
    names: list[str] = []
    lookup = targets.lookup

    def counting(text: str, os: str | None = None) -> targets.Lookup:
        names.append(text)
        return lookup(text, os)

    monkeypatch.setattr(targets, "lookup", counting)
    return names


@pytest.mark.parametrize("more", ["", "variants: {slim: {}, full: {}}\n"])
def test_catalogue_is_asked_once_for_each_target_in_a_whole_render(
    project: Path, cli: Cli, asked: list[str], more: str
) -> None:
    (project / "ci-gen.yml").write_text(THREE + more)

    assert cli("render").code == 0
    assert asked == ["raspberry-pi-5", "amd64", "riscv64"]


def test_catalogue_is_asked_once_for_targets_that_images_share(asked: list[str]) -> None:
    resolve(
        {
            "version": 1,
            "targets": ["raspberry-pi-5", "amd64"],
            "images": [{"image": "acme/a"}, {"image": "acme/b"}],
        }
    )

    assert asked == ["raspberry-pi-5", "amd64"]


def test_what_rules_refuse_is_in_the_config_too() -> None:
    image = _image(image=["acme/a:1", "acme/b"], targets=["rasberry", "armhf", "amd64"])

    assert isinstance(image.given.names.value[0].found, NameProblem)
    assert [name.text for name in image.names] == ["acme/b"]
    assert image.platforms == ("linux/amd64",)


@pytest.mark.parametrize(
    "keys",
    [
        {"image": "${{ github.repository }}", "cache": "registry"},
        {"image": "acme/a:1", "cache": "inline"},
        {"targets": ["nothing"]},
        {"targets": ["nothing"], "runners": {"linux/arm": "mine"}},
        {"targets": ["nothing"], "strategy": "split", "test": {"platforms": "none"}},
        {"targets": [{"board": "pico", "build": {"target": "x"}}]},
        {"on": {"push": {"branches": ["!a"]}}, "tags": "type=nothing"},
        {"registries": {"ghcr.io": {}}, "builder": "docker", "variants": {"a": None}},
    ],
)
def test_config_can_be_made_of_every_spec_that_the_schema_accepts(keys: dict[str, Any]) -> None:
    assert _config(**keys).images


def test_image_without_targets_has_no_platforms() -> None:
    (image,) = resolve({"version": 1, "image": "acme/a", "runners": "mine"}).images

    assert image.platforms == ()


def test_target_that_was_not_understood_is_told_by_kind_with_its_route() -> None:
    config = _config(targets=["amd64", "pico", {"board": "rpi"}])

    assert [route for route, _ in config.misses(MissKind.NOT_LINUX)] == [("targets", 1)]
    assert [route for route, _ in config.misses(MissKind.AMBIGUOUS)] == [("targets", 2, "board")]
    assert list(config.misses(MissKind.UNKNOWN)) == []


@pytest.mark.parametrize(
    ("names", "keys", "expected"),
    [
        ("acme/My_Sensor", {}, "my-sensor"),
        ("ghcr.io/${{ github.repository }}", {}, "image"),
        ("acme/x", {"variants": {"slim": None}}, "x-slim"),
    ],
)
def test_image_is_called_by_the_last_part_of_its_name(
    names: str, keys: dict[str, Any], expected: str
) -> None:
    assert _image(image=names, **keys).id == expected


@pytest.mark.parametrize(
    ("variant", "suffix"), [(None, "-slim"), ({"suffix": ""}, ""), ({"suffix": ".s"}, ".s")]
)
def test_tags_of_a_variant_end_in_its_name_unless_it_says_otherwise(
    variant: Any, suffix: str
) -> None:
    assert _image(variants={"slim": variant}).suffix == suffix


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, "single"),
        ({"targets": ["amd64", "arm64"]}, "split"),
        ({"targets": ["amd64", "arm64"], "strategy": {"fallback": "qemu"}}, "single"),
        ({"targets": ["amd64", "386"]}, "single"),
        ({"targets": ["amd64", "386"], "strategy": {"split": "per-runner"}}, "split"),
        ({"targets": ["amd64", "arm64"], "builder": "docker"}, "single"),
        ({"targets": ["amd64", "arm64"], "build": {"load": True}}, "single"),
        ({"variants": {"slim": None}}, "split"),
        ({"strategy": "github-builder"}, "github-builder"),
    ],
)
def test_strategy_is_chosen_by_what_the_jobs_need(keys: dict[str, Any], expected: str) -> None:
    assert _image(**keys).strategy.type == expected


@pytest.mark.parametrize(
    ("runners", "expected"),
    [
        (None, ("ubuntu-24.04-arm",)),
        ("mine", ("mine",)),
        (["self-hosted", "arm"], ("self-hosted", "arm")),
        ({"linux": "any", "linux/arm64": "exact"}, ("exact",)),
        ({"linux/arm": "v7"}, ("ubuntu-24.04-arm",)),
    ],
)
def test_runner_of_a_platform_is_its_longest_beginning_in_the_spec(
    runners: Any, expected: tuple[str, ...]
) -> None:
    keys = {} if runners is None else {"runners": runners}

    assert _image(targets=["arm64"], **keys).runners["linux/arm64"] == expected


def test_builds_of_targets_add_arguments_and_replace_the_rest() -> None:
    image = _image(
        targets=[{"board": "raspberry-pi-5", "build": {"target": "pi", "args": {"B": "pi"}}}],
        build={"target": "app", "context": "src", "args": {"A": "a", "B": "b"}},
    )

    own = image.build_for("linux/arm64")
    assert (own.context, own.target) == ("src", "pi")
    assert own.args == (("A", "a"), ("B", "pi"))
    assert image.build.args == (("A", "a"), ("B", "b"))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, None),
        ({"attest": {"provenance": "off"}}, False),
        ({"attest": {"provenance": "min"}}, "mode=min"),
        ({"attest": {"provenance": "min"}, "build": {"provenance": True}}, True),
        ({"builder": "docker"}, False),
        ({"build": {"oci-mediatypes": False}}, False),
    ],
)
def test_provenance_is_left_to_the_action_where_it_can_be(
    keys: dict[str, Any], expected: object
) -> None:
    assert _image(**keys).build.provenance == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({}, "type=gha,scope=sensor,mode=max,ignore-error=true"),
        ({"cache": {"scope": "x", "mode": "min"}}, "type=gha,scope=x,mode=min,ignore-error=true"),
        ({"cache": "inline"}, "type=inline"),
        ({"cache": "none"}, ""),
        ({"builder": "docker"}, ""),
        (
            {"cache": {"ref": "acme/cache:a"}},
            "type=registry,ref=acme/cache:a,mode=max,ignore-error=true",
        ),
    ],
)
def test_cache_says_where_layers_go(keys: dict[str, Any], expected: str) -> None:
    cache = _image(**keys).cache

    assert layers(cache, cache.scope or "sensor", cache.ref or "").target == expected
    assert cache.exports == ()


def test_cache_in_words_of_ones_own_stays_as_it_is() -> None:
    assert _image(cache={"to": "type=inline"}).cache.exports == ("type=inline",)


@pytest.mark.parametrize(
    ("healthcheck", "expected"), [(True, 60), (5, 5), (False, None), (None, None)]
)
def test_healthcheck_waits_a_minute_unless_told_otherwise(
    healthcheck: Any, expected: int | None
) -> None:
    found = _image(test={"command": [], "healthcheck": healthcheck}).test

    assert found is not None
    assert found.healthcheck == expected
    assert found.command == ()


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ({"name": "x"}, Place.STEP),
        ({"concurrency": {"group": "x"}}, Place.WORKFLOW),
        ({"runners": {"linux": ["x"]}}, Place.JOB),
        ({"build": {"secrets": {"a": "x"}}}, Place.STEP_WITH_SECRETS),
        ({"variants": {"a": {"build": {"target": "x"}}}}, Place.ROW),
    ],
)
def test_text_knows_where_github_reads_it(keys: dict[str, Any], place: Place) -> None:
    texts = [text for text in _config(**keys).given.texts if text.value == "x"]

    assert [text.place for text in texts] == [place]


def test_row_holds_what_a_variant_replaces_in_its_image() -> None:
    config = _config(
        build={"target": "base", "context": "src"},
        variants={"a": {"build": {"target": "own"}}, "b": {}},
    )

    (images,) = matrix.groups(config)
    assert {text.value: text.route for _, text in matrix.columns(images)} == {
        "own": ("variants", "a", "build", "target"),
        "base": ("build", "target"),
    }


def test_secret_in_an_argument_of_an_image_is_found_below_a_variant_with_its_own(
    project: Path, cli: Cli
) -> None:
    (project / "ci-gen.yml").write_text(
        THREE
        + "build: {args: {TOKEN: '${{ secrets.TOKEN }}'}}\n"
        + "variants: {slim: {build: {args: {SIZE: small}}}}\n"
    )

    assert "ci-gen.yml:4:23: error[CG502]: the build argument TOKEN" in cli("lint").out


@pytest.mark.parametrize(("given", "seconds"), [(True, 60), (5, 5), (False, None)])
def test_healthcheck_waits_a_minute_or_as_long_as_is_said(given: Any, seconds: int | None) -> None:
    test = _image(test={"script": "smoke.sh", "healthcheck": given}).test

    assert test is not None
    assert test.healthcheck == seconds


def test_called_workflow_may_run_for_a_git_tag() -> None:
    config = _config(on="workflow_call")

    assert config.events.tags
    assert "type=semver,pattern={{version}}" in config.images[0].tags.rules
