"""The steps of a plan, each printed by the template that is called like its class."""

from typing import TypeAlias

from ci_gen.plan.parts import Input, Pin, Reason, UnderTest, Variable
from ci_gen.record import Record


class Checkout(Record):
    """Check out the repository."""

    uses: Pin


class LogIn(Record):
    """Log in to a registry; *host* is None for Docker Hub, *condition* None when always."""

    uses: Pin
    registry: str
    host: str | None
    condition: str | None
    username: Variable
    password: Variable


class SetUpQemu(Record):
    """Set up QEMU; *platforms* is None for all that the runner does not run itself."""

    uses: Pin
    condition: str | None
    image: str
    platforms: str | None
    cache_image: bool


class SetUpBuildx(Record):
    """Set up a builder; *is_asked* if a later step asks it what it runs natively."""

    uses: Pin
    is_asked: bool
    driver: str
    inputs: tuple[Input, ...]


class Metadata(Record):
    """Make tags, labels and annotations. *levels* says what the annotations belong to."""

    id: str
    image_id: str
    name: str
    uses: Pin
    levels: str | None
    images: tuple[str, ...]
    tags: tuple[str, ...]
    flavor: tuple[str, ...]


class RestoreCache(Record):
    """Fetch the folder of a local cache."""

    uses: Pin
    scope: str
    condition: str | None


class SaveCache(Record):
    """Keep the folder of a local cache."""

    uses: Pin
    scope: str
    condition: str | None


class BuildAndPush(Record):
    """Build the image and push it with its tags at once; *push* is a condition or an answer.

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
    reasons: tuple[Reason, ...]
    inputs: tuple[Input, ...]
    cache_from: tuple[str, ...]
    cache_to: tuple[str, ...]


class LowerCaseNames(Record):
    """Write the *names* of an image in lower case, where an expression may hold capitals."""

    id: str
    title: str
    names: tuple[str, ...]


class DecideQemu(Record):
    """Ask the builder whether the runner needs QEMU for any of *platforms*."""

    platforms: str


class BuildByDigest(Record):
    """Build platforms and push them without a tag, or load them where nothing is pushed.

    *is_read* if a later step wants the digest.
    """

    is_read: bool
    name: str
    uses: Pin
    variables: tuple[Variable, ...]
    context: str
    dockerfile: str | None
    platforms: str
    reasons: tuple[Reason, ...]
    inputs: tuple[Input, ...]
    labels: tuple[str, ...]
    annotations: tuple[str, ...]
    outputs: tuple[str, ...]
    has_old_media_types: bool
    cache_from: tuple[str, ...]
    cache_to: tuple[str, ...]


class PullImage(Record):
    """Pull what was pushed by its digest, so that what follows looks at what users will get."""

    condition: str | None
    under_test: UnderTest
    source: str


class LoadImage(Record):
    """Load what was built for many platforms into the runner's Docker, which holds one of each."""

    condition: str | None
    under_test: UnderTest


class TestImage(Record):
    """Run the image in the way that the spec asks for.

    *script* is a path, and *inline_script* the lines of a script that the spec holds itself.
    """

    title: str
    condition: str | None
    under_test: UnderTest
    command: tuple[str, ...] | None
    exit_code: int
    output: str | None
    script: str | None
    inline_script: tuple[str, ...] | None
    healthcheck: int | None


class CheckMachine(Record):
    """Look whether the program inside the image is made for its platform."""

    under_test: UnderTest


class RecordDigest(Record):
    """Note the digest and what is known of it; *tested* are the platforms that were."""

    condition: str | None
    under_test: UnderTest
    tested: str


class UploadDigest(Record):
    """Hand what was noted on to the job that publishes; *condition* None when always."""

    uses: Pin
    condition: str | None
    image_id: str


class DownloadDigests(Record):
    """Fetch what the legs of one image recorded into *folder*."""

    uses: Pin
    title: str
    image_id: str
    folder: str


class CreateIndex(Record):
    """Tag the platforms as one image; *optional* ones may be missing."""

    id: str
    title: str
    folder: str
    image: str
    tags: str
    annotations: tuple[str, ...]
    platforms: tuple[str, ...]
    optional: tuple[str, ...]


class TagImage(Record):
    """Tag what the job itself built for all platforms at once."""

    condition: str | None
    image: str
    tags: str
    annotations: tuple[str, ...]


class CheckIndex(Record):
    """Read back what was published, and compare it with the *platforms* that were wanted.

    *id* is None if no other job wants the digest.
    """

    id: str | None
    title: str
    condition: str | None
    folder: str
    image: str
    platforms: str
    tags: str


class InstallCosign(Record):
    """Install the program that signs."""

    uses: Pin


class SignIndex(Record):
    """Sign an image under each of its *names*."""

    title: str
    names: tuple[str, ...]
    digest: str


class AttestIndex(Record):
    """Have GitHub attest which workflow published an image under *name*."""

    title: str
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
    | LowerCaseNames
    | DecideQemu
    | BuildByDigest
    | PullImage
    | LoadImage
    | TestImage
    | CheckMachine
    | RecordDigest
    | UploadDigest
    | DownloadDigests
    | CreateIndex
    | TagImage
    | CheckIndex
    | InstallCosign
    | SignIndex
    | AttestIndex
)
