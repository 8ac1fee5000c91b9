"""Where the cells of the result sheets stand, for formulas that refer to them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from openpyxl.utils import get_column_letter

HEADER_ROW = 2  # labels stand above the machine names
FIRST_ROW = HEADER_ROW + 1


class Places:
    """Cells and columns of result tables, as a spreadsheet calls them; every method raises KeyError for a name that
    is not there."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], kept: Mapping[str, int]) -> None:
        """`kept` says how many rows of each table stand in the workbook."""
        self._tables, self._kept = tables, kept
        self._letters = {
            name: {str(column): get_column_letter(at) for at, column in enumerate(table.columns, start=1)}
            for name, table in tables.items()
        }

    def rows(self, sheet: str) -> int:
        """Rows of a table that stand in the workbook."""
        return self._kept[sheet]

    def whole(self, sheet: str) -> bool:
        """Whether every row of a table does."""
        return self._kept[sheet] == len(self._tables[sheet])

    def values(self, sheet: str, column: str) -> list[str]:
        """What a column holds, as text."""
        return [str(value) for value in self._tables[sheet][column]]

    def letters(self, sheet: str) -> Mapping[str, str]:
        """Every column of a sheet by name."""
        return self._letters[sheet]

    def letter(self, sheet: str, column: str) -> str:
        return self._letters[sheet][column]

    def cell(self, sheet: str, column: str, row: int) -> str:
        """One cell from any sheet, row 0 the first: scenarios!$D$3."""
        return f"{sheet}!${self.letter(sheet, column)}${FIRST_ROW + row}"

    def column(self, sheet: str, column: str, first: int = 0, last: int | None = None) -> str:
        """A column's cells from any sheet, rows `first` to `last` (the end): scenarios!$D$3:$D$8."""
        letter = self.letter(sheet, column)
        end = max(first, self.rows(sheet) - 1) if last is None else last
        return f"{sheet}!${letter}${FIRST_ROW + first}:${letter}${FIRST_ROW + end}"

    def check(self, code: str, column: str) -> str:
        """A cell of the check with this code."""
        return self.cell("checks", column, self.values("checks", "code").index(code))

    def profit_row(self, measure: str) -> int:
        """The row of the ledger with the profit in one measure."""
        ledger = self._tables["ledger"]
        return int(((ledger["line"] == "profit") & (ledger["measure"] == measure)).to_numpy().argmax())

    def provenance(self, item: str) -> str:
        """The value of an item on the sheet provenance."""
        items = self.values("provenance", "item")
        if item not in items:
            raise KeyError(f"provenance has no item {item}")
        return self.cell("provenance", "value", items.index(item))


def quoted(text: str) -> str:
    """Text inside a formula."""
    return '"' + text.replace('"', '""') + '"'
