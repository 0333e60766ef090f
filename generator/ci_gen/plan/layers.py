"""A layer cache in BuildKit's words."""

from ci_gen.config.model import Cache
from ci_gen.expressions import Context, Value, concat
from ci_gen.record import Record

FOLDER = concat(Context(path="runner.temp"), "/buildx-cache")
# Amazon's registry takes a cache only in the form of an image:
# https://docs.docker.com/build/cache/backends/registry/
_ECR_NEEDS = ",image-manifest=true,oci-mediatypes=true"


class Layers(Record):
    """Where layers come from and go to; empty where the one or the other is nowhere."""

    source: Value
    target: Value


def layers(cache: Cache, scope: Value, ref: Value) -> Layers:
    """Return where the layers of a *cache* are that is called *scope*, or *ref* in a registry."""
    mode = f",mode={cache.mode}"
    match cache.type:
        case "gha":
            at = concat("type=gha,scope=", scope)
            return Layers(source=at, target=concat(at, mode, ",ignore-error=true"))
        case "registry":
            at = concat("type=registry,ref=", ref)
            ecr = _ECR_NEEDS if cache.is_ecr else ""
            return Layers(source=at, target=concat(at, mode, ecr, ",ignore-error=true"))
        case "inline":
            return Layers(source=concat("type=registry,ref=", ref), target="type=inline")
        case "local":
            source = concat("type=local,src=", FOLDER)
            return Layers(source=source, target=concat("type=local,dest=", FOLDER, "-new", mode))
        case _:
            return Layers(source="", target="")
