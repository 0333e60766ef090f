"""The plan: all that templates may use. A strategy decides, a template prints.

Every field here is load-bearing: templates, ours and those of users, read them by name. A step or
job is printed by the template that is called like its class: `steps/set-up-qemu.yml.j2`.
"""

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from ci_gen.model import Concurrency, Environment, Verbatim


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
    image: str
    platforms: str | None
    cache_image: bool


class SetUpBuildx(NamedTuple):
    """Set up a builder."""

    uses: Pin
    driver: str
    inputs: tuple[Input, ...]


class Metadata(NamedTuple):
    """Make tags, labels and annotations. *is_index*: whether the image has several platforms."""

    uses: Pin
    images: tuple[str, ...]
    tags: tuple[str, ...]
    flavor: tuple[str, ...]
    is_index: bool


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
    """Build the image for all *platforms* and push it; *push* is a condition or an answer."""

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


Step: TypeAlias = (
    Checkout | LogIn | SetUpQemu | SetUpBuildx | Metadata | RestoreCache | SaveCache | BuildAndPush
)


class BuildJob(NamedTuple):
    """A job that builds one image."""

    id: str
    name: str
    runner: tuple[str, ...]
    is_self_hosted: bool
    timeout_minutes: int
    permissions: tuple[Permission, ...]
    environment: Environment | None
    steps: tuple[Step, ...]


class GateJob(NamedTuple):
    """The last job: one check to require, which fails unless all jobs in *needs* succeeded."""

    id: str
    name: str
    runner: tuple[str, ...]
    timeout_minutes: int
    needs: tuple[str, ...]


Job: TypeAlias = BuildJob | GateJob


class Plan(NamedTuple):
    """A whole workflow and the *path* of its file from the root of the repository."""

    path: str
    name: str
    on: Mapping[str, Verbatim]
    concurrency: Concurrency
    jobs: tuple[Job, ...]
