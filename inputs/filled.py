"""A planner's filled workbook, open for changes that leave everything else in it as it is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl.cell.cell import Cell
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from inputs import cells
from inputs.layout import sheet_spellings, spellings
from inputs.lettering import write_text
from inputs.loading import load, results
from inputs.reading import opened
from inputs.saving import save
from inputs.sheets import BY_NAME
from inputs.spelling import fold
from inputs.tables import RawTable
from inputs.writing import add_heading, add_sheet


@dataclass
class FilledSheet:
    """A declared sheet of a filled workbook. Rows and columns are numbered as on the sheet."""

    page: Worksheet
    raw: RawTable
    columns: dict[str, int]  # declared column -> its column on the sheet

    def rows(self) -> Iterator[tuple[int, dict[str, object]]]:
        """Number and declared cells of each filled row, texts tidied."""
        for number, row in self.raw.rows:
            found = {name: row[at - 1] if at <= len(row) else None for name, at in self.columns.items()}
            if any(value is not None for value in found.values()):
                yield number, {name: _tidy(value) for name, value in found.items()}

    def put(self, row: int, column: str, value: object) -> None:
        """Set a cell; the column is added at the right where the sheet lacks it."""
        if column not in self.columns:
            if value is None:
                return
            at = max(self.page.max_column, len(self.raw.header)) + 1
            add_heading(self.page, self.raw.header_row, at, BY_NAME[self.name].column(column))
            self.columns[column] = at
        write(self.page, row, self.columns[column], value)

    @property
    def name(self) -> str:
        return sheet_spellings()[fold(self.page.title)]

    def add_row(self, values: Mapping[str, object], like: int | None = None) -> int:
        """A row below the last; formats and, with `like`, the planner's other cells are those of that row."""
        row = self.page.max_row + 1
        model = like or max((number for number, _ in self.raw.rows), default=0)
        for at in range(1, self.page.max_column + 1) if model else ():
            old: Any = self.page.cell(model, at)
            new: Any = self.page.cell(row, at)
            new._style = copy(old._style)
            if like and isinstance(old, Cell) and old.data_type != "f":
                new.value = old.value
        for column, value in values.items():
            self.put(row, column, value)
        self._lengthen(row)
        return row

    def _lengthen(self, row: int) -> None:
        """Excel tables and filters that end above the row take it in."""
        for area in (*self.page.tables.values(), self.page.auto_filter):
            if area.ref:
                first, _, last = area.ref.partition(":")
                column, end = coordinate_from_string((last or first).replace("$", ""))
                if end == row - 1:
                    area.ref = f"{first}:{column}{row}"
                    if isinstance(area, Table) and area.autoFilter is not None:
                        area.autoFilter.ref = area.ref

    def own_cells(self, row: int) -> dict[int, object]:
        """The planner's own cells of a row by column: those of no declared column; formulas apart."""
        ours = set(self.columns.values())
        found = (cell for cell in self.page[row] if isinstance(cell, Cell) and cell.data_type != "f")
        return {cell.column: cell.value for cell in found if cell.column not in ours}

    def clear(self, row: int) -> list[str]:
        """Empty a row; returns what stood in it."""
        held = []
        for cell in self.page[row]:
            if isinstance(cell, Cell) and cell.value is not None:
                held.append(cells.shown(cell.value))
                cell.value = None
        return held


class FilledWorkbook:
    """The workbook at a path: its declared sheets, and the values of its formulas."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Raises InvalidWorkbook where it cannot be read or held, OSError where the file cannot be opened."""
        content, tables = opened(path)
        raw = {table.name: table for table in tables}
        self.book, self._values = load(content, tables, Path(path).name)
        named = sheet_spellings()
        self.sheets: dict[str, FilledSheet] = {}
        for page in self.book.worksheets:
            name = named.get(fold(page.title))
            if name is None or name in self.sheets or page.title not in raw:
                continue
            aliases, table = spellings(BY_NAME[name]), raw[page.title]
            columns: dict[str, int] = {}
            for at, heading in enumerate(table.header, start=1):
                column = aliases.get(fold(cells.shown(heading)))
                if column is not None:
                    columns.setdefault(column, at)
            self.sheets[name] = FilledSheet(page, table, columns)

    def add(self, name: str, table: pd.DataFrame) -> None:
        """Append a declared sheet that the workbook lacks (or holds without a heading)."""
        if name in self.sheets:
            self.book.remove(self.sheets[name].page)
        page = add_sheet(self.book, BY_NAME[name], table)
        header = tuple(cell.value for cell in page[1])
        rows = [(n, [cell.value for cell in page[n]]) for n in range(2, page.max_row + 1)]
        columns = {str(heading): at for at, heading in enumerate(header, start=1)}
        self.sheets[name] = FilledSheet(page, RawTable(name, header, rows), columns)

    def value(self, page: Worksheet, row: int, column: int) -> object:
        """What a cell shows, a formula's result included."""
        if page.title not in self._values.sheetnames:
            return page.cell(row, column).value
        return self._values[page.title].cell(row, column).value

    def save(self, path: str | os.PathLike[str]) -> None:
        """Save under another name, formulas with the values they had; raises OSError."""
        save(self.book, path, results(self.book, self._values))


def write(page: Worksheet, row: int, column: int, value: object) -> None:
    """Put a value into a cell; text stays text."""
    if isinstance(value, str):
        write_text(page, row, column, value)
    else:
        cell: Any = page.cell(row, column)
        cell.value = value


def _tidy(value: object) -> object:
    return cells.clean(value) if isinstance(value, str) else value
