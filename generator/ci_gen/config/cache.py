"""The layer cache of an image: what the spec's short forms mean to BuildKit."""

from ci_gen.config import references, tags
from ci_gen.config.given import GivenImage
from ci_gen.config.model import Cache
from ci_gen.config.sections import GivenCache
from ci_gen.config.triggers import Triggers


def _is_ecr(text: str) -> bool:
    return ".dkr.ecr." in text or text.startswith("public.ecr.aws/")


def hosts(given: GivenCache) -> set[str]:
    """Return the hosts of registries that layers are kept on."""
    refs = [*filter(None, [given.ref.value]), *given.exports.value]
    return {references.host_of(ref.rpartition("ref=")[2]) for ref in refs}


def cache(image: GivenImage, triggers: Triggers) -> Cache:
    """Return where the layers of an image are kept."""
    given, kind = image.cache, _cache_type(image)
    tag = _moving_tag(image, triggers) if kind == "inline" else "buildcache"
    ref = _cache_ref(image, tag)
    return Cache(
        type=kind,
        scope=given.scope.value,
        ref=ref,
        mode=given.mode.value or "max",
        is_ecr=_is_ecr(ref),
        imports=given.imports.value,
        exports=given.exports.value,
        is_for_releases=bool(given.on_release.value),
    )


def _cache_type(image: GivenImage) -> str:
    given = image.cache
    if given.type.value:
        return given.type.value
    if given.ref.value:
        return "registry"
    is_verbatim = given.imports.value or given.exports.value
    return "none" if is_verbatim or image.uses_docker_driver else "gha"


def _cache_ref(image: GivenImage, tag: str) -> str:
    first = image.names.value[0]
    name = first.found.text if isinstance(first.found, references.Reference) else first.text
    return image.cache.ref.value or f"{name}:{tag}"


def _moving_tag(image: GivenImage, triggers: Triggers) -> str:
    """Return the tag that most runs move: a literal one, or that of the first branch."""
    fixed = [text for text in image.tags.rules.value if tags.is_literal(text)]
    plain = [name for name in triggers.branch_patterns if name.isalnum()]
    return next(iter([*fixed[-1:], *plain]), "latest")
