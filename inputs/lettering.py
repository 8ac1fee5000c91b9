"""How headers look in every workbook that we write, and text that stays text."""

from __future__ import annotations

from openpyxl.cell.cell import Cell
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

HEADER_FONT = Font(bold=True, color="FFFFFF")
DARK = "1F4E78"  # the blue of headers, in plans and results
REQUIRED_FILL = PatternFill("solid", fgColor=DARK)
FORMULA_SIGNS = ("=", "+", "-", "@")  # a spreadsheet takes text that begins so for a formula


def write_text(page: Worksheet, row: int, at: int, text: str) -> Cell:
    """Text that no spreadsheet takes for a formula, whatever it begins with."""
    cell = page.cell(row, at)
    assert isinstance(cell, Cell)
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(FORMULA_SIGNS)
    return cell
