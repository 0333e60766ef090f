"""From the data of a valid spec to what its sections say of an image."""

from collections.abc import Mapping
from typing import Any

from ci_gen.config.layers import KeyLayers, texts
from ci_gen.config.sections import (
    GivenAttest,
    GivenBuild,
    GivenBuilder,
    GivenCache,
    GivenCheck,
    GivenEmulation,
    GivenEnvironment,
    GivenPullRequest,
    GivenRunners,
    GivenSecret,
    GivenStrategy,
    GivenTags,
    GivenTest,
    Named,
    OwnBuild,
)
from ci_gen.config.values import Value
from ci_gen.diagnostics import Route


def own_build(given: Mapping[str, Any], route: Route) -> OwnBuild:
    """Return what is *given* at *route* of a build that differs from the image's."""
    own = KeyLayers(route=route, parts=((route, given),))
    return OwnBuild(
        route=route,
        context=own.get("context"),
        dockerfile=own.get("dockerfile"),
        target=own.get("target"),
        args=own.named("args"),
        contexts=own.named("contexts"),
    )


def build(layers: KeyLayers) -> GivenBuild:
    """Return the key `build`."""
    of = layers.section("build")
    return GivenBuild(
        route=of.place,
        is_given=of.is_given,
        context=of.get("context"),
        dockerfile=of.get("dockerfile"),
        target=of.get("target"),
        args=of.named("args"),
        secrets=_secrets(of.get("secrets")),
        ssh=of.texts("ssh"),
        contexts=of.named("contexts"),
        labels=of.named("labels"),
        annotations=of.named("annotations"),
        network=of.get("network"),
        allow=of.texts("allow"),
        shm_size=of.get("shm-size"),
        ulimit=of.texts("ulimit"),
        add_hosts=of.texts("add-hosts"),
        no_cache=of.get("no-cache"),
        no_cache_filters=of.texts("no-cache-filters"),
        pull=of.get("pull"),
        provenance=of.get("provenance"),
        sbom=of.get("sbom"),
        oci_mediatypes=of.get("oci-mediatypes"),
        load=of.get("load"),
        outputs=of.texts("outputs"),
        record=of.get("record"),
    )


def variant_build(layers: KeyLayers, image: GivenBuild) -> GivenBuild:
    """Return the key `build` of a variant, which adds its named texts to those of its *image*."""
    own = build(layers)
    return own.replace(
        args=_added(image.args, own.args), contexts=_added(image.contexts, own.contexts)
    )


def _added(base: Named, own: Named) -> Named:
    return own.replace(value={**base.value, **own.value})


def _secrets(found: Value[Any]) -> Value[Mapping[str, GivenSecret]]:
    given: Mapping[str, Any] = found.value or {}
    secrets = {name: _secret(value, found.at(name)) for name, value in given.items()}
    return Value(value=secrets, route=found.route)


def _secret(value: Any, route: Route) -> GivenSecret:
    if isinstance(value, str):
        return GivenSecret(route=route, value=value, file=None)
    return GivenSecret(route=route, value=None, file=value["file"])


def attest(layers: KeyLayers) -> GivenAttest:
    """Return the key `attest`."""
    of = layers.section("attest")
    return GivenAttest(
        route=of.place,
        is_given=of.is_given,
        provenance=of.get("provenance"),
        sbom=of.get("sbom"),
        github=of.get("github"),
    )


def tags(layers: KeyLayers) -> GivenTags:
    """Return the key `tags`."""
    of = layers.section("tags")
    return GivenTags(
        route=of.place, is_given=of.is_given, rules=of.texts("rules"), flavor=of.texts("flavor")
    )


def strategy(layers: KeyLayers) -> GivenStrategy:
    """Return the key `strategy`."""
    of = layers.section("strategy")
    return GivenStrategy(
        route=of.place,
        is_given=of.is_given,
        type=of.get("type"),
        split=of.get("split"),
        fallback=of.get("fallback"),
        fail_fast=of.get("fail-fast"),
        max_parallel=of.get("max-parallel"),
        allow_failure=of.texts("allow-failure"),
    )


def test(layers: KeyLayers) -> GivenTest:
    """Return the key `test`."""
    of = layers.section("test")
    command = of.get("command")
    return GivenTest(
        route=of.place,
        is_given=of.is_given,
        command=command if command.value is None else texts(command),
        exit_code=of.get("exit-code"),
        output=of.get("output"),
        script=of.get("script"),
        healthcheck=of.get("healthcheck"),
        platforms=of.texts("platforms"),
        cpu=of.get("cpu"),
    )


def check(layers: KeyLayers) -> GivenCheck:
    """Return the key `check`."""
    of = layers.section("check")
    return GivenCheck(
        route=of.place,
        is_given=of.is_given,
        programs=of.get("programs"),
        excepted=of.texts("except"),
    )


def pull_request(layers: KeyLayers) -> GivenPullRequest:
    """Return the key `pull-request`."""
    of = layers.section("pull-request")
    return GivenPullRequest(
        route=of.place,
        is_given=of.is_given,
        platforms=of.texts("platforms"),
        secrets=of.get("secrets"),
    )


def runners(layers: KeyLayers) -> GivenRunners:
    """Return the key `runners`."""
    found = layers.get("runners")
    is_mapping = isinstance(found.value, dict)
    by_platform = found.value if is_mapping else {}
    return GivenRunners(
        route=found.route,
        is_given=found.value is not None,
        labels=texts(found.replace(value=None) if is_mapping else found),
        by_platform={
            platform: texts(Value(value=labels, route=found.at(platform)))
            for platform, labels in by_platform.items()
        },
    )


def builder(layers: KeyLayers) -> GivenBuilder:
    """Return the key `builder`."""
    of = layers.section("builder")
    return GivenBuilder(
        route=of.place,
        is_given=of.is_given,
        driver=of.get("driver"),
        version=of.get("version"),
        driver_opts=of.texts("driver-opts"),
        buildkitd_flags=of.get("buildkitd-flags"),
        buildkitd_config=of.get("buildkitd-config"),
        buildkitd_config_inline=of.get("buildkitd-config-inline"),
    )


def emulation(layers: KeyLayers) -> GivenEmulation:
    """Return the key `emulation`."""
    of = layers.section("emulation")
    return GivenEmulation(
        route=of.place,
        is_given=of.is_given,
        setup=of.get("setup"),
        image=of.get("image"),
        platforms=of.texts("platforms"),
        cache_image=of.get("cache-image"),
    )


def cache(layers: KeyLayers) -> GivenCache:
    """Return the key `cache`."""
    of = layers.section("cache")
    return GivenCache(
        route=of.place,
        is_given=of.is_given,
        type=of.get("type"),
        mode=of.get("mode"),
        on_release=of.get("on-release"),
        scope=of.get("scope"),
        ref=of.get("ref"),
        imports=of.texts("from"),
        exports=of.texts("to"),
    )


def environment(layers: KeyLayers) -> GivenEnvironment:
    """Return the key `environment`."""
    of = layers.section("environment")
    return GivenEnvironment(
        route=of.place,
        is_given=of.is_given,
        name=of.get("name"),
        url=of.get("url"),
        deployment=of.get("deployment"),
    )
