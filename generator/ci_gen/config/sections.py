"""The keys of a spec that have keys below them, each as a record of what they say.

A value that the spec does not give is None, an empty list or an empty mapping.
"""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from ci_gen.config.values import Value
from ci_gen.diagnostics import Route
from ci_gen.record import Record

Text: TypeAlias = Value[str | None]
Texts: TypeAlias = Value[tuple[str, ...]]
Flag: TypeAlias = Value[bool | None]
Number: TypeAlias = Value[int | None]
# Texts by names that the user chose, each with its own route.
Named: TypeAlias = Value[Mapping[str, Value[str]]]


class Section(Record):
    """A key of the spec with keys below it. *route* is where it is, or would be."""

    route: Route
    is_given: bool


class OwnBuild(Record):
    """What a target or a variant builds in its own way."""

    route: Route
    context: Text
    dockerfile: Text
    target: Text
    args: Named
    contexts: Named

    @property
    def texts(self) -> dict[tuple[str, str], Value[str]]:
        """Return what is given by field, and by name where the field holds named texts."""
        single = {"context": self.context, "dockerfile": self.dockerfile, "target": self.target}
        named = {"args": self.args, "contexts": self.contexts}
        return {
            **{
                (field, ""): Value(value=text.value, route=text.route)
                for field, text in single.items()
                if text.value is not None
            },
            **{(field, name): text for field in named for name, text in named[field].value.items()},
        }

    @property
    def plain(self) -> dict[tuple[str, str], str]:
        """Return what is given, without routes: equal for builds that are the same."""
        return {name: text.value for name, text in self.texts.items()}


class GivenSecret(Record):
    """A build secret: a *value* with an expression, or a *file* on the runner."""

    route: Route
    value: str | None
    file: str | None


class GivenBuild(Section):
    """The key `build`."""

    context: Text
    dockerfile: Text
    target: Text
    args: Named
    secrets: Value[Mapping[str, GivenSecret]]
    ssh: Texts
    contexts: Named
    labels: Named
    annotations: Named
    network: Text
    allow: Texts
    shm_size: Text
    ulimit: Texts
    add_hosts: Texts
    no_cache: Flag
    no_cache_filters: Texts
    pull: Flag
    provenance: Value[str | bool | None]
    sbom: Value[str | bool | None]
    oci_mediatypes: Flag
    load: Flag
    outputs: Texts
    record: Flag

    @property
    def has_old_media_types(self) -> bool:
        """Return whether the image gets Docker's own media types instead of OCI's."""
        return self.oci_mediatypes.value is False

    @property
    def published(self) -> tuple[tuple[str, Named], ...]:
        """Return the named texts that everybody can read in the image, and what one is called."""
        return (
            ("build argument", self.args),
            ("label", self.labels),
            ("annotation", self.annotations),
        )


class GivenAttest(Section):
    """The key `attest`."""

    provenance: Text
    sbom: Flag
    github: Flag


class GivenTags(Section):
    """The key `tags`."""

    rules: Texts
    flavor: Texts


class GivenStrategy(Section):
    """The key `strategy`."""

    type: Text
    split: Text
    fallback: Text
    fail_fast: Flag
    max_parallel: Number
    allow_failure: Texts


class GivenCheck(Section):
    """The key `check`."""

    programs: Text
    excepted: Texts


class GivenTest(Section):
    """The key `test`."""

    command: Value[tuple[str, ...] | None]
    exit_code: Number
    output: Text
    script: Text
    healthcheck: Value[bool | int | None]
    platforms: Texts
    cpu: Text


class GivenPullRequest(Section):
    """The key `pull-request`."""

    platforms: Texts
    secrets: Flag


class GivenBuilder(Section):
    """The key `builder`."""

    driver: Text
    version: Text
    driver_opts: Texts
    buildkitd_flags: Text
    buildkitd_config: Text
    buildkitd_config_inline: Text


class GivenEmulation(Section):
    """The key `emulation`."""

    setup: Text
    image: Text
    platforms: Texts
    cache_image: Flag


class GivenCache(Section):
    """The key `cache`. *imports* and *exports* are called `from` and `to` there."""

    type: Text
    mode: Text
    on_release: Flag
    scope: Text
    ref: Text
    imports: Texts
    exports: Texts


class GivenEnvironment(Section):
    """The key `environment`."""

    name: Text
    url: Text
    deployment: Flag


class GivenRunners(Section):
    """The key `runners`: labels for all platforms alike, or by the beginning of a platform."""

    labels: Texts
    by_platform: Mapping[str, Texts]

    @property
    def is_by_platform(self) -> bool:
        """Return whether platforms are told apart."""
        return self.is_given and not self.labels.value

    @property
    def each(self) -> tuple[Texts, ...]:
        """Return the labels of each runner that is asked for."""
        alike = (self.labels,) if self.labels.value else ()
        return (*alike, *self.by_platform.values())

    @property
    def single_labels(self) -> Iterator[Value[str]]:
        """Yield the labels that are used alone, as those of GitHub's own runners do."""
        for labels in self.each:
            if len(labels.value) == 1:
                yield Value(value=labels.value[0], route=labels.route)


class GivenConcurrency(Section):
    """The key `concurrency`."""

    group: Text
    cancel: Value[str | bool | None]


class GivenRelease(Record):
    """A release of an action that the spec says itself."""

    route: Route
    version: str
    commit: str

    @property
    def commit_route(self) -> Route:
        """Return where the commit is given."""
        return (*self.route, "commit")


class GivenPins(Section):
    """The key `pins`, with releases by the names of actions."""

    mode: Text
    overrides: Mapping[str, GivenRelease]
