"""A job that signs and attests what was published. It can be run again when a service was down."""

from collections.abc import Iterator

from ci_gen.catalog import runners
from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.model import Events, Image
from ci_gen.plan import PublishJob
from ci_gen.plan_steps import AttestIndex, Permission, SignIndex, Step
from ci_gen.strategies import parts, steps

_MINUTES = 15
# https://github.com/actions/attest: the name under which Docker Hub is known to it.
_HUB_NAME = "index.docker.io"


def is_wanted(image: Image, events: Events) -> bool:
    """Return whether *image* is signed or attested in any run."""
    return events.publishes and (image.is_signed or image.is_attested)


def job(image: Image, events: Events, after: str, *, is_alone: bool) -> PublishJob:
    """Return the job that signs and attests what the job *after* published."""
    return PublishJob(
        id=parts.job_id("sign", image, is_alone=is_alone),
        name=f"Sign {image.id}",
        needs=(after,),
        condition=steps.merged_only(events),
        runner=(runners.AMD64.label,),
        timeout_minutes=_MINUTES,
        permissions=tuple(_permissions(image)),
        environment=image.environment,
        digest=None,
        steps=tuple(_steps(image, f"${{{{ needs.{after}.outputs.digest }}}}")),
    )


def _permissions(image: Image) -> Iterator[Permission]:
    yield Permission("contents", "read", None)
    for login in image.logins:
        if login.permission and login.is_written:
            yield Permission(login.permission, "write", f"store signatures on {login.host}")
    yield Permission("id-token", "write", "sign as this workflow, without a key")
    if image.is_attested:
        yield Permission("attestations", "write", "store the attestation on GitHub")
        yield Permission("artifact-metadata", "write", "list the image with its attestation")


def _steps(image: Image, digest: str) -> Iterator[Step]:
    for login in image.logins:
        if any(login.host == name.host for name in image.names):
            yield steps.log_in(login, None, is_guarded=image.environment is not None)
    if image.is_signed:
        yield SignIndex(
            uses=steps.pin("sigstore/cosign-installer"),
            names=tuple(name.text for name in image.names),
            digest=digest,
        )
    for name in image.names if image.is_attested else ():
        text = f"{_HUB_NAME}/{name.path}" if name.host == DOCKER_HUB else name.text
        yield AttestIndex(uses=steps.pin("actions/attest"), name=text, digest=digest)
