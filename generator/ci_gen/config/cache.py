"""The layer cache of an image: what the spec's short forms mean to BuildKit."""

from ci_gen.config import names, references, tags
from ci_gen.config.given import GivenImage
from ci_gen.config.model import Cache
from ci_gen.config.sections import GivenCache
from ci_gen.config.triggers import Triggers

_BUILDX_CACHE = "${{ runner.temp }}/buildx-cache"

# Amazon's registry takes a cache only in the form of an image:
# https://docs.docker.com/build/cache/backends/registry/
_ECR_NEEDS = ",image-manifest=true,oci-mediatypes=true"


def _is_ecr(text: str) -> bool:
    return ".dkr.ecr." in text or "ref=public.ecr.aws/" in text


def hosts(given: GivenCache) -> set[str]:
    """Return the hosts of registries that layers are kept on."""
    refs = [*filter(None, [given.ref.value]), *given.exports.value]
    return {references.host_of(ref.rpartition("ref=")[2]) for ref in refs}


def cache(image: GivenImage, strategy: str, triggers: Triggers) -> Cache:
    """Return where layers come from and go to, in BuildKit's words."""
    given = image.cache
    imports, exports, folder = _cache_of_type(image, strategy, triggers)
    return Cache(
        imports=given.imports.value or imports,
        exports=given.exports.value or exports,
        # A folder that nothing is written to cannot be kept.
        folder=None if given.exports.value or given.imports.value else folder,
        is_for_releases=bool(given.on_release.value),
    )


def _cache_of_type(
    image: GivenImage, strategy: str, triggers: Triggers
) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Return the imports, the exports and the folder of a cache of the image's type."""
    # One cache for each platform that has a job of its own: the last writer of a scope wins.
    variant = f"-{image.variant}" if image.variant else ""
    slug = "-${{ matrix.slug }}" if strategy == "split" else ""
    own = f"{variant}{slug}"
    scope = f"{image.cache.scope.value or names.family(image)}{own}"
    mode = image.cache.mode.value or "max"
    match _cache_type(image):
        case "gha":
            at = f"type=gha,scope={scope}"
            return (at,), (f"{at},mode={mode},ignore-error=true",), None
        case "registry":
            at = f"type=registry,ref={_cache_ref(image, 'buildcache')}{own}"
            form = _ECR_NEEDS if _is_ecr(at) else ""
            return (at,), (f"{at},mode={mode}{form},ignore-error=true",), None
        case "inline":
            tag = f"{_moving_tag(image, triggers)}{names.suffix(image)}"
            at = f"type=registry,ref={_cache_ref(image, tag)}"
            return (at,), ("type=inline",), None
        case "local":
            new = f"type=local,dest={_BUILDX_CACHE}-new,mode={mode}"
            return (f"type=local,src={_BUILDX_CACHE}",), (new,), scope
        case _:
            return (), (), None


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
