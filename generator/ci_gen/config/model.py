"""What `resolve` produces: a spec with all defaults filled and all names looked up."""

from collections.abc import Iterator, Mapping

from ci_gen.config.given import GivenImage, GivenSpec
from ci_gen.config.references import Reference
from ci_gen.config.targets import Miss, MissKind
from ci_gen.config.triggers import Triggers
from ci_gen.diagnostics import Route
from ci_gen.record import Record
from ci_gen.yaml.values import Verbatim


class Machine(Record):
    """A target and the platform it needs; *label* is None for a target that is a platform."""

    text: str
    platform: str
    label: str | None


class Secret(Record):
    """A build secret: an expression in *value*, or a *file* on the runner."""

    id: str
    value: str | None
    file: str | None


class Build(Record):
    """What docker/build-push-action gets. Lists are in the order of the spec.

    *has_old_media_types*: Docker's own instead of OCI's. *has_record*: the action uploads a record
    of the build.
    """

    context: str
    dockerfile: str | None
    target: str | None
    args: tuple[tuple[str, str], ...]
    secrets: tuple[Secret, ...]
    ssh: tuple[str, ...]
    contexts: tuple[tuple[str, str], ...]
    labels: tuple[tuple[str, str], ...]
    annotations: tuple[tuple[str, str], ...]
    network: str | None
    allow: tuple[str, ...]
    shm_size: str | None
    ulimit: tuple[str, ...]
    add_hosts: tuple[str, ...]
    no_cache: bool
    no_cache_filters: tuple[str, ...]
    pull: bool
    provenance: str | bool | None
    sbom: str | bool | None
    load: bool
    outputs: tuple[str, ...]
    has_old_media_types: bool
    has_record: bool


class Tags(Record):
    """Lines of docker/metadata-action: *rules* make tags, *flavor* holds for all of them."""

    rules: tuple[str, ...]
    flavor: tuple[str, ...]


class Builder(Record):
    """What docker/setup-buildx-action gets."""

    driver: str
    version: str | None
    driver_opts: tuple[str, ...]
    buildkitd_flags: str | None
    buildkitd_config: str | None
    buildkitd_config_inline: str | None


class Emulation(Record):
    """What docker/setup-qemu-action gets. Without *platforms* it emulates all it has to."""

    image: str
    platforms: tuple[str, ...]
    cache_image: bool


class Cache(Record):
    """Where layers are kept: by *type*, under *scope* or, in a registry, under *ref*.

    *scope* is None for the image's own name. *imports* and *exports* are BuildKit's words of the
    spec, and replace the rest. *is_ecr*: on Amazon's registry. *is_for_releases*: Git tags
    read it.
    """

    type: str
    scope: str | None
    ref: str
    mode: str
    is_ecr: bool
    imports: tuple[str, ...]
    exports: tuple[str, ...]
    is_for_releases: bool


class Strategy(Record):
    """How the jobs of an image are cut. *max_parallel* is None for no limit of our own.

    *is_per_runner*: platforms that want the same runner share a job.
    """

    type: str
    is_per_runner: bool
    fail_fast: bool
    max_parallel: int | None
    allow_failure: tuple[str, ...]


class Check(Record):
    """How programs for another machine are taken: *level* is `error`, `warn` or `off`.

    *excepted* are globs of files that are left out.
    """

    level: str
    excepted: tuple[str, ...]


class Test(Record):
    """What an image must do before it gets a tag; each part is None where it is not asked for.

    *script* is the path of one, and *inline_script* one itself. *healthcheck* is how many seconds
    to wait for a healthy container.
    """

    command: tuple[str, ...] | None
    exit_code: int
    output: str | None
    script: str | None
    inline_script: str | None
    healthcheck: int | None
    platforms: tuple[str, ...]
    cpu: str | None


class Login(Record):
    """How to log in to a registry. *permission* is the scope of the job's token that it needs.

    *is_written* if something is pushed there, not only pulled.
    """

    host: str
    name: str
    username: str
    password: str
    permission: str | None
    is_written: bool


class Environment(Record):
    """A GitHub environment; *deployment* says whether each run counts as one."""

    name: str
    url: str | None
    deployment: bool


class Concurrency(Record):
    """What the spec says of GitHub's `concurrency`; None where it leaves that to ci-gen."""

    group: str | None
    cancel: str | bool | None


class PullRequest(Record):
    """What pull requests get: *platforms*, all of them if empty, and build secrets or none."""

    platforms: tuple[str, ...]
    has_secrets: bool


class Image(Record):
    """One image to build, with all of its names.

    *family* is the id that its variants share, *variant* None for an image without any.
    *own_builds* holds the platforms that are built in another way than *build*.
    *runner* is for all platforms in one job, *runners* for each platform in a job of its own, and
    *service_runner* for jobs that build nothing.
    *is_signed*: with cosign; *is_attested*: by GitHub. *given* is what the spec says.
    """

    given: GivenImage
    id: str
    family: str
    variant: str | None
    suffix: str
    names: tuple[Reference, ...]
    machines: tuple[Machine, ...]
    build: Build
    own_builds: Mapping[str, Build]
    pull_request: PullRequest
    tags: Tags
    logins: tuple[Login, ...]
    strategy: Strategy
    check: Check
    test: Test | None
    is_signed: bool
    is_attested: bool
    runner: tuple[str, ...]
    service_runner: tuple[str, ...]
    runners: Mapping[str, tuple[str, ...]]
    builder: Builder
    emulation: Emulation | None
    cache: Cache
    permissions: tuple[tuple[str, str], ...]
    environment: Environment | None
    timeout_minutes: int | None

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return the platforms of the image, in the order of its targets."""
        return tuple(dict.fromkeys(machine.platform for machine in self.machines))

    def build_for(self, platform: str) -> Build:
        """Return what the build of *platform* gets."""
        return self.own_builds.get(platform, self.build)


class Events(Record):
    """When the workflow runs. *on* is GitHub's block; the rest says what it means for a run."""

    on: Mapping[str, Verbatim]
    unmerged: tuple[str, ...]
    publishes: bool
    branches: bool
    tags: bool

    @property
    def is_callable(self) -> bool:
        """Return whether other workflows can call this one."""
        return "workflow_call" in self.on

    @property
    def is_only_called(self) -> bool:
        """Return whether the workflow runs only when another calls it."""
        return set(self.on) == {"workflow_call"}


class Release(Record):
    """A release of an action: a version, and the commit that it stands for."""

    version: str
    commit: str


class Pins(Record):
    """What the spec says of actions: whether they are used by tag, and *overrides* by name."""

    is_tag: bool
    overrides: Mapping[str, Release]


class Config(Record):
    """A whole spec. *pins* is None where it leaves the actions to the catalogue.

    It also holds what rules refuse: then targets and names that cannot be read are in what is
    *given* only, and nothing may be planned.
    """

    given: GivenSpec
    name: str
    workflow: str
    required_check: str
    triggers: Triggers
    events: Events
    concurrency: Concurrency
    images: tuple[Image, ...]
    service_runner: tuple[str, ...]
    pins: Pins | None = None

    def misses(self, kind: MissKind) -> Iterator[tuple[Route, Miss]]:
        """Yield each target that was not understood for the reason *kind*, and where it is."""
        for image in self.images:
            for target in image.given.targets.value:
                if isinstance(target.found, Miss) and target.found.kind is kind:
                    yield target.route, target.found
