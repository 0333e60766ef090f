"""The plan: all that templates may use. A strategy decides, a template prints.

Every field here is load-bearing: templates, ours and those of users, read them by name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from ci_gen.model import Concurrency, Environment, Verbatim


@dataclass(frozen=True, slots=True)
class Pin:
    """An action at a commit. It prints as the value of `uses`, with its version as a comment."""

    action: str
    sha: str
    version: str

    def __str__(self) -> str:
        return f"{self.action}@{self.sha} # {self.version}"


@dataclass(frozen=True, slots=True)
class Input:
    """An input of an action: a value, or lines of which each is one."""

    name: str
    value: str | bool | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variable:
    """An environment variable of a step; *is_secret* if its value reads a secret of its own."""

    name: str
    value: str
    is_secret: bool


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission of a job and why it is there; *why* is None where nobody would ask."""

    scope: str
    access: str
    why: str | None


@dataclass(frozen=True, slots=True)
class Checkout:
    """Check out the repository."""

    template: ClassVar[str] = "steps/checkout.yml.j2"
    uses: Pin


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """Log in to a registry; *host* is None for Docker Hub, *condition* None when always."""

    template: ClassVar[str] = "steps/login.yml.j2"
    uses: Pin
    registry: str
    host: str | None
    condition: str | None
    username: Variable
    password: Variable


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpQemu:
    """Set up QEMU; *platforms* is None for all that the runner does not run itself."""

    template: ClassVar[str] = "steps/setup-qemu.yml.j2"
    uses: Pin
    image: str
    platforms: str | None
    cache_image: bool


@dataclass(frozen=True, slots=True)
class SetUpBuildx:
    """Set up a builder."""

    template: ClassVar[str] = "steps/setup-buildx.yml.j2"
    uses: Pin
    driver: str
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """Make tags, labels and annotations. *is_index*: whether the image has several platforms."""

    template: ClassVar[str] = "steps/metadata.yml.j2"
    uses: Pin
    images: tuple[str, ...]
    tags: tuple[str, ...]
    flavor: tuple[str, ...]
    is_index: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreCache:
    """Fetch the folder of a local cache."""

    template: ClassVar[str] = "steps/restore-cache.yml.j2"
    uses: Pin
    scope: str
    condition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveCache:
    """Keep the folder of a local cache."""

    template: ClassVar[str] = "steps/save-cache.yml.j2"
    uses: Pin
    scope: str
    condition: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A platform and the machines that need it; none when only the spec names the platform."""

    platform: str
    machines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildAndPush:
    """Build the image for all *platforms* and push it; *push* is a condition or an answer."""

    template: ClassVar[str] = "steps/build-push.yml.j2"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildJob:
    """A job that builds one image."""

    template: ClassVar[str] = "jobs/build.yml.j2"
    id: str
    name: str
    runner: tuple[str, ...]
    timeout_minutes: int
    permissions: tuple[Permission, ...]
    environment: Environment | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateJob:
    """The last job: one check to require, which fails unless all jobs in *needs* succeeded."""

    template: ClassVar[str] = "jobs/gate.yml.j2"
    id: str
    name: str
    runner: tuple[str, ...]
    timeout_minutes: int
    needs: tuple[str, ...]


Job: TypeAlias = BuildJob | GateJob


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A whole workflow and the *path* of its file from the root of the repository."""

    template: ClassVar[str] = "workflows/workflow.yml.j2"
    path: str
    name: str
    on: Mapping[str, Verbatim]
    concurrency: Concurrency
    jobs: tuple[Job, ...]
