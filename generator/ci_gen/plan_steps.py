"""The steps of a plan, each printed by the template that is called like its class."""

from typing import NamedTuple, TypeAlias


class Pin(NamedTuple):
    """An action at a commit. It prints as the value of `uses`, with its version as a comment."""

    action: str
    sha: str
    version: str

    def __str__(self) -> str:
        return f"{self.action}@{self.sha} # {self.version}"


class Input(NamedTuple):
    """An input of an action: a value, or lines of which each is one."""

    name: str
    value: str | bool | tuple[str, ...]


class Variable(NamedTuple):
    """An environment variable of a step; *is_secret* if its value reads a secret of its own."""

    name: str
    value: str
    is_secret: bool


class Permission(NamedTuple):
    """A permission of a job and why it is there; *why* is None where nobody would ask."""

    scope: str
    access: str
    why: str | None


class Credentials(NamedTuple):
    """What a workflow that is called logs in to a registry with; *host* is None for Docker Hub."""

    host: str | None
    username: str
    password: str


class Checkout(NamedTuple):
    """Check out the repository."""

    uses: Pin


class LogIn(NamedTuple):
    """Log in to a registry; *host* is None for Docker Hub, *condition* None when always."""

    uses: Pin
    registry: str
    host: str | None
    condition: str | None
    username: Variable
    password: Variable


class SetUpQemu(NamedTuple):
    """Set up QEMU; *platforms* is None for all that the runner does not run itself."""

    uses: Pin
    condition: str | None
    image: str
    platforms: str | None
    cache_image: bool


class SetUpBuildx(NamedTuple):
    """Set up a builder; *is_asked* if a later step asks it what it runs natively."""

    uses: Pin
    is_asked: bool
    driver: str
    inputs: tuple[Input, ...]


class Metadata(NamedTuple):
    """Make tags, labels and annotations. *levels* says what the annotations belong to."""

    id: str
    image_id: str
    name: str
    uses: Pin
    levels: str | None
    images: tuple[str, ...]
    tags: tuple[str, ...]
    flavor: tuple[str, ...]


class RestoreCache(NamedTuple):
    """Fetch the folder of a local cache."""

    uses: Pin
    scope: str
    condition: str | None


class SaveCache(NamedTuple):
    """Keep the folder of a local cache."""

    uses: Pin
    scope: str
    condition: str | None


class Reason(NamedTuple):
    """A platform and the machines that need it; none when only the spec names the platform."""

    platform: str
    machines: tuple[str, ...]


class BuildAndPush(NamedTuple):
    """Build the image for all *platforms* and push it; *push* is a condition or an answer.

    *is_read* if another job wants the digest.
    """

    is_read: bool
    name: str
    uses: Pin
    variables: tuple[Variable, ...]
    context: str
    dockerfile: str | None
    platforms: str
    push: str | bool
    labels: tuple[str, ...]
    annotations: tuple[str, ...]
    reasons: tuple[Reason, ...]
    inputs: tuple[Input, ...]
    cache_from: tuple[str, ...]
    cache_to: tuple[str, ...]


class DecideQemu(NamedTuple):
    """Ask the builder whether the runner needs QEMU for the platform of the leg."""

    platform: str


class BuildByDigest(NamedTuple):
    """Build one platform and push it without a tag, or load it where nothing is pushed."""

    name: str
    uses: Pin
    variables: tuple[Variable, ...]
    context: str
    dockerfile: str | None
    inputs: tuple[Input, ...]
    labels: tuple[str, ...]
    outputs: tuple[str, ...]
    cache_from: tuple[str, ...]
    cache_to: tuple[str, ...]


class PullImage(NamedTuple):
    """Pull what was pushed by its digest, so that what follows looks at what users will get."""

    condition: str | None
    image: str


class TestImage(NamedTuple):
    """Run the image in the way that the spec asks for; *image* is its reference."""

    condition: str | None
    image: str
    command: tuple[str, ...] | None
    exit_code: int
    output: str | None
    script: str | None
    healthcheck: int | None


class CheckMachine(NamedTuple):
    """Look whether the program inside the image is made for its platform."""

    image: str


class RecordDigest(NamedTuple):
    """Hand the digest of a leg on to the job that publishes; *condition* None when always."""

    uses: Pin
    condition: str | None
    image: str
    image_id: str
    tested: str


class DownloadDigests(NamedTuple):
    """Fetch what the legs of one image recorded."""

    uses: Pin
    image_id: str


class CreateIndex(NamedTuple):
    """Tag the platforms as one image; *optional* ones may be missing."""

    image: str
    tags: str
    annotations: tuple[str, ...]
    platforms: tuple[str, ...]
    optional: tuple[str, ...]


class CheckIndex(NamedTuple):
    """Read back what was published, and compare it with what was wanted.

    *is_read* if another job wants the digest of the index.
    """

    tags: str
    is_read: bool


class SignIndex(NamedTuple):
    """Sign an image under each of its *names*."""

    uses: Pin
    names: tuple[str, ...]
    digest: str


class AttestIndex(NamedTuple):
    """Have GitHub attest which workflow published an image under *name*."""

    uses: Pin
    name: str
    digest: str


Step: TypeAlias = (
    Checkout
    | LogIn
    | SetUpQemu
    | SetUpBuildx
    | Metadata
    | RestoreCache
    | SaveCache
    | BuildAndPush
    | DecideQemu
    | BuildByDigest
    | PullImage
    | TestImage
    | CheckMachine
    | RecordDigest
    | DownloadDigests
    | CreateIndex
    | CheckIndex
    | SignIndex
    | AttestIndex
)
