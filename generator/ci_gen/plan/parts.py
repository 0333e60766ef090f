"""What jobs and steps of a plan are made of."""

from typing import TypeAlias

from ci_gen.expressions import Value
from ci_gen.record import Record

# What an action's input may be: a text, an answer, or lines of which each is one.
Given: TypeAlias = Value | bool | tuple[Value, ...]


class Pin(Record):
    """An action at a commit. It prints as the value of `uses`, with its version as a comment.

    *is_tag*: it prints as the tag of its version instead. *is_fixed*: the spec says which.
    """

    action: str
    sha: str
    version: str
    is_tag: bool = False
    is_fixed: bool = False

    def __str__(self) -> str:
        if self.is_tag:
            return f"{self.action}@{self.version}"
        return f"{self.action}@{self.sha} # {self.version}"


class Input(Record):
    """An input of an action; *why* is a comment above it, empty where nobody would ask."""

    name: str
    value: Given
    why: str = ""


class Variable(Record):
    """An environment variable; *is_secret* if its value reads a secret of its own."""

    name: str
    value: Given
    is_secret: bool = False


class Permission(Record):
    """A permission of a job and why the job has it; *why* is None where nobody would ask."""

    scope: str
    access: str
    why: str | None


class Reason(Record):
    """A platform and the machines that need it; none when only the spec names the platform."""

    platform: str
    machines: tuple[str, ...]


class Output(Record):
    """What a job tells jobs that need it."""

    name: str
    value: Value


class Credentials(Record):
    """What a workflow that is called logs in to a registry with; *host* is None for Docker Hub."""

    host: str | None
    username: Value
    password: Value
