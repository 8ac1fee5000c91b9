"""A sheet on its way in: raw cells, then typed values that still know which cell they came from."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd
from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.case import Places
from inputs.problems import Problem
from inputs.schema import Sheet, Value

DTYPES = {"number": "float64", "integer": "int64", "flag": "bool"}


class Area(NamedTuple):
    """A block of cells, its columns and rows counted from 1, ends included."""

    first_column: int
    first_row: int
    last_column: int
    last_row: int

    def __str__(self) -> str:
        first, last = get_column_letter(self.first_column), get_column_letter(self.last_column)
        return f"{first}{self.first_row}:{last}{self.last_row}"


@dataclass(frozen=True)
class RawTable:
    """A sheet as it stands: header cells and filled rows (number on the sheet, cells), from column A on.

    Blank cells are None; a row may end before the header does. `above` numbers the filled rows between the top and the
    header that are no labels of its columns, `hidden` numbers the filled rows that are hidden, `hidden_columns` has the
    first and last of each run of hidden columns, counted from 1, `hidden_sheet` tells whether all of it is hidden,
    `stray` is a filled cell too far to the right to be kept.
    """

    name: str
    header: tuple[object, ...]
    rows: Sequence[tuple[int, Sequence[object]]]
    header_row: int = 1
    above: tuple[int, ...] = ()
    hidden: tuple[int, ...] = ()
    merged: tuple[Area, ...] = ()
    stray: str = ""
    hidden_columns: tuple[tuple[int, int], ...] = ()
    hidden_sheet: bool = False


@dataclass(frozen=True)
class Assumption:
    """A default that stood in for blank cells of a column (or for a whole sheet)."""

    sheet: str
    column: str
    default: str
    cells: int


@dataclass
class Table:
    """A typed sheet. Entry i of every column list belongs to row `rows[i]` of the sheet.

    Refused cells are None; `spoilt` has their entries by column, under "" those that are refused as a whole, and
    `refused` all of them. They still count as existing when other sheets refer to them. `unsure` names the columns in
    which a value could not be read at all (or that are absent): nothing is said about references into those. A wide
    sheet's figures stand in the columns `wide`: each row of the sheet gives one entry for each of them, in order.
    """

    sheet: Sheet
    values: dict[str, list[Value]]
    rows: list[int]
    letters: dict[str, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    spoilt: dict[str, set[int]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    wide: list[str] = field(default_factory=list)
    header_row: int = 1

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def per_row(self) -> int:
        """How many entries a row of the sheet gives."""
        return len(self.wide) or 1

    @property
    def sound(self) -> bool:
        """Whether every entry could be read: checks of the table as a whole make sense."""
        return not self.refused and not self.unsure

    def sure(self, *columns: str) -> bool:
        """Whether every entry of these columns could be read, and none is refused as a whole."""
        return not any(self.spoilt.get(column) or column in self.unsure for column in (*columns, ""))

    def refuse(self, entries: Iterable[int], column: str = "") -> None:
        """Refuse entries for what stands in a column; for "", as a whole."""
        positions = set(entries)
        self.refused |= positions
        self.spoilt.setdefault(column, set()).update(positions)

    @property
    def missing(self) -> bool:
        """Whether rows are needed but none are there, which is reported already."""
        return not self.rows and (self.sheet.required or self.sheet.name == "periods")

    def good(self, *columns: str) -> Iterator[int]:
        """Positions of the entries that nothing is wrong with so far (in `columns`, where given)."""
        if not self.refused:
            return iter(range(len(self.rows)))
        wrong = self._wrong(columns)
        return (i for i in range(len(self.rows)) if i not in wrong)

    def _wrong(self, columns: Sequence[str]) -> set[int]:
        if not columns:
            return self.refused
        return set().union(*(self.spoilt.get(column, ()) for column in (*columns, "")))

    def entries(self, *columns: str) -> Iterator[tuple[int, Any]]:
        """Position and named tuple of each entry that nothing is wrong with so far (in `columns`, where given)."""
        wrong = self._wrong(columns)
        entry = namedtuple("entry", self.sheet.names)  # type: ignore[misc]
        everything = [self.values[name] for name in self.sheet.names]
        for i, cells_of_row in enumerate(zip(*everything, strict=True)):
            if i not in wrong:
                yield i, entry(*cells_of_row)

    def known(self, *columns: str) -> set[tuple[Value, ...]]:
        """The values of these columns over all entries, refused ones too."""
        return set(zip(*(self.values[column] for column in columns), strict=True))

    def words(self, column: str) -> dict[str, None]:
        """The text values of a column over all entries, in order, blanks left out."""
        return dict.fromkeys(str(value) for value in self.values[column] if value is not None)

    def where(self, position: int, column: str) -> str:
        """The cell an entry's column came from, such as D24; the row alone where the column is absent."""
        row = self.rows[position]
        own = self.wide[position % len(self.wide)] if self.wide else ""
        if own and column == self.sheet.wide_by:
            return f"{own}{self.header_row}"
        letter = own if own and not self.sheet.column(column).key else self.letters.get(column, "")
        return f"{letter}{row}" if letter else f"{row}:{row}"

    def places(self) -> Places:
        """Where the good entries stand."""
        return Places(self.letters, tuple(self.rows[i] for i in self.good()))

    def problem(
        self, code: str, position: int, column: str, message: str, *, allowed: str = "", fix: str = ""
    ) -> Problem:
        """A problem with one cell of the table."""
        value = cells.shown(self.values[column][position])
        where = self.where(position, column)
        return Problem(code, self.sheet.name, where, column, value, message, allowed, fix)

    def frame(self) -> pd.DataFrame:
        """The good entries with declared columns and types (see `inputs.case.Case`)."""
        if not self.refused:
            return typed_frame(self.sheet, self.values)
        keep = list(self.good())
        return typed_frame(self.sheet, {name: [values[i] for i in keep] for name, values in self.values.items()})


def typed_frame(sheet: Sheet, values: dict[str, list[Value]]) -> pd.DataFrame:
    """A frame with the sheet's declared columns, in order, each with the type its kind has in a Case."""
    return pd.DataFrame(
        {
            column.name: pd.Series(values[column.name], dtype=DTYPES.get(column.kind, "object"))
            for column in sheet.columns
        }
    )
