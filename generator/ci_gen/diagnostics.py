"""What a problem is: a code, a severity, a place, a message and a remedy."""

from collections.abc import Iterable
from enum import IntEnum
from typing import TypeAlias

from ci_gen.record import Record

# The way from the root of a spec to a value: keys of mappings and indices of lists.
Route: TypeAlias = tuple[str | int, ...]


class Severity(IntEnum):
    """How bad a finding is; a higher value is worse."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """Return the severity as it is printed and typed."""
        return self.name.lower()


class Location(Record):
    """A place in a file. Lines and columns start at 1; 0 means the file as a whole.

    *end_column* is the one after the last character; without an end nobody knows how far it goes.
    """

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __lt__(self, other: "Location") -> bool:
        return (self.path, self.line, self.column) < (other.path, other.line, other.column)

    def __str__(self) -> str:
        parts = (self.path, self.line, self.column)
        return ":".join(str(part) for part in parts if part)


class Diagnostic(Record):
    """One finding. *message* says what is, *remedy* what can be done about it."""

    code: str
    severity: Severity
    message: str
    location: Location
    remedy: str


def worst(diagnostics: Iterable[Diagnostic]) -> int:
    """Return the highest severity among *diagnostics*, 0 when there are none."""
    return max((diagnostic.severity for diagnostic in diagnostics), default=0)
