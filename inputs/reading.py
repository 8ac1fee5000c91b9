"""Reads a plan workbook (.xlsx) into a `Case`, or says everything that is wrong with it."""

from __future__ import annotations

import gc
import hashlib
import io
import os
import warnings
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS

from inputs import gate
from inputs.assembling import ROLLED, Inspection, case_of, inspect_tables, sheets_meant
from inputs.case import Case
from inputs.hopeless import FEWEST, LOOKED_AT, MANY
from inputs.layout import SEARCHED, sheet_spellings, with_header
from inputs.pages import Formats, Head, Page, read_page, read_texts
from inputs.problems import InvalidWorkbook
from inputs.sampling import sample
from inputs.scanning import head_of
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

    A workbook with a long sheet is read to its end unless nearly everything in the sheet's first rows is wrong, and in
    rows from all over the rest of it too.
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
            found = _hopeless(book, head_of(len(verdict.long))) if verdict.long else None
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


def _hopeless(book: _Book, size: int) -> Inspection | None:
    """What came of the first rows of long sheets (so many bytes of each), where nearly everything in those of one is
    wrong, and in rows from all over the rest of it too; else None."""
    found = None
    for rows in LOOKED_AT[: 1 if book.long > MANY else None]:
        found = inspect_tables(book.tables(Head(max(FEWEST, rows // book.long) + 1, size)))
        if not found.hopeless:
            return None
    spread = inspect_tables(book.tables(Spread(size)))
    return found if found and set(found.hopeless).intersection(spread.hopeless) else None


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
                self.shared_strings: list[str | None] = read_texts(source)  # type: ignore[assignment]

    def read_worksheets(self) -> None:
        """List title, state and part of each worksheet in `pages`."""
        sheets = [(sheet, rel) for sheet, rel in self.parser.find_sheets() if rel.target in self.valid_files]
        self.pages = [(sheet.name, sheet.state, rel.target) for sheet, rel in sheets if "chartsheet" not in rel.Type]


@dataclass(frozen=True)
class Spread:
    """How much of a page is read: a sample of what follows its first so many bytes."""

    head: int


class _Book:
    """A workbook open for reading, its `long` parts more than once; raises InvalidWorkbook where it is damaged."""

    def __init__(self, content: bytes, name: str, long: Collection[str] = ()) -> None:
        self._name, self._long, self.long = name, long, len(long)
        self._short: dict[str, RawTable] = {}
        with self._sound():
            self._reader = _Reader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            self._reader.read()
            book: Any = self._reader.wb
            self._formats = Formats(frozenset(book._date_formats), frozenset(book._timedelta_formats), book.epoch)

    def tables(self, part: Head | Spread | None = None) -> list[RawTable]:
        """Every worksheet as a raw table, its header the row that looks like one; of long ones a part, if given.

        In parts, sheets that stand for none of the plan's are named alone, not read.
        """
        with self._sound():
            titles = [title for title, _, _ in self._reader.pages]
            ours = set(titles) if part is None else {ROLLED, *sheets_meant(titles)}
            return [
                self._table(title, state, name, part) if title in ours else RawTable(title, (), ())
                for title, state, name in self._reader.pages
            ]

    def _table(self, title: str, state: str | None, name: str, part: Head | Spread | None) -> RawTable:
        if title in self._short:
            return self._short[title]
        if isinstance(part, Spread) and name in self._long:
            page = self._spread(name, part)
        else:
            with self._reader.archive.open(name) as source:
                page = self._page(source, part if isinstance(part, Head) and name in self._long else None)
        table = _raw(title, page, state != "visible")
        if name not in self._long:
            self._short[title] = table
        return table

    def _spread(self, name: str, part: Spread) -> Page:
        """The heading of a long sheet, and rows from all over the rest."""
        with self._reader.archive.open(name) as source:
            page = self._page(source, Head(SEARCHED, part.head))
        with self._reader.archive.open(name) as source:
            rows = sample(source, self._reader.archive.getinfo(name).file_size, part.head, self.long)
        try:
            rest = self._page(io.BytesIO(rows), Head(len(rows), len(rows))).rows
        except ParseError:  # comments or the like, which no spreadsheet program writes, taken for rows
            rest = []
        page.rows += rest
        return page

    def _page(self, source: IO[bytes], head: Head | None) -> Page:
        return read_page(source, self._reader.shared_strings, self._formats, head)

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
