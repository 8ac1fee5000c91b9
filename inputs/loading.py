"""A planner's whole workbook in memory, for changes: formulas and formats as they are, and what the formulas showed."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterable, Iterator

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from inputs import gate
from inputs.problems import InvalidWorkbook
from inputs.saving import Known
from inputs.tables import RawTable

MOST_MERGED = 1_000_000  # a hundred thousand titles of ten cells


def load(content: bytes, tables: Iterable[RawTable], name: str) -> tuple[Workbook, Workbook]:
    """The workbook with its formulas, and with their last results in their place.

    `tables` are its sheets as read. Raises InvalidWorkbook where parts are damaged, or more cells are merged than can
    be held, as openpyxl makes each of them.
    """
    areas = [area for table in tables for area in table.merged]
    merged = sum((a.last_row - a.first_row + 1) * (a.last_column - a.first_column + 1) for a in areas)
    if merged > MOST_MERGED:
        message = f"{merged} of its cells are merged, more than {MOST_MERGED}"
        raise InvalidWorkbook([gate.file_problem("E105", name, message, "unmerge them")])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), rich_text=True)
            return book, openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        except Exception as damage:  # openpyxl's parsers raise whatever they happen to
            raise InvalidWorkbook([gate.unreadable(name, damage)]) from damage


def results(book: Workbook, values: Workbook) -> dict[str, dict[str, Known]]:
    """The last result of each formula of `book`, by sheet and cell."""
    known: dict[str, dict[str, Known]] = {}
    for page in book.worksheets:
        if page.title not in values.sheetnames:
            continue  # added since
        shown = values[page.title]
        for cell in filled(page):
            if cell.data_type == "f":
                value = shown[cell.coordinate].value
                if isinstance(value, str | float | int | bool):
                    known.setdefault(page.title, {})[cell.coordinate] = value
    return known


def filled(page: Worksheet) -> Iterator[Cell]:
    """The cells that a sheet has, which may be few and far apart: going through its rows would make all between."""
    return (cell for cell in list(page._cells.values()) if isinstance(cell, Cell))
