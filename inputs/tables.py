"""A sheet on its way in: raw cells, then typed values that still know which cell they came from."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.problems import Problem, nearest
from inputs.schema import Column, Sheet, Value

DTYPES = {"number": "float64", "integer": "int64", "flag": "bool"}


@dataclass(frozen=True)
class RawTable:
    """A sheet as it stands: header cells and rows (number on the sheet, cells), from column A on."""

    name: str
    header: tuple[object, ...]
    rows: Sequence[tuple[int, Sequence[object]]]
    header_row: int = 1


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

    Refused cells are None and their entries are in `refused`; they still count as existing when other sheets
    refer to them. `unsure` names the columns in which a value could not be read at all (or that are absent):
    nothing is said about references into those. In a wide sheet, entry i has its own column `wide[i]`.
    """

    sheet: Sheet
    values: dict[str, list[Value]]
    rows: list[int]
    letters: dict[str, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    unsure: set[str] = field(default_factory=set)
    wide: list[str] = field(default_factory=list)
    header_row: int = 1
    absent: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def sound(self) -> bool:
        """Whether every entry could be read: checks of the table as a whole make sense."""
        return not self.refused and not self.unsure

    @property
    def missing(self) -> bool:
        """Whether rows are needed but none are there, which is reported already."""
        return not self.rows and (self.sheet.required or self.sheet.name == "periods")

    def good(self) -> Iterator[int]:
        """Positions of the entries that nothing is wrong with so far."""
        return (i for i in range(len(self.rows)) if i not in self.refused)

    def entries(self) -> Iterator[tuple[int, Any]]:
        """Position and named tuple of each entry that nothing is wrong with so far."""
        entry = namedtuple("entry", self.sheet.names)  # type: ignore[misc]
        columns = [self.values[name] for name in self.sheet.names]
        for i, cells_of_row in enumerate(zip(*columns, strict=True)):
            if i not in self.refused:
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
        if self.wide and column == self.sheet.wide_by:
            return f"{self.wide[position]}{self.header_row}"
        letter = self.wide[position] if self.wide and column == "units" else self.letters.get(column, "")
        return f"{letter}{row}" if letter else f"{row}:{row}"

    def problem(
        self, code: str, position: int, column: str, message: str, *, allowed: str = "", fix: str = ""
    ) -> Problem:
        """A problem with one cell of the table."""
        value = cells.shown(self.values[column][position])
        where = self.where(position, column)
        return Problem(code, self.sheet.name, where, column, value, message, allowed, fix)

    def frame(self) -> pd.DataFrame:
        """The good entries with declared columns and types (see `inputs.case.Case`)."""
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


def type_table(
    sheet: Sheet, raw: RawTable, currency: str, problems: list[Problem], assumptions: list[Assumption]
) -> Table:
    """The raw table typed against its declaration.

    `currency` is the plan's, for blank currency cells. What is wrong goes to `problems`, defaults that filled
    cells to `assumptions`.
    """
    places = heading_places(sheet, raw, problems)
    if sheet.wide_by and sheet.wide_by not in places and "units" not in places:
        return _type_wide(sheet, raw, places, problems, assumptions)
    _unknown_columns(sheet, raw, places, problems)
    kept = [(n, row) for n, row in raw.rows if any(_cell(row, j) is not None for j in places.values())]
    table = Table(sheet, {}, [n for n, _ in kept], header_row=raw.header_row)
    table.letters = {name: get_column_letter(j + 1) for name, j in places.items()}
    for column in sheet.columns:
        if column.name in places:
            cells_of_column = [_cell(row, places[column.name]) for _, row in kept]
        else:
            cells_of_column = [None] * len(kept)
            if column.required:
                problems.append(missing_column(sheet, column, raw))
                table.unsure.add(column.name)
        _type_column(table, column, cells_of_column, currency, problems, assumptions)
    return table


def _cell(row: Sequence[object], j: int) -> object:
    """The cell, None where it is blank or the row ends before it."""
    raw = row[j] if j < len(row) else None
    return None if cells.is_blank(raw) else raw


def _fold(text: object) -> str:
    return cells.clean(cells.shown(text)).casefold()


def spellings(sheet: Sheet) -> dict[str, str]:
    """Every accepted header of a sheet, folded, and the column it means; machine names win over labels."""
    found = {column.name: column.name for column in sheet.columns}
    for column in sheet.columns:
        for label in (column.name.replace("_", " "), column.zh, column.ru):
            found.setdefault(_fold(label), column.name)
    return found


def heading_places(sheet: Sheet, raw: RawTable, problems: list[Problem]) -> dict[str, int]:
    """Column name -> position in the raw row; columns named twice are reported."""
    aliases = spellings(sheet)
    places: dict[str, int] = {}
    for j, heading in enumerate(raw.header):
        name = aliases.get(_fold(heading))
        if name is None:
            continue
        if name in places:
            first = f"{get_column_letter(places[name] + 1)}{raw.header_row}"
            problems.append(_heading(sheet, raw, j, "E113", f"{name} stands in {first} already", "remove one"))
        else:
            places[name] = j
    return places


def _heading(sheet: Sheet, raw: RawTable, j: int, code: str, message: str, fix: str) -> Problem:
    cell = f"{get_column_letter(j + 1)}{raw.header_row}"
    return Problem(code, sheet.name, cell, "", cells.shown(raw.header[j]), message, fix=fix)


def missing_column(sheet: Sheet, column: Column, raw: RawTable) -> Problem:
    message = f"the column {column.name} is missing ({column.meaning})"
    fix = f"add a column headed {column.name}"
    return Problem("E112", sheet.name, f"{raw.header_row}:{raw.header_row}", column.name, "", message, fix=fix)


def _unknown_columns(sheet: Sheet, raw: RawTable, places: dict[str, int], problems: list[Problem]) -> None:
    absent = [name for name in sheet.names if name not in places]
    aliases = spellings(sheet)
    for j, heading in enumerate(raw.header):
        if _fold(heading) in aliases:
            continue
        if cells.is_blank(heading):
            if any(_cell(row, j) is not None for _, row in raw.rows):
                problems.append(_heading(sheet, raw, j, "W122", "this column has no heading and is not read", ""))
            continue
        meant = nearest(_fold(heading), absent)
        if meant:
            message, fix = f"perhaps {meant} is meant", f"head the column {meant}, or rename or remove it"
            problems.append(_heading(sheet, raw, j, "E116", message, fix))
        else:
            message = "this column is not known and is not read"
            problems.append(_heading(sheet, raw, j, "W122", message, "remove it, or leave it as a note"))


def _type_column(
    table: Table,
    column: Column,
    raws: list[object],
    currency: str,
    problems: list[Problem],
    assumptions: list[Assumption],
) -> None:
    """Fill `table.values[column]`; blanks take the default, refused cells None."""
    default: Value = None if column.required else column.default  # type: ignore[assignment]
    if column.name == "currency" and not column.key:
        default = currency
    values: list[Value] = []
    blanks = 0
    fast = column.kind == "number"
    for i, raw in enumerate(raws):
        if raw is None:
            blanks += 1
            values.append(default)
            if column.required and column.name in table.letters:
                table.refused.add(i)
                table.unsure.add(column.name)
                problems.append(_refusal(table, i, column, "", _blank_cell(column)))
            continue
        if fast and type(raw) is float and column.low <= raw <= column.high:
            values.append(raw)
            continue
        value = cells.parse(raw, column)
        if isinstance(value, cells.Fault):
            problems.append(_refusal(table, i, column, cells.shown(raw), value))
            table.refused.add(i)
            table.unsure.add(column.name)
            value = None
        values.append(value)
    table.values[column.name] = values
    if blanks and not column.required:
        _assume(table.sheet, column, default, blanks, assumptions)


def _blank_cell(column: Column) -> cells.Fault:
    return cells.Fault("E201", "this cell must be filled", cells.allowed(column), f"fill in: {column.meaning}")


def _refusal(table: Table, i: int, column: Column, value: str, fault: cells.Fault) -> Problem:
    where = table.where(i, column.name)
    return Problem(fault.code, table.sheet.name, where, column.name, value, fault.message, fault.allowed, fault.fix)


def _assume(sheet: Sheet, column: Column, default: Value, count: int, assumptions: list[Assumption]) -> None:
    """Note a default; blanks that say nothing (notes) or are the planner's own words (keys) are no assumption."""
    if default is None:
        if column.key or column.blank.startswith(("none", "the code")):
            return
        assumptions.append(Assumption(sheet.name, column.name, column.blank, count))
    else:
        assumptions.append(Assumption(sheet.name, column.name, cells.shown(default), count))


def _type_wide(
    sheet: Sheet,
    raw: RawTable,
    places: dict[str, int],
    problems: list[Problem],
    assumptions: list[Assumption],
) -> Table:
    """A sheet whose `wide_by` values head columns of their own, melted row by row to the long form."""
    measure = next(column for column in sheet.columns if not column.key)
    keys = [column for column in sheet.columns if column.key and column.name != sheet.wide_by]
    spread = _spread_columns(sheet, raw, problems)
    kept = [
        (n, row) for n, row in raw.rows if any(_cell(row, j) is not None for j in (*places.values(), *spread.values()))
    ]
    short = Table(sheet, {}, [n for n, _ in kept], header_row=raw.header_row)
    short.letters = {name: get_column_letter(j + 1) for name, j in places.items()}
    for column in keys:
        if column.name not in places and column.required:
            problems.append(missing_column(sheet, column, raw))
            short.unsure.add(column.name)
        found = [_cell(row, places[column.name]) if column.name in places else None for _, row in kept]
        _type_column(short, column, found, "", problems, assumptions)
    if not spread:
        problems.append(missing_column(sheet, sheet.column(sheet.wide_by), raw))
        short.unsure.add(sheet.wide_by)
    n, width = len(kept), len(spread)
    table = Table(sheet, {}, [number for number in short.rows for _ in spread], header_row=raw.header_row)
    table.unsure = short.unsure
    table.wide = [get_column_letter(j + 1) for j in spread.values()] * n
    table.refused = {i * width + j for i in short.refused for j in range(width)}
    for column in keys:
        table.values[column.name] = [value for value in short.values[column.name] for _ in spread]
    table.values[sheet.wide_by] = [heading for _ in kept for heading in spread]
    table.letters = {**short.letters, measure.name: ""}
    found = [_cell(row, j) for _, row in kept for j in spread.values()]
    _type_column(table, measure, found, "", problems, assumptions)
    table.values = {name: table.values[name] for name in sheet.names}
    return table


def _spread_columns(sheet: Sheet, raw: RawTable, problems: list[Problem]) -> dict[str, int]:
    """Value of the `wide_by` key -> position of its column; a value that heads two columns is reported."""
    aliases = spellings(sheet)
    spread: dict[str, int] = {}
    for j, heading in enumerate(raw.header):
        if cells.is_blank(heading) or _fold(heading) in aliases:
            continue
        name = cells.clean(cells.shown(heading))
        if name in spread:
            problems.append(_heading(sheet, raw, j, "E113", f"{name} heads two columns", "remove one"))
        else:
            spread[name] = j
    return spread
