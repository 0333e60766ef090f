"""A value of a spec, and where it stands."""

from typing import Generic, TypeVar

from ci_gen.diagnostics import Route
from ci_gen.record import Record

T_co = TypeVar("T_co", covariant=True)


class Value(Record, Generic[T_co]):
    """A *value*, and the *route* to where it stands, or would stand if it were given."""

    value: T_co
    route: Route

    def at(self, step: str | int) -> Route:
        """Return where an item of the value stands."""
        return (*self.route, step)

    @property
    def key(self) -> str:
        """Return the key that the value stands under."""
        return str(self.route[-1])

    @property
    def section(self) -> Route:
        """Return where the mapping stands that the value is in."""
        return self.route[:-1]
