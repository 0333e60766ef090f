"""The rows of a matrix job: what differs between them, and how a workflow writes them.

Values that are the same in all rows are written where they are used. The others are columns of the
matrix; where the rows are a product of two of them, as GitHub multiplies them out.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from ci_gen.expressions import Context, Expression, Value, parse
from ci_gen.record import Record

# A text, a number, an answer, or labels of a runner.
Cell: TypeAlias = str | int | bool | tuple[str, ...]
Row: TypeAlias = Mapping[str, Cell]


class Axis(Record):
    """A column whose values are multiplied with those of another."""

    name: str
    values: tuple[str, ...]


class Entry(Record):
    """Cells that belong together: a whole row, or what one value of an axis brings along.

    *about* says to people what the column *key* is for, empty where the cells say it all.
    """

    cells: Row
    about: str = ""
    key: str = ""


class Matrix(Record):
    """The matrix of a job. Pull requests run *fewer* rows; None when they run all."""

    axes: tuple[Axis, ...]
    include: tuple[Entry, ...]
    fewer: tuple[Entry, ...] | None
    fail_fast: bool
    max_parallel: int | None

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows that a run has which publishes, as GitHub makes them of the matrix."""
        if not self.axes:
            return tuple(entry.cells for entry in self.include)
        return tuple(self._products({}, self.axes))

    def _products(self, given: dict[str, Cell], axes: tuple[Axis, ...]) -> Iterator[Row]:
        if not axes:
            yield given | {
                name: cell
                for entry in self.include
                if all(given.get(name, cell) == cell for name, cell in entry.cells.items())
                for name, cell in entry.cells.items()
            }
            return
        for value in axes[0].values:
            yield from self._products({**given, axes[0].name: value}, axes[1:])


class Table(Record):
    """All that is known of each row of a job, whether or not a workflow needs it.

    *abouts* say to people what the rows are for.
    """

    rows: tuple[Row, ...]
    abouts: tuple[str, ...]

    def only(self, wanted: Sequence[bool]) -> "Table":
        """Return the rows that are *wanted*."""
        pairs = zip(self.rows, self.abouts, wanted, strict=True)
        kept = [(row, about) for row, about, is_wanted in pairs if is_wanted]
        return Table(rows=tuple(row for row, _ in kept), abouts=tuple(about for _, about in kept))

    def value(self, name: str) -> Value:
        """Return the text under *name*: as it is, or from the matrix where rows differ in it."""
        found = {row[name] for row in self.rows}
        if len(found) > 1:
            return Context(path=f"matrix.{name}")
        (cell,) = found
        return parse(str(cell))

    def has(self, name: str, formula: Value) -> bool:
        """Return whether *formula* gives in each row what the row has under *name*."""
        return all(in_row(formula, row) == str(row[name]) for row in self.rows)

    def differs(self, name: str) -> bool:
        """Return whether rows differ in *name*."""
        return len({row[name] for row in self.rows}) > 1

    def any_has(self, name: str) -> bool:
        """Return whether a row has a text under *name*."""
        return any(row[name] != "" for row in self.rows)

    def all_have(self, name: str) -> bool:
        """Return whether no row has an empty text under *name*."""
        return all(row[name] != "" for row in self.rows)


def columns_used(part: Any) -> frozenset[str]:
    """Return the columns of a matrix that *part* of a plan reads."""
    if isinstance(part, Context) and part.path.startswith("matrix."):
        return frozenset({part.path.removeprefix("matrix.")})
    if isinstance(part, Record):
        return columns_used(tuple(vars(part).values()))
    if isinstance(part, tuple):
        return frozenset[str]().union(*(columns_used(item) for item in part))
    return frozenset()


def entries(table: Table, columns: Sequence[str], key: str) -> tuple[Entry, ...]:
    """Return the rows of *table* one by one, with these *columns*; *key* says what a row is for."""
    return tuple(
        Entry(cells={name: row[name] for name in columns}, about=about, key=key)
        for row, about in zip(table.rows, table.abouts, strict=True)
    )


def product(
    table: Table, columns: Sequence[str], axes: tuple[str, str]
) -> tuple[tuple[Axis, ...], tuple[Entry, ...]] | None:
    """Return the rows of *table* as a product of two columns, None where they are none.

    Each other column then depends on one of the two, and is given with its values.
    """
    values = [tuple(dict.fromkeys(str(row[axis]) for row in table.rows)) for axis in axes]
    pairs = [(first, second) for first in values[0] for second in values[1]]
    rows = [tuple(str(row[axis]) for axis in axes) for row in table.rows]
    if any(len(found) == 1 for found in values) or rows != pairs:
        return None
    others = [name for name in columns if name not in axes]
    owned = {axis: [n for n in others if _depends(table, n, axis)] for axis in reversed(axes)}
    owned[axes[0]] = [name for name in owned[axes[0]] if name not in owned[axes[1]]]
    if {name for names in owned.values() for name in names} != set(others):
        return None
    found = tuple(Axis(name=axis, values=v) for axis, v in zip(axes, values, strict=True))
    about = {axes[0]: lambda _: "", axes[1]: lambda value: _about(table, axes[1], value)}
    return found, tuple(
        entry
        for axis in found
        for entry in _brought(table, axis, owned[axis.name], about[axis.name])
    )


def _depends(table: Table, name: str, axis: str) -> bool:
    """Return whether the value of the column *axis* decides that of the column *name*."""
    pairs = {(row[axis], row[name]) for row in table.rows}
    return len(pairs) == len({value for value, _ in pairs})


def _brought(
    table: Table, axis: Axis, names: Sequence[str], about: Callable[[str], str]
) -> Iterator[Entry]:
    if not names:
        return
    for value in axis.values:
        row = next(row for row in table.rows if row[axis.name] == value)
        cells = {axis.name: value, **{name: row[name] for name in names}}
        yield Entry(cells=cells, about=about(value), key=axis.name)


def _about(table: Table, axis: str, value: str) -> str:
    pairs = zip(table.rows, table.abouts, strict=True)
    words = (word for row, about in pairs if row[axis] == value for word in about.split(", "))
    return ", ".join(dict.fromkeys(filter(None, words)))


def in_row(value: Value, row: Row) -> str:
    """Return the text of *value* in a *row* of the matrix."""
    if isinstance(value, Expression):
        return str(value.given({f"matrix.{name}": str(cell) for name, cell in row.items()}))
    return value
