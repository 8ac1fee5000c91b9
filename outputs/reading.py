"""Reads back what a later plan needs of a results workbook: those tables, as they were written."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pandas as pd

from inputs import gate
from inputs.problems import InvalidWorkbook, Problem
from outputs.places import HEADER_ROW
from outputs.sheets import BY_NAME

NEEDED = ("provenance", "comparison", "sites", "certificates", "sku_assignment", "periods", "ledger")


@dataclass(frozen=True)
class Results:
    """A results workbook: its tables NEEDED (blank cells None, texts as text) and where it came from."""

    path: Path
    tables: Mapping[str, pd.DataFrame]

    @property
    def provenance(self) -> dict[str, object]:
        table = self.tables["provenance"]
        return dict(zip(table["item"], table["value"], strict=True))


def read_results(path: str | os.PathLike[str]) -> Results:
    """The tables of the results workbook at `path`; formulas by the values beside them.

    Raises InvalidWorkbook where it is no results workbook (also none of this version), OSError where it cannot be
    opened.
    """
    file = Path(path)
    refusal = gate.too_large(file.stat().st_size, file.name)
    refusal = refusal or gate.judge(file.read_bytes(), file.name).refusal
    if refusal:
        raise InvalidWorkbook([refusal])
    try:
        with closing(openpyxl.load_workbook(file, read_only=True, data_only=True)) as book:
            tables = {name: _table(book[name]) for name in NEEDED if name in book.sheetnames}
    except Exception as damage:  # a damaged file makes openpyxl's parsers raise whatever they happen to
        raise InvalidWorkbook([gate.unreadable(file.name, damage)]) from damage
    absent = [name for name in NEEDED if name not in tables]
    odd = [name for name in NEEDED if name in tables and not _is_current(name, tables[name])]
    if absent or odd:
        told = ", ".join([*(f"no sheet {name}" for name in absent), *(f"other columns on {name}" for name in odd)])
        fix = "name a workbook that this version of owp plan has written, or plan again"
        raise InvalidWorkbook([Problem("E104", file.name, "", "", "", f"this is no results workbook: {told}", fix=fix)])
    return Results(file, tables)


def _table(page: object) -> pd.DataFrame:
    page.reset_dimensions()  # type: ignore[attr-defined]
    rows = page.iter_rows(min_row=HEADER_ROW, values_only=True)  # type: ignore[attr-defined]
    header = [str(name) for name in next(rows, ()) if name is not None]
    body = [[*row, *[None] * len(header)][: len(header)] for row in rows]
    kept = [row for row in body if any(value is not None for value in row)]
    return pd.DataFrame(kept, columns=header, dtype="object")


def _is_current(name: str, table: pd.DataFrame) -> bool:
    sheet = BY_NAME[name]
    fixed = [column.name for column in sheet.columns if not sheet.wide_by or column.name != sheet.wide_by]
    return set(fixed[:-1] if sheet.wide_by else fixed) <= set(table.columns)
