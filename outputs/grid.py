"""A sheet laid out by hand: cells set in any order, then written row by row."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from inputs.saving import Known
from outputs import styles


@dataclass(frozen=True)
class Look:
    """How a cell looks."""

    font: Any = styles.BODY
    fill: Any = None
    alignment: Any = styles.WRAPPED
    number_format: str = "General"
    border: Any = None
    link: str | None = None  # sheet that a click leads to


@dataclass(frozen=True)
class Live:
    """A cell that calculates: its formula, from "=" on, and the result known."""

    formula: str
    known: Known


@dataclass
class Grid:
    """Cells by (row, column), merged ranges and row heights of one sheet, all in the typeface `font`."""

    cells: dict[tuple[int, int], tuple[object, Look]] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    font: str = styles.FONT_NAME

    def put(self, row: int, column: int, value: object, look: Look | None = None) -> None:
        """Set one cell."""
        self.cells[row, column] = (value, look or Look())

    def span(self, row: int, first: int, last: int, value: object, look: Look | None = None) -> None:
        """Set one value across merged columns."""
        look = look or Look()
        self.put(row, first, value, look)
        for column in range(first + 1, last + 1):
            self.put(row, column, None, look)
        if last > first:
            a, b = (chr(ord("A") + column - 1) for column in (first, last))
            self.merged.append(f"{a}{row}:{b}{row}")

    def write(self, page: Any) -> dict[str, Known]:
        """Append every row to a write-only sheet; heights and merges are set first, as it requires.

        Returns the values of its formulas by cell, for `inputs.saving.save`.
        """
        rows = max((row for row, _ in self.cells), default=0)
        columns = max((column for _, column in self.cells), default=0)
        for row, height in self.heights.items():
            page.row_dimensions[row].height = height
        for area in self.merged:
            page.merged_cells.add(area)
        for row in range(1, rows + 1):
            line = (self._cell(page, row, column) for column in range(1, columns + 1))
            page.append(list(line))
        return {
            f"{get_column_letter(column)}{row}": value.known
            for (row, column), (value, _) in self.cells.items()
            if isinstance(value, Live)
        }

    def _cell(self, page: Any, row: int, column: int) -> Any:
        if (row, column) not in self.cells:
            return None
        value, look = self.cells[row, column]
        cell = WriteOnlyCell(page)
        if isinstance(value, Live):
            cell.value = value.formula  # openpyxl takes it for a formula
        else:
            styles.fill_cell(cell, value)
        cell.font, cell.alignment = styles.in_font(look.font, self.font), look.alignment
        cell.number_format = look.number_format
        if look.fill is not None:
            cell.fill = look.fill
        if look.border is not None:
            cell.border = look.border
        if look.link is not None and value is not None:
            cell.hyperlink = Hyperlink(ref="", location=f"'{look.link}'!A1")
        return cell
