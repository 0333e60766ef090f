"""What jobs and steps of a plan are made of."""

from ci_gen.record import Record


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
    """An input of an action: a value, or lines of which each is one."""

    name: str
    value: str | bool | tuple[str, ...]


class Variable(Record):
    """An environment variable of a step; *is_secret* if its value reads a secret of its own."""

    name: str
    value: str
    is_secret: bool


class Permission(Record):
    """A permission of a job and why it is there; *why* is None where nobody would ask."""

    scope: str
    access: str
    why: str | None


class Reason(Record):
    """A platform and the machines that need it; none when only the spec names the platform."""

    platform: str
    machines: tuple[str, ...]


class UnderTest(Record):
    """What the runner's own Docker holds of a build: an image for each platform.

    *platforms* are separated by commas. For one platform *image* is the reference of its image.
    If there are *many*, it is their name, and the tag of each is the slug of its platform. *only*
    are those that a step is for, all of them if empty.
    """

    image: str
    platforms: str
    is_many: bool
    only: tuple[str, ...] = ()


class Output(Record):
    """What a job tells jobs that need it: an expression in *value*."""

    name: str
    value: str


class Credentials(Record):
    """What a workflow that is called logs in to a registry with; *host* is None for Docker Hub."""

    host: str | None
    username: str
    password: str
