"""What a spec says, in its long form: nothing is decided yet, and every value has its route.

Rules read it, and `resolve` makes the rest of a Config of it.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from ci_gen.config import references, targets
from ci_gen.config.sections import (
    Flag,
    GivenAttest,
    GivenBuild,
    GivenBuilder,
    GivenCache,
    GivenCheck,
    GivenConcurrency,
    GivenEmulation,
    GivenEnvironment,
    GivenPins,
    GivenPullRequest,
    GivenRunners,
    GivenStrategy,
    GivenTags,
    GivenTest,
    Number,
    OwnBuild,
    Text,
    Texts,
)
from ci_gen.config.values import Value
from ci_gen.diagnostics import Route
from ci_gen.record import Record
from ci_gen.yaml.values import Verbatim


class GivenName(Record):
    """The name of an image as it was written, and what it was read as."""

    text: str
    route: Route
    found: references.Reference | references.NameProblem

    @property
    def host(self) -> str:
        """Return the host of the registry, also where the name cannot be read."""
        return references.host_of(self.text)


class GivenTarget(Record):
    """A target as it was written, and what the catalogue knows of it.

    *said_to_be* is `board` or `platform` for a target that says which it is.
    """

    text: str
    route: Route
    found: targets.Lookup
    said_to_be: str | None
    os: Text
    build: OwnBuild | None


class GivenImage(Record):
    """One image of the spec, or a variant of one, with what the top level says for all images.

    *route* leads to it, and *home* to the image that it is or is a variant of. *own_build* is what
    a variant builds in its own way, and *image_build* what its image says.
    """

    route: Route
    home: Route
    variant: str | None
    id: Text
    suffix: Text
    names: Value[tuple[GivenName, ...]]
    targets: Value[tuple[GivenTarget, ...]]
    build: GivenBuild
    own_build: OwnBuild | None
    image_build: GivenBuild
    attest: GivenAttest
    tags: GivenTags
    strategy: GivenStrategy
    check: GivenCheck
    test: GivenTest
    pull_request: GivenPullRequest
    sign: Text
    runners: GivenRunners
    builder: GivenBuilder
    emulation: GivenEmulation
    cache: GivenCache
    permissions: Value[Mapping[str, str]]
    environment: GivenEnvironment
    timeout_minutes: Number

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return the platforms of all targets that were understood, in their order, each once."""
        found = (targets.hits(target.found) for target in self.targets.value)
        return tuple(dict.fromkeys(hit.platform for hits in found for hit in hits))

    @property
    def own_builds(self) -> Iterator[tuple[str, OwnBuild]]:
        """Yield each platform that a target builds in its own way."""
        for target in self.targets.value:
            if target.build is not None:
                for hit in targets.hits(target.found):
                    yield hit.platform, target.build

    def is_meant(self, of_strategy: Value[object]) -> bool:
        """Return whether a key of `strategy` is meant for this image.

        A key beside another strategy's name further up is not.
        """
        section = of_strategy.section
        return section == self.strategy.type.section or section[:-1] == self.home

    @property
    def hosts(self) -> dict[str, Route]:
        """Return the registries that the image is pushed to, each with its first name's route."""
        return {name.host: name.route for name in reversed(self.names.value)}

    @property
    def uses_docker_driver(self) -> bool:
        """Return whether Docker itself builds, which can do less than a builder of Buildx."""
        return self.builder.driver.value == "docker"

    @property
    def attached(self) -> tuple[Value[object], ...]:
        """Return the attestations and annotations that are asked for."""
        asked: tuple[Value[object], ...] = (
            self.build.provenance,
            self.build.sbom,
            self.build.annotations,
            self.attest.provenance,
            self.attest.sbom,
        )
        return tuple(value for value in asked if value.value and value.value != "off")


class GivenFilter(Record):
    """A filter of an event: what starts a run, and what does not; *kind* as in `branches`."""

    kind: str
    patterns: Texts
    ignored: Texts

    @property
    def is_given(self) -> bool:
        """Return whether there is anything to filter by."""
        return bool(self.patterns.value or self.ignored.value)


class GivenTrigger(Record):
    """An event that starts a run. *options* are all that is below it, in GitHub's words."""

    event: str
    route: Route
    options: Verbatim
    branches: GivenFilter
    tags: GivenFilter
    paths: GivenFilter


class GivenRegistry(Record):
    """Credentials for a registry: *text* is its host as it was written, *host* as it is known."""

    text: str
    host: str
    route: Route
    username: Text
    password: Text
    login: Flag


class Place(StrEnum):
    """Where GitHub reads a text of the spec."""

    WORKFLOW = "workflow"
    ROW = "row"
    JOB = "job"
    STEP = "step"
    STEP_WITH_SECRETS = "step with secrets"


class GivenText(Value[str]):
    """A text anywhere in the spec."""

    place: Place


class GivenSpec(Record):
    """A whole spec; *runners* are those of the top level, *texts* all texts in it."""

    name: Text
    workflow: Text
    required_check: Text
    templates: Text
    triggers: Value[tuple[GivenTrigger, ...]]
    registries: tuple[GivenRegistry, ...]
    concurrency: GivenConcurrency
    pins: GivenPins
    runners: GivenRunners
    images: tuple[GivenImage, ...]
    texts: tuple[GivenText, ...]
