"""Reads a plan workbook (.xlsx) into a `Case`, or says everything that is wrong with it."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS

from inputs import gate
from inputs.assembling import Inspection, case_of, inspect_tables
from inputs.case import Case
from inputs.hopeless import LOOKED_AT
from inputs.layout import sheet_spellings, with_header
from inputs.pages import Formats, Head, Page, read_page, read_texts
from inputs.problems import InvalidWorkbook
from inputs.scanning import HEAD
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
    """The case, if there are no errors, and every problem, warnings too; raises OSError as `read` does.

    A workbook with a long sheet is read to its end only if not nearly everything in the sheet's first rows is wrong.
    """
    file = Path(path)
    refusal = gate.too_large(file.stat().st_size, file.name)
    if refusal:
        return Inspection(None, (refusal,))
    content = file.read_bytes()
    verdict = gate.judge_heads(content, file.name)
    if verdict.refusal:
        return Inspection(None, (verdict.refusal,))
    try:
        with _uncollected(), _Book(content, file.name, verdict.long) as book:
            found = _hopeless(book) if verdict.long else None
            blank = found and any(problem.code == "E201" for problem in found.problems)
            if blank and gate.merged(content, verdict):  # what merged cells hide is blank, and no error of its own
                found = None
            refusal = None if found else gate.judge_rest(content, file.name, verdict)
            if refusal:
                return Inspection(None, (refusal,))
            sha256 = hashlib.sha256(content).hexdigest()
            found = found or inspect_tables(book.tables(), source=file.name, sha256=sha256)
    except InvalidWorkbook as invalid:
        return Inspection(None, invalid.problems)
    return replace(found, problems=(*verdict.notes, *found.problems))


def _hopeless(book: _Book) -> Inspection | None:
    """What came of the first rows of long sheets, where nearly everything in those of one is wrong; else None."""
    found = None
    for rows in LOOKED_AT:
        found = inspect_tables(book.tables(Head(rows + 1, HEAD)))
        if not found.hopeless:
            return None
    return found


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
    with _Book(content, file.name) as book:
        return content, book.tables()


class _Reader(ExcelReader):
    """openpyxl's own but for shared texts, and sheets: those without dimensions it would read to their end."""

    def read_strings(self) -> None:
        """The texts that cells refer to."""
        part = self.package.find(SHARED_STRINGS)  # type: ignore[no-untyped-call]
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                self.shared_strings = read_texts(source)

    def read_worksheets(self) -> None:
        """List title, state and part of each worksheet in `pages`."""
        sheets = [(sheet, rel) for sheet, rel in self.parser.find_sheets() if rel.target in self.valid_files]
        self.pages = [(sheet.name, sheet.state, rel.target) for sheet, rel in sheets if "chartsheet" not in rel.Type]


class _Book:
    """A workbook open for reading, its `long` parts more than once; raises InvalidWorkbook where it is damaged."""

    def __init__(self, content: bytes, name: str, long: Collection[str] = ()) -> None:
        self._name, self._long = name, long
        self._short: dict[str, RawTable] = {}
        with self._sound():
            self._reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            self._reader.read()
            book: Any = self._reader.wb
            self._formats = Formats(frozenset(book._date_formats), frozenset(book._timedelta_formats), book.epoch)

    def tables(self, head: Head | None = None) -> list[RawTable]:
        """Every worksheet as a raw table, its header the row that looks like one; of long ones the head, if given."""
        with self._sound():
            return [self._table(title, state, part, head) for title, state, part in self._reader.pages]

    def _table(self, title: str, state: str | None, part: str, head: Head | None) -> RawTable:
        if title in self._short:
            return self._short[title]
        long = part in self._long
        with self._reader.archive.open(part) as source:
            page = read_page(source, self._reader.shared_strings, self._formats, head if long else None)
        table = _raw(title, page, state != "visible")
        if not long:
            self._short[title] = table
        return table

    @contextmanager
    def _sound(self) -> Iterator[None]:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of styles and drop-downs that it leaves unread
            try:
                yield
            except Exception as damage:  # a damaged file makes openpyxl's parsers raise whatever they happen to
                raise InvalidWorkbook([gate.unreadable(self._name, damage)]) from damage

    def __enter__(self) -> _Book:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader.archive.close()


def _raw(title: str, page: Page, hidden: bool) -> RawTable:
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
        hidden_sheet=hidden,
        cut=page.cut,
    )
    name = sheet_spellings().get(fold(title))
    return with_header(BY_NAME[name], raw) if name else raw
