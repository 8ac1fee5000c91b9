"""Rows of a result sheet: how each cell looks, written with as little work a cell as openpyxl allows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter

from inputs.lettering import FORMULA_SIGNS
from inputs.schema import Column
from outputs import styles
from outputs.places import FIRST_ROW

WIDEST = 60.0  # of a column, in characters
ROOM = 3.0  # kept free beside the widest text of a column
MOST_WRAPPED = 5_000  # rows of a table whose long texts take several lines; opening more would take long


class RowLooks:
    """How the cells of a sheet's rows look; `values` by column tell which texts are long."""

    def __init__(self, columns: Sequence[Column], values: Sequence[Sequence[object]], font: Any, currency: str) -> None:
        self._columns, self._font, self._currency = columns, font, currency
        self._long = _long_texts(columns, values)

    @property
    def wraps(self) -> bool:
        """Whether a row can take several lines."""
        return bool(self._long)

    def lines(self, row: Sequence[object]) -> int:
        """How many lines its longest text takes."""
        widths = (shown_width(row[at]) for at in self._long if row[at] is not None)
        return math.ceil(max(widths, default=0) / WIDEST)

    def cells(self, page: Any, unit: str = "") -> list[tuple[_ReusedCell, _ReusedCell]]:
        """Cells for every row, two a column: the second shows an apostrophe when edited, so that it stays text.

        `unit` is that of figures whose column has none, where rows tell theirs.
        """
        found = []
        for at, column in enumerate(self._columns, start=1):
            alignment = styles.LONG_TEXT if at - 1 in self._long else styles.BESIDE_LONG_TEXT if self._long else None
            form = styles.number_format(column)
            if unit and column.kind == "number" and not column.unit:
                form = styles.format_in_row(unit, self._currency, difference=column.name == "difference")
            plain = _ReusedCell(page, at, form, self._font, alignment)
            found.append((plain, _ReusedCell(page, at, "@", self._font, alignment, quoted=True)))
        return found


def _long_texts(columns: Sequence[Column], values: Sequence[Sequence[object]]) -> list[int]:
    """Columns, 0 the first, with texts wider than a column may be; none in a table of many rows."""
    return [
        at
        for at, (column, cells) in enumerate(zip(columns, values, strict=True))
        if column.kind == "text"
        and len(cells) <= MOST_WRAPPED
        and any(shown_width(value) + ROOM > WIDEST for value in cells if value is not None)
    ]


def append_rows(
    page: Any,
    looks: RowLooks,
    units: Sequence[str] | None,
    values: Sequence[Sequence[object]],
    line_height: float,
) -> None:
    """Rows by one reused cell a column: a write-only sheet has written it out before the next row comes.

    `values` by column; `units` by row, where each has its own; `line_height` in points, of rows of several lines.
    """
    page._values_to_row = _as_they_are  # openpyxl would raise and catch an error for each of them to find its style
    ordinary = looks.cells(page)
    by_unit = {unit: looks.cells(page, unit) for unit in dict.fromkeys(units or ())}
    for number, row in enumerate(zip(*values, strict=True), start=FIRST_ROW):
        if looks.wraps and (lines := looks.lines(row)) > 1:
            page.row_dimensions[number].height = line_height * lines + 1
        line = []
        chosen_cells = ordinary if units is None else by_unit[units[number - FIRST_ROW]]
        for (cell, guarded), value in zip(chosen_cells, row, strict=True):
            if value is not None:
                chosen = guarded if isinstance(value, str) and value.startswith(FORMULA_SIGNS) else cell
                chosen.take(number, value)
                line.append(chosen)
        page.append(line)


def _as_they_are(cells: Sequence[Cell], _row: int) -> Sequence[Cell]:
    return cells


class _ReusedCell(Cell):
    """A cell that is filled anew for every row; its style is looked up once, not for every value."""

    __slots__ = ("_known_style", "_letter")

    def __init__(
        self, page: Any, column: int, number_format: str, font: Any, alignment: Any = None, *, quoted: bool = False
    ) -> None:
        super().__init__(page, row=1, column=column)
        self.number_format, self.font, self.quotePrefix = number_format, font, quoted
        if alignment is not None:
            self.alignment = alignment
        self._known_style, self._letter = super().style_id, get_column_letter(column)

    def take(self, row: int, value: object) -> None:
        """Put a finite number without a look at its type, anything else as `styles.fill_cell` does."""
        self.row = row
        if type(value) is int or (type(value) is float and math.isfinite(value)):
            self._value, self.data_type = value, "n"
        else:
            styles.fill_cell(self, value)

    @property
    def coordinate(self) -> str:
        return f"{self._letter}{self.row}"

    @property
    def style_id(self) -> int:
        return self._known_style

    @property
    def has_style(self) -> bool:
        return True


def shown_width(value: object) -> int:
    """Width of a value in characters; East Asian ones take two."""
    if isinstance(value, float):
        return len(f"{value:,.2f}") if abs(value) < 1000 else len(f"{value:,.0f}")
    return styles.width_of(str(value))
