"""The plan: all that templates may use. A strategy decides, a template prints.

Every field here is load-bearing: templates, ours and those of users, read them by name. A step or
job is printed by the template that is called like its class: `steps/set-up-qemu.yml.j2`.
"""

from collections.abc import Mapping
from typing import TypeAlias

from ci_gen.config.model import Concurrency, Environment
from ci_gen.plan.parts import Credentials, Input, Output, Permission, Pin, Reason
from ci_gen.plan.steps import Step
from ci_gen.record import Record
from ci_gen.yaml.values import Verbatim


class BuildJob(Record):
    """A job that builds one image for all of its platforms, and publishes it."""

    id: str
    name: str
    runner: tuple[str, ...]
    timeout_minutes: int
    permissions: tuple[Permission, ...]
    environment: Environment | None
    outputs: tuple[Output, ...]
    steps: tuple[Step, ...]


class MetadataJob(Record):
    """A job that makes the tags of all images once, so that no two jobs can differ in them."""

    id: str
    name: str
    runner: tuple[str, ...]
    timeout_minutes: int
    outputs: tuple[Output, ...]
    steps: tuple[Step, ...]


class Leg(Record):
    """One row of a matrix: platforms, where they are built, and for which machines.

    *own* are the inputs of the build that differ from row to row.
    """

    variant: str | None
    platforms: tuple[str, ...]
    slug: str
    runner: tuple[str, ...]
    timeout_minutes: int
    is_optional: bool
    own: tuple[Input, ...]
    machines: tuple[str, ...]


class LegsJob(Record):
    """Jobs that each build platforms of one image. *key* is what a row calls its platforms.

    Pull requests run *fewer* rows; None when they run all.
    """

    id: str
    name: str
    needs: tuple[str, ...]
    key: str
    legs: tuple[Leg, ...]
    fewer: tuple[Leg, ...] | None
    fail_fast: bool
    max_parallel: int | None
    has_optional: bool
    is_self_hosted: bool
    permissions: tuple[Permission, ...]
    environment: Environment | None
    steps: tuple[Step, ...]


class PublishJob(Record):
    """A job that tags an image when all of its platforms are there, or signs what is tagged."""

    id: str
    name: str
    needs: tuple[str, ...]
    condition: str | None
    runner: tuple[str, ...]
    timeout_minutes: int
    permissions: tuple[Permission, ...]
    environment: Environment | None
    outputs: tuple[Output, ...]
    steps: tuple[Step, ...]


class GateJob(Record):
    """The last job: one check to require, which fails unless all jobs in *needs* succeeded.

    Jobs in *publishing* are skipped where *condition* does not hold, and then do not count.
    """

    id: str
    name: str
    runner: tuple[str, ...]
    timeout_minutes: int
    needs: tuple[str, ...]
    publishing: tuple[str, ...]
    condition: str | None


class CallJob(Record):
    """A job that calls docker/github-builder, which builds, publishes and signs one image.

    *push* is a condition or an answer. *credentials* are for the registries to log in to.
    """

    id: str
    name: str
    permissions: tuple[Permission, ...]
    uses: Pin
    push: str | bool
    platforms: str
    reasons: tuple[Reason, ...]
    inputs: tuple[Input, ...]
    credentials: tuple[Credentials, ...]


Job: TypeAlias = BuildJob | MetadataJob | LegsJob | PublishJob | CallJob | GateJob


class Plan(Record):
    """A whole workflow and the *path* of its file from the root of the repository."""

    path: str
    name: str
    on: Mapping[str, Verbatim]
    concurrency: Concurrency
    jobs: tuple[Job, ...]
