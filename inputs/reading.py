"""Reads a plan workbook (.xlsx) into a `Case`, or says everything that is wrong with it."""

from __future__ import annotations

import hashlib
import io
import os
import warnings
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl

from inputs import cells, gate
from inputs.assembling import Inspection, case_of, inspect_tables
from inputs.case import Case
from inputs.headings import header_place
from inputs.tables import RawTable

FIRST_ROWS = 20  # that may stand above a table and its header, or be these


def read(path: str | os.PathLike[str]) -> Case:
    """The case that the workbook at `path` stands for.

    Raises InvalidWorkbook with every problem where there is an error (also where the file is no workbook), and
    OSError (FileNotFoundError, PermissionError ...) where the file cannot be opened. Warnings alone are not
    raised: `inspect` gives them.
    """
    return case_of(inspect(path))


def inspect(path: str | os.PathLike[str]) -> Inspection:
    """The case, if there are no errors, and every problem, warnings too; raises OSError as `read` does."""
    file = Path(path)
    refusal = gate.too_large(file.stat().st_size, file.name)
    if refusal:
        return Inspection(None, (refusal,))
    content = file.read_bytes()
    verdict = gate.judge(content, file.name)
    if verdict.refusal:
        return Inspection(None, (verdict.refusal,))
    try:
        raw = raw_tables(content)
    except Exception as damage:  # a damaged file makes openpyxl's parsers raise whatever they happen to
        fix = "open it in a spreadsheet program and save it again as .xlsx"
        problem = gate.file_problem("E104", file.name, f"it cannot be opened ({type(damage).__name__})", fix)
        return Inspection(None, (problem,))
    found = inspect_tables(raw, source=file.name, sha256=hashlib.sha256(content).hexdigest())
    return replace(found, problems=(*verdict.notes, *found.problems))


def raw_tables(content: bytes) -> list[RawTable]:
    """Every worksheet of an xlsx file's bytes as a raw table, its header the row that looks like one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and drop-downs that it leaves unread
        formulas = _formulas(content)
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        tables = []
        for page in book.worksheets:
            page.reset_dimensions()  # the size that the file claims may be wrong
            rows = page.iter_rows(values_only=True)
            tables.append(_raw(page.title, rows, formulas.get(page.title, frozenset())))
        book.close()
    return tables


def _raw(title: str, rows: Iterable[Sequence[object]], formulas: frozenset[tuple[int, int]]) -> RawTable:
    filled: list[tuple[int, Sequence[object]]] = []
    for number, row in enumerate(rows, start=1):
        if formulas:
            row = _with_uncalculated(number, row, formulas)
        if not all(cells.is_blank(cell) for cell in row):
            filled.append((number, row))
    if not filled:
        return RawTable(title, (), [], 1)
    at = header_place(title, [row for _, row in filled[:FIRST_ROWS]])
    header_row, header = filled[at]
    return RawTable(title, tuple(header), filled[at + 1 :], header_row)


def _with_uncalculated(number: int, row: Sequence[object], formulas: frozenset[tuple[int, int]]) -> Sequence[object]:
    return [cells.Uncalculated() if cell is None and (number, j) in formulas else cell for j, cell in enumerate(row)]


def _formulas(content: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """Cells (row from 1, column from 0) that hold formulas, by sheet title; a second pass only where there are any."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
        if not any(b"<f>" in text or b"<f " in text for text in map(archive.read, sheets)):
            return {}
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    found: dict[str, frozenset[tuple[int, int]]] = {}
    for page in book.worksheets:
        page.reset_dimensions()
        found[page.title] = frozenset(
            (number, j)
            for number, row in enumerate(page.iter_rows(), start=1)
            for j, cell in enumerate(row)
            if cell.data_type == "f"
        )
    book.close()
    return found
