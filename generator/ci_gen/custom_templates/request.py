"""What the process that prints a project's own templates is asked for."""

from ci_gen.plan.jobs import Plan
from ci_gen.record import Record


class Request(Record):
    """What to print: *own* are the project's templates by name, *spec* is the path of its spec."""

    plan: Plan
    spec: str
    version: str
    own: dict[str, str]
