"""The steps that sign and attest what was published."""

from collections.abc import Iterator

from ci_gen.catalog.registries import DOCKER_HUB
from ci_gen.config.model import Image
from ci_gen.expressions import Context, Value, concat
from ci_gen.plan import tables
from ci_gen.plan.actions import pin
from ci_gen.plan.group import Group, reference
from ci_gen.plan.parts import Input, Permission, Variable
from ci_gen.plan.steps import AttestImage, InstallCosign, SignImage, Step

# https://github.com/actions/attest: the name under which Docker Hub is known to it.
_HUB_NAME = "index.docker.io"


def is_wanted(group: Group) -> bool:
    """Return whether the images are signed or attested in any run."""
    image = group.image
    return group.events.publishes and (image.is_signed or image.is_attested)


def permissions(image: Image) -> Iterator[Permission]:
    """Yield what a job needs besides, to sign or attest *image*."""
    if image.is_signed or image.is_attested:
        why = "sign as this workflow, without a key"
        yield Permission(scope="id-token", access="write", why=why)
    if image.is_attested:
        why = "store the attestation on GitHub"
        yield Permission(scope="attestations", access="write", why=why)
        why = "list the image with its attestation"
        yield Permission(scope="artifact-metadata", access="write", why=why)


def steps(group: Group, digest: Value) -> Iterator[Step]:
    """Yield the steps that sign and attest *digest* under each name of the image."""
    if not is_wanted(group):
        return
    image = group.image
    if image.is_signed:
        yield InstallCosign(title="Install cosign", uses=pin("sigstore/cosign-installer"))
        yield SignImage(
            title="Sign the image",
            variables=(
                Variable(name="DIGEST", value=digest),
                Variable(name="NAMES", value=_names(group)),
            ),
        )
    for index in range(len(image.names) if image.is_attested else 0):
        yield _attest(group, index, digest)


def _names(group: Group) -> Value | tuple[Value, ...]:
    if "IMAGES" in group.shared and not group.has_open_names:
        return Context(path="env.IMAGES")
    names = tuple(reference(group, group.published, i) for i in range(len(group.image.names)))
    return names if len(names) > 1 else names[0]


def _attest(group: Group, index: int, digest: Value) -> AttestImage:
    name = group.image.names[index]
    subject = reference(group, group.published, index)
    if name.host == DOCKER_HUB:
        # Docker leaves the host out, and GitHub wants it.
        path = group.published.value(tables.path_key(index))
        subject = concat(f"{_HUB_NAME}/", subject if group.has_open_names else path)
    return AttestImage(
        title=f"Attest the image on {name.host}",
        uses=pin("actions/attest"),
        inputs=(
            Input(name="subject-name", value=subject),
            Input(name="subject-digest", value=digest),
            Input(name="push-to-registry", value=True),
        ),
    )
