"""A job that signs and attests what was published. It can be run again when a service was down."""

from collections.abc import Iterator

from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.config.model import Events, Image
from ci_gen.plan.jobs import PublishJob
from ci_gen.plan.parts import Permission
from ci_gen.plan.steps import AttestIndex, InstallCosign, SignIndex, Step
from ci_gen.plan.strategies import parts, sites, steps

_MINUTES = 15
# https://github.com/actions/attest: the name under which Docker Hub is known to it.
_HUB_NAME = "index.docker.io"


def is_wanted(image: Image, events: Events) -> bool:
    """Return whether *image* is signed or attested in any run."""
    return events.publishes and (image.is_signed or image.is_attested)


def job(variants: tuple[Image, ...], events: Events, after: str, *, is_alone: bool) -> PublishJob:
    """Return the job that signs and attests what the job *after* published of *variants*."""
    image = variants[0]
    is_named_elsewhere = image.strategy.type == "split" and image.is_attested
    needs_names = is_named_elsewhere and sites.has_open_names(image)
    return PublishJob(
        id=parts.job_id("sign", image, is_alone=is_alone),
        name=f"Sign {image.family}",
        needs=(sites.METADATA, after) if needs_names else (after,),
        condition=steps.merged_only(events),
        runner=image.service_runner,
        timeout_minutes=_MINUTES,
        permissions=tuple(_permissions(image)),
        environment=image.environment,
        outputs=(),
        steps=tuple(_steps(variants, after)),
    )


def _permissions(image: Image) -> Iterator[Permission]:
    yield Permission(scope="contents", access="read", why=None)
    for login in image.logins:
        if login.permission and login.is_written:
            yield Permission(
                scope=login.permission, access="write", why=f"store signatures on {login.host}"
            )
    yield Permission(scope="id-token", access="write", why="sign as this workflow, without a key")
    if image.is_attested:
        yield Permission(
            scope="attestations", access="write", why="store the attestation on GitHub"
        )
        yield Permission(
            scope="artifact-metadata", access="write", why="list the image with its attestation"
        )


def _steps(variants: tuple[Image, ...], after: str) -> Iterator[Step]:
    image = variants[0]
    for login in image.logins:
        if any(login.host == name.host for name in image.names):
            yield steps.log_in(login, None, is_guarded=image.environment is not None)
    if image.is_signed:
        yield InstallCosign(uses=steps.pin("sigstore/cosign-installer"))
    for variant in variants:
        yield from _of_variant(variant, after)


def _of_variant(image: Image, after: str) -> Iterator[Step]:
    own = f"-{image.variant}" if image.variant and image.strategy.type == "split" else ""
    digest = f"${{{{ needs.{after}.outputs.digest{own} }}}}"
    if image.is_signed:
        names = tuple(name.text for name in image.names)
        yield SignIndex(
            title=f"Sign {image.id}" if own else "Sign the image", names=names, digest=digest
        )
    for n in range(len(image.names) if image.is_attested else 0):
        title = f"Attest {image.names[n].text}{f' ({image.variant})' if own else ''}"
        name = _attested_name(image, n, after)
        yield AttestIndex(title=title, uses=steps.pin("actions/attest"), name=name, digest=digest)


def _attested_name(image: Image, index: int, after: str) -> str:
    is_split = image.strategy.type == "split"
    prefix = f"needs.{sites.METADATA if is_split else after}.outputs"
    text = sites.reference(image, index, prefix)
    name = image.names[index]
    if name.host != DOCKER_HUB:
        return text
    return f"{_HUB_NAME}/{name.path if text == name.text else text}"
