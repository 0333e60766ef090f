"""The build of an image: what the spec says becomes inputs of docker/build-push-action."""

from collections.abc import Mapping
from typing import Any

from ci_gen.config.model import Build, Secret
from ci_gen.config.triggers import as_list
from ci_gen.config.view import Entry
from ci_gen.yaml.document import scalar_text


def own(entry: Entry) -> dict[str, Build]:
    """Return the builds of platforms that a target builds in its own way."""
    usual = build(entry)
    return {platform: _changed(usual, given) for platform, _, given in entry.own_builds}


def _changed(usual: Build, given: Mapping[str, Any]) -> Build:
    """Return the *usual* build with what a target gave. Arguments are added, others replaced."""
    args = {name: scalar_text(value) for name, value in given.get("args", {}).items()}
    contexts = {name: scalar_text(value) for name, value in given.get("contexts", {}).items()}
    return usual.replace(
        context=given.get("context", usual.context),
        dockerfile=given.get("dockerfile", usual.dockerfile),
        target=given.get("target", usual.target),
        args=tuple({**dict(usual.args), **args}.items()),
        contexts=tuple({**dict(usual.contexts), **contexts}.items()),
    )


def _texts(entry: Entry, *path: str) -> tuple[str, ...]:
    return tuple(as_list(entry.get(*path)))


def _pairs(entry: Entry, key: str) -> tuple[tuple[str, str], ...]:
    values = entry.get("build", key) or {}
    if entry.variant:
        # As for a target: a variant adds to what its image has.
        values = {
            **(Entry(route=entry.route, layers=entry.layers[1:]).get("build", key) or {}),
            **values,
        }
    return tuple((name, scalar_text(value)) for name, value in values.items())


def build(entry: Entry) -> Build:
    """Return what the build of the image gets."""
    return Build(
        context=entry.get("build", "context") or ".",
        dockerfile=entry.get("build", "dockerfile"),
        target=entry.get("build", "target"),
        args=_pairs(entry, "args"),
        secrets=tuple(_secret(*item) for item in (entry.get("build", "secrets") or {}).items()),
        ssh=_texts(entry, "build", "ssh"),
        contexts=_pairs(entry, "contexts"),
        labels=_pairs(entry, "labels"),
        annotations=_pairs(entry, "annotations"),
        network=entry.get("build", "network"),
        allow=_texts(entry, "build", "allow"),
        shm_size=entry.get("build", "shm-size"),
        ulimit=_texts(entry, "build", "ulimit"),
        add_hosts=_texts(entry, "build", "add-hosts"),
        no_cache=bool(entry.get("build", "no-cache")),
        no_cache_filters=_texts(entry, "build", "no-cache-filters"),
        pull=bool(entry.get("build", "pull")),
        provenance=_provenance(entry),
        sbom=_sbom(entry),
        load=bool(entry.get("build", "load")),
        outputs=_texts(entry, "build", "outputs"),
        has_old_media_types=entry.get("build", "oci-mediatypes") is False,
    )


def _provenance(entry: Entry) -> str | bool | None:
    given: str | bool | None = entry.get("build", "provenance")
    if given is not None:
        return given
    if short := entry.get("attest", "provenance"):
        return False if short == "off" else f"mode={short}"
    # build-push-action attests by default. The docker driver fails then, and what is attested has
    # OCI's media types.
    is_plain = entry.get("build", "oci-mediatypes") is False
    return False if is_plain or entry.get("builder", "driver") == "docker" else None


def _sbom(entry: Entry) -> str | bool | None:
    given: str | bool | None = entry.get("build", "sbom")
    short: bool | None = entry.get("attest", "sbom")
    return short if given is None else given


def _secret(name: str, value: Any) -> Secret:
    if isinstance(value, str):
        return Secret(id=name, value=value, file=None)
    return Secret(id=name, value=None, file=value["file"])
