"""A sheet on its way in: raw cells, then typed values that still know which cell they came from."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.case import Places
from inputs.problems import Problem
from inputs.schema import Sheet, Value

if TYPE_CHECKING:
    import pandas as pd

REMEMBERED = 10_000  # cells of a column
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
    `stray` is a filled cell too far to the right to be kept. `cut` is the number of the first row that was not read, 0
    where all were. `emptied` numbers rows that `owp roll` emptied.
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
    cut: int = 0
    emptied: frozenset[int] = frozenset()


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

    Refused cells are None; `spoilt` marks their entries by column, under "" those that are refused as a whole (a byte
    an entry: there may be a million). They still count as existing when other sheets refer to them. `unsure` names the
    columns in which a value could not be read at all (or that are absent): nothing is said about references into
    those. `cut` is the first row of the sheet that was not read, 0 where all were; no column is sure then. A wide
    sheet's figures stand in the columns `wide`: each row of the sheet gives one entry for each of them, in order.
    """

    sheet: Sheet
    values: dict[str, list[Value]]
    rows: list[int]
    letters: dict[str, str] = field(default_factory=dict)
    spoilt: dict[str, NDArray[np.bool_]] = field(default_factory=dict)
    unsure: set[str] = field(default_factory=set)
    wide: list[str] = field(default_factory=list)
    header_row: int = 1
    cut: int = 0
    given: dict[str, dict[int, object]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def per_row(self) -> int:
        """How many entries a row of the sheet gives."""
        return len(self.wide) or 1

    @property
    def sound(self) -> bool:
        """Whether every entry could be read: checks of the table as a whole make sense."""
        return not self.spoilt and not self.unsure

    def sure(self, *columns: str) -> bool:
        """Whether every entry of these columns could be read, and none is refused as a whole."""
        return not any(column in self.spoilt or column in self.unsure for column in (*columns, ""))

    def refuse(self, entries: Sequence[int] | NDArray[np.int64], column: str = "") -> None:
        """Refuse entries for what stands in a column; for "", as a whole."""
        if len(entries):
            marks = self.spoilt.setdefault(column, np.zeros(len(self.rows), dtype=np.bool_))
            if isinstance(entries, range):
                marks[entries.start : entries.stop : entries.step] = True
            else:
                marks[np.asarray(entries, dtype=np.int64)] = True

    def remember(self, entry: int, column: str, raw: object) -> None:
        """What a cell holds whose value is another: problems show it."""
        given = self.given.setdefault(column, {})
        if len(given) < REMEMBERED:
            given.setdefault(entry, raw)

    def leave(self, row: int) -> None:
        """The sheet was not read from this row on: whatever it is asked for may stand there."""
        self.cut = row
        self.unsure.update(self.sheet.names)

    def wrong_rows(self, *columns: str) -> int:
        """How many rows of the sheet have an entry that something is wrong with so far (in `columns`, where given)."""
        wrong = self.wrong(*columns)
        return 0 if wrong is None else int(wrong.reshape(-1, self.per_row).any(axis=1).sum())

    @property
    def missing(self) -> bool:
        """Whether rows are needed but none are there, which is reported already."""
        return not self.rows and not self.cut and self.sheet.needed

    def good(self, *columns: str) -> Iterator[int]:
        """Positions of the entries that nothing is wrong with so far (in `columns`, where given)."""
        wrong = self.wrong(*columns)
        everything = range(len(self.rows))
        return iter(everything) if wrong is None else compress(everything, (~wrong).tolist())

    def wrong(self, *columns: str) -> NDArray[np.bool_] | None:
        """Marks of the entries that something is wrong with so far (in `columns`, where given); None: with none."""
        marked = [marks for name, marks in self.spoilt.items() if not columns or name in (*columns, "")]
        return np.logical_or.reduce(marked) if marked else None

    def entries(self, *columns: str) -> Iterator[tuple[int, Any]]:
        """Position and named tuple of each entry that nothing is wrong with so far (in `columns`, where given)."""
        wrong = self.wrong(*columns)
        entry = namedtuple("entry", self.sheet.names)  # type: ignore[misc]
        everything = [self.values[name] for name in self.sheet.names]
        rows = enumerate(zip(*everything, strict=True))
        for i, cells_of_row in rows if wrong is None else compress(rows, (~wrong).tolist()):
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
        value = cells.shown(self.given.get(column, {}).get(position, self.values[column][position]))
        where = self.where(position, column)
        return Problem(code, self.sheet.name, where, column, value, message, allowed, fix)

    def frame(self) -> pd.DataFrame:
        """The good entries with declared columns and types (see `inputs.case.Case`)."""
        if not self.spoilt:
            return typed_frame(self.sheet, self.values)
        keep = list(self.good())
        return typed_frame(self.sheet, {name: [values[i] for i in keep] for name, values in self.values.items()})


def typed_frame(sheet: Sheet, values: dict[str, list[Value]]) -> pd.DataFrame:
    """A frame with the sheet's declared columns, in order, each with the type its kind has in a Case."""
    import pandas as pd

    return pd.DataFrame(
        {
            column.name: pd.Series(values[column.name], dtype=DTYPES.get(column.kind, "object"))
            for column in sheet.columns
        }
    )
