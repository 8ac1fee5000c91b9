"""Reads a plan workbook (.xlsx) into a `Case`, or says everything that is wrong with it."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl

from inputs import gate
from inputs.assembling import Inspection, case_of, inspect_tables
from inputs.case import Case
from inputs.layout import sheet_spellings, with_header
from inputs.pages import Formats, Page, read_page
from inputs.problems import InvalidWorkbook, Problem
from inputs.sheets import BY_NAME
from inputs.spelling import fold
from inputs.tables import RawTable


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
    with _uncollected():
        return _inspected(content, file.name, verdict.notes)


def _inspected(content: bytes, name: str, notes: tuple[Problem, ...]) -> Inspection:
    """The inspection of a file that has passed the gate, which had `notes` to make."""
    try:
        raw = raw_tables(content)
    except Exception as damage:  # a damaged file makes openpyxl's parsers raise whatever they happen to
        return Inspection(None, (gate.unreadable(name, damage),))
    found = inspect_tables(raw, source=name, sha256=hashlib.sha256(content).hexdigest())
    return replace(found, problems=(*notes, *found.problems))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: none are made here, and looking for them would take as long as reading."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def opened(path: str | os.PathLike[str]) -> tuple[bytes, list[RawTable]]:
    """A workbook's bytes and its sheets as raw tables, whatever they hold.

    Raises InvalidWorkbook where it is no workbook that can be read, OSError where the file cannot be opened.
    """
    file = Path(path)
    refusal = gate.too_large(file.stat().st_size, file.name)
    content = b"" if refusal else file.read_bytes()
    refusal = refusal or gate.judge(content, file.name).refusal
    if refusal:
        raise InvalidWorkbook([refusal])
    try:
        return content, raw_tables(content)
    except Exception as damage:  # a damaged file makes openpyxl's parsers raise whatever they happen to
        raise InvalidWorkbook([gate.unreadable(file.name, damage)]) from damage


def raw_tables(content: bytes) -> list[RawTable]:
    """Every worksheet of an xlsx file's bytes as a raw table, its header the row that looks like one.

    Raises what openpyxl and the XML parser raise where the file is damaged.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and drop-downs that it leaves unread
        book: Any = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        formats = Formats(frozenset(book._date_formats), frozenset(book._timedelta_formats), book.epoch)
        tables = []
        for sheet in book.worksheets:
            with sheet._get_source() as source:
                raw = _raw(sheet.title, read_page(source, sheet._shared_strings, formats))
                tables.append(replace(raw, hidden_sheet=sheet.sheet_state != "visible"))
        book.close()
    return tables


def _raw(title: str, page: Page) -> RawTable:
    header_row, header = page.rows[0] if page.rows else (1, [])
    rows = page.rows[1:]
    raw = RawTable(
        title,
        tuple(header),
        rows,
        header_row,
        hidden=tuple(page.hidden),
        merged=tuple(page.merged),
        stray=page.stray,
        hidden_columns=tuple(page.hidden_columns),
    )
    name = sheet_spellings().get(fold(title))
    return with_header(BY_NAME[name], raw) if name else raw
