"""The plan: all that templates may use. A strategy decides, a template prints.

Every field here is load-bearing: templates, ours and those of users, read them by name. A step or
job is printed by the template that is called like its class: `steps/set-up-qemu.yml.j2`.
"""

from collections.abc import Mapping
from typing import TypeAlias

from ci_gen.expressions import Condition, Expression, Value
from ci_gen.plan.matrix import Matrix
from ci_gen.plan.parts import Credentials, Input, Output, Permission, Pin, Reason, Variable
from ci_gen.plan.steps import Step
from ci_gen.record import Record
from ci_gen.yaml.values import Verbatim


class JobEnvironment(Record):
    """The GitHub environment of a job.

    *is_spared*: its name is empty in runs that publish nothing, which then need no approval.
    *given* is the name that the spec says.
    """

    given: str
    name: Value
    url: Value | None
    deployment: bool
    is_spared: bool


class StepsJob(Record):
    """A job that runs steps, once or for each row of its *matrix*.

    *runner* are labels, or where the matrix says them. *why* explains the condition.
    """

    id: str
    name: Value
    about: str
    condition: Condition | None
    why: str
    needs: tuple[str, ...]
    runner: tuple[str, ...] | Expression
    is_self_hosted: bool
    timeout_minutes: Value
    optional: Expression | None
    matrix: Matrix | None
    environment: JobEnvironment | None
    permissions: tuple[Permission, ...]
    outputs: tuple[Output, ...]
    steps: tuple[Step, ...]


class CallJob(Record):
    """A job that calls docker/github-builder, which builds, publishes and signs one image.

    *credentials* are for the registries to log in to.
    """

    id: str
    name: Value
    permissions: tuple[Permission, ...]
    uses: Pin
    push: Value | bool
    platforms: Value
    reasons: tuple[Reason, ...]
    inputs: tuple[Input, ...]
    credentials: tuple[Credentials, ...]


Job: TypeAlias = StepsJob | CallJob


class RunGroup(Record):
    """GitHub's `concurrency`. *spares_publishing*: no run that publishes is ever cancelled."""

    group: Value
    cancel: Value | bool
    spares_publishing: bool


class Plan(Record):
    """A whole workflow and the *path* of its file from the root of the repository."""

    path: str
    name: str
    on: Mapping[str, Verbatim]
    concurrency: RunGroup | None
    variables: tuple[Variable, ...]
    jobs: tuple[Job, ...]
