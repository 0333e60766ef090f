"""A value of a spec, and where it is."""

from collections.abc import Iterator
from typing import Generic, TypeVar

from ci_gen.diagnostics import Route
from ci_gen.record import Record

T_co = TypeVar("T_co", covariant=True)


class Value(Record, Generic[T_co]):
    """A *value*, and the *route* to where it is, or would be if it were given."""

    value: T_co
    route: Route

    def at(self, step: str | int) -> Route:
        """Return where an item of the value is."""
        return (*self.route, step)

    @property
    def key(self) -> str:
        """Return the key of the value."""
        return str(self.route[-1])

    @property
    def section(self) -> Route:
        """Return where the mapping is that the value is in."""
        return self.route[:-1]


def each(texts: Value[tuple[str, ...]]) -> Iterator[Value[str]]:
    """Yield each of the *texts* as a value of its own."""
    for i, text in enumerate(texts.value):
        yield Value(value=text, route=texts.at(i))
