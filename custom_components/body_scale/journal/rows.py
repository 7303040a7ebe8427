"""A dataclass as the rows of a table: a column for each field, of the same name."""

from collections.abc import Callable, Mapping
from dataclasses import fields
import sqlite3
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

type _Conversions = Mapping[str, Callable[[Any], Any]]


class Rows[T: DataclassInstance]:
    """Converts between values and rows.

    Attributes:
        columns: The names of all fields, in their order.
    """

    def __init__(
        self, kind: type[T], *, to_column: _Conversions, from_column: _Conversions
    ) -> None:
        """Take the dataclass, and how the fields are converted that SQLite has no type for."""
        self.columns = tuple(field.name for field in fields(kind))
        self._kind = kind
        self._to_column = to_column
        self._from_column = from_column

    def as_row(self, value: T) -> dict[str, Any]:
        """Return a value as the parameters of a statement."""
        row = {name: getattr(value, name) for name in self.columns}
        return row | {name: convert(row[name]) for name, convert in self._to_column.items()}

    def from_row(self, row: sqlite3.Row) -> T:
        """Return the value of a row that has all columns, in their order."""
        return self._value(dict(zip(self.columns, row, strict=True)))

    def from_columns(self, columns: Mapping[str, Any]) -> T:
        """Return the value of columns by name, as `as_row` returned them.

        An earlier version may have lacked some: their fields have the defaults.

        Raises:
            TypeError: A field without a default is missing.
        """
        return self._value({name: columns[name] for name in self.columns if name in columns})

    def _value(self, values: dict[str, Any]) -> T:
        values |= {
            name: convert(values[name])
            for name, convert in self._from_column.items()
            if name in values
        }
        return self._kind(**values)
