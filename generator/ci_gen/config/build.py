"""The build of an image: what the spec says becomes inputs of docker/build-push-action."""

from ci_gen.config.given import GivenImage
from ci_gen.config.model import Build, Secret
from ci_gen.config.sections import Named, OwnBuild


def own(image: GivenImage) -> dict[str, Build]:
    """Return the builds of platforms that a target builds in its own way."""
    usual = build(image)
    return {platform: _changed(usual, given) for platform, given in image.own_builds}


def _changed(usual: Build, given: OwnBuild) -> Build:
    """Return the *usual* build with what a target gave. Arguments are added, others replaced."""
    return usual.replace(
        context=given.context.value or usual.context,
        dockerfile=given.dockerfile.value or usual.dockerfile,
        target=given.target.value or usual.target,
        args=_added(usual.args, given.args),
        contexts=_added(usual.contexts, given.contexts),
    )


def _added(usual: tuple[tuple[str, str], ...], own: Named) -> tuple[tuple[str, str], ...]:
    return tuple({**dict(usual), **dict(_pairs(own))}.items())


def _pairs(given: Named) -> tuple[tuple[str, str], ...]:
    return tuple((name, text.value) for name, text in given.value.items())


def build(image: GivenImage) -> Build:
    """Return what the build of the image gets."""
    given = image.build
    return Build(
        context=given.context.value or ".",
        dockerfile=given.dockerfile.value,
        target=given.target.value,
        args=_pairs(given.args),
        secrets=tuple(
            Secret(id=name, value=secret.value, file=secret.file)
            for name, secret in given.secrets.value.items()
        ),
        ssh=given.ssh.value,
        contexts=_pairs(given.contexts),
        labels=_pairs(given.labels),
        annotations=_pairs(given.annotations),
        network=given.network.value,
        allow=given.allow.value,
        shm_size=given.shm_size.value,
        ulimit=given.ulimit.value,
        add_hosts=given.add_hosts.value,
        no_cache=bool(given.no_cache.value),
        no_cache_filters=given.no_cache_filters.value,
        pull=bool(given.pull.value),
        provenance=_provenance(image),
        sbom=image.attest.sbom.value if given.sbom.value is None else given.sbom.value,
        load=bool(given.load.value),
        outputs=given.outputs.value,
        has_old_media_types=given.has_old_media_types,
        has_record=bool(given.record.value),
    )


def _provenance(image: GivenImage) -> str | bool | None:
    if image.build.provenance.value is not None:
        return image.build.provenance.value
    if short := image.attest.provenance.value:
        return False if short == "off" else f"mode={short}"
    # build-push-action attests by default. The docker driver fails then, and what is attested has
    # OCI's media types.
    cannot = image.build.has_old_media_types or image.uses_docker_driver
    return False if cannot else None
