"""The layer cache of an image: what the spec's short forms mean to BuildKit."""

from ci_gen.config import references, tags
from ci_gen.config.model import Cache
from ci_gen.config.triggers import as_list
from ci_gen.config.view import Entry, View
from ci_gen.yaml.document import scalar_text

_BUILDX_CACHE = "${{ runner.temp }}/buildx-cache"

# Amazon's registry takes a cache only in the form of an image:
# https://docs.docker.com/build/cache/backends/registry/
_ECR_NEEDS = ",image-manifest=true,oci-mediatypes=true"


def _is_ecr(text: str) -> bool:
    return ".dkr.ecr." in text or "ref=public.ecr.aws/" in text


def hosts(entry: Entry) -> set[str]:
    """Return the hosts of registries that layers are kept on."""
    refs = [*as_list(entry.get("cache", "ref")), *as_list(entry.get("cache", "to"))]
    return {references.host_of(str(ref).rpartition("ref=")[2]) for ref in refs}


def cache(entry: Entry, view: View) -> Cache:
    """Return where layers come from and go to, in BuildKit's words."""
    imports, exports, folder = _cache_of_type(entry, view)
    return Cache(
        imports=tuple(as_list(entry.get("cache", "from"))) or imports,
        exports=tuple(as_list(entry.get("cache", "to"))) or exports,
        # A folder that nothing is written to cannot be kept.
        folder=None if entry.get("cache", "to") or entry.get("cache", "from") else folder,
        is_for_releases=bool(entry.get("cache", "on-release")),
    )


def _cache_of_type(entry: Entry, view: View) -> tuple[tuple[str, ...], tuple[str, ...], str | None]:
    """Return the imports, the exports and the folder of a cache of the entry's type."""
    # One cache for each platform that has a job of its own: the last writer of a scope wins.
    variant = f"-{entry.variant}" if entry.variant else ""
    slug = "-${{ matrix.slug }}" if entry.strategy == "split" else ""
    own = f"{variant}{slug}"
    scope = f"{entry.get('cache', 'scope') or entry.family}{own}"
    mode = entry.get("cache", "mode") or "max"
    match _cache_type(entry):
        case "gha":
            at = f"type=gha,scope={scope}"
            return (at,), (f"{at},mode={mode},ignore-error=true",), None
        case "registry":
            at = f"type=registry,ref={_cache_ref(entry, 'buildcache')}{own}"
            image = _ECR_NEEDS if _is_ecr(at) else ""
            return (at,), (f"{at},mode={mode}{image},ignore-error=true",), None
        case "inline":
            tag = f"{_moving_tag(entry, view)}{entry.suffix}"
            at = f"type=registry,ref={_cache_ref(entry, tag)}"
            return (at,), ("type=inline",), None
        case "local":
            new = f"type=local,dest={_BUILDX_CACHE}-new,mode={mode}"
            return (f"type=local,src={_BUILDX_CACHE}",), (new,), scope
        case _:
            return (), (), None


def _cache_type(entry: Entry) -> str:
    if given := entry.get("cache", "type"):
        return str(given)
    if entry.get("cache", "ref"):
        return "registry"
    is_verbatim = entry.get("cache", "from") or entry.get("cache", "to")
    is_docker = entry.get("builder", "driver") == "docker"
    return "none" if is_verbatim or is_docker else "gha"


def _cache_ref(entry: Entry, tag: str) -> str:
    given = entry.get("cache", "ref")
    return str(given) if given else f"{_name(entry)}:{tag}"


def _moving_tag(entry: Entry, view: View) -> str:
    """Return the tag that most runs move: a literal one, or that of the first branch."""
    literal = [scalar_text(rule) for rule in as_list(entry.get("tags", "rules"))]
    fixed = [text for text in literal if tags.is_literal(text)]
    plain = [name for name in view.triggers.branch_patterns if name.isalnum()]
    return next(iter([*fixed[-1:], *plain]), "latest")


def _name(entry: Entry) -> str:
    found = references.read(entry.names[0][1])
    return found.text if isinstance(found, references.Reference) else entry.names[0][1]
