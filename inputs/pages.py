"""A worksheet's XML in one pass: cell values, and what openpyxl's read-only sheets do not tell (see docs/decisions.md).

openpyxl opens the workbook and reads its shared strings and number formats; the cells follow its rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final
from xml.etree.ElementTree import Element, XMLPullParser, iterparse

from openpyxl.cell.text import Text
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601
from openpyxl.xml.constants import SHEET_MAIN_NS

from inputs.cells import ERRORS, Uncalculated
from inputs.tables import Area

SHEET, ROWS, ROW, CELL, VALUE, FORMULA, INLINE, STRING, TEXT, MERGE, COLUMN = (
    f"{{{SHEET_MAIN_NS}}}{tag}"
    for tag in ("worksheet", "sheetData", "row", "c", "v", "f", "is", "si", "t", "mergeCell", "col")
)
TRUE = ("1", "true")
LAST_COLUMN: Final = 1024  # no declared sheet comes near; one stray cell at XFD would make every row as wide
QUOTED = 100_000  # formulas without a value whose text is kept, of a sheet; there may be millions
MOST_COLUMNS, MOST_ROWS = 16_384, 1_048_576  # of a worksheet
UNQUOTED = Uncalculated()
PIECE: Final = 1 << 14  # bytes that a parser is given at a time
ERROR = "#VALUE!"  # also stands for a number in a date format that no date has


@dataclass(frozen=True)
class Formats:
    """What a number stands for besides itself: indices of the workbook's styles, and its first day."""

    dates: frozenset[int]
    spans: frozenset[int]
    epoch: Any


@dataclass(frozen=True)
class Head:
    """How much of a page is read: the first rows, and no more than so many bytes."""

    rows: int
    bytes: int


@dataclass
class Page:
    """A worksheet's filled rows (number from 1, cells from column A on, blank cells None) and what is odd about it.

    `hidden` numbers the hidden rows among them, `hidden_columns` has first and last of each run of hidden columns.
    `stray` is the first filled cell right of LAST_COLUMN, which are not kept; "" where there is none. `cut` is the
    number of the first row that was not read, 0 where all were.
    """

    rows: list[tuple[int, list[object]]] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    stray: str = ""
    cut: int = 0


class _Columns(dict[str, int]):
    """Column letters -> number from 1, worked out once each."""

    def __missing__(self, letters: str) -> int:
        self[letters] = number = int(column_index_from_string(letters))
        return number


_columns = _Columns()


def read_page(source: IO[bytes], strings: Sequence[str | None], formats: Formats, head: Head | None = None) -> Page:
    """The page of a worksheet's XML, or its head; raises what openpyxl and the parser raise where it is damaged."""
    page = Page()
    number = 0
    reader = _Cells(strings, formats, page)
    tag, ended, most = "", False, MOST_ROWS if head is None else head.rows
    for _, element in iterparse(source) if head is None else _first_elements(source, head.bytes):
        tag = element.tag
        if tag == ROW:
            number = int(element.get("r") or number + 1)
            values = reader.values(element)
            if values:
                if len(page.rows) == most:
                    page.cut = number
                    break
                page.rows.append((number, values))
                if element.get("hidden") in TRUE:
                    page.hidden.append(number)
            element.clear()
        elif tag == ROWS:
            ended = True
        elif tag == COLUMN and element.get("hidden") in TRUE:
            page.hidden_columns.append((int(element.get("min") or 0), int(element.get("max") or 0)))
        elif tag == MERGE:
            first, top, last, bottom = range_boundaries(str(element.get("ref")))
            page.merged.append(Area(first or 1, top or 1, last or MOST_COLUMNS, bottom or MOST_ROWS))
            element.clear()
    if tag != SHEET:  # the outermost ends last
        if head is None:
            raise ValueError("the part is no worksheet")
        page.cut = page.cut or (0 if ended else number + 1)
    page.rows.sort(key=lambda row: row[0])
    return page


def _first_elements(source: IO[bytes], most: int) -> Iterator[tuple[str, Element]]:
    """As iterparse, of the elements that end within so many bytes."""
    parser: XMLPullParser[Any] = XMLPullParser(["end"])
    for at in range(0, most, PIECE):
        piece = source.read(min(PIECE, most - at))
        if not piece:
            return
        parser.feed(piece)
        yield from parser.read_events()  # type: ignore[misc]


def read_texts(source: IO[bytes]) -> list[str | None]:
    """The shared texts of a workbook's XML, as openpyxl reads them, in a third of its time; None for blank ones."""
    texts: list[str | None] = []
    for _, element in iterparse(source):
        if element.tag == STRING:
            text = _content(element).replace("x005F_", "")
            texts.append(text if text and not text.isspace() else None)
            element.clear()
    return texts


class _Cells:
    """Turns the cells of a row into values."""

    def __init__(self, strings: Sequence[str | None], formats: Formats, page: Page) -> None:
        self._strings = strings
        self._formats = formats
        self._page = page
        self._quotes = QUOTED

    def values(self, row: Element) -> list[object]:
        """The row's values up to its last filled cell; empty where there is none."""
        values: list[object] = []
        at = 0
        for cell in row:
            place = cell.get("r")
            at = _columns[place.rstrip("0123456789")] if place else at + 1
            value = self._value(cell)
            if value is None:
                continue
            width = len(values)
            if at == width + 1:
                values.append(value)
            elif at > LAST_COLUMN:
                self._page.stray = self._page.stray or (place or "")
            elif at <= width:
                values[at - 1] = value
            else:
                values.extend([None] * (at - 1 - width))
                values.append(value)
        return values

    def _value(self, cell: Element) -> object:
        kind = cell.get("t")
        if len(cell) == 1 and cell[0].tag == VALUE:  # by far the most cells
            text = cell[0].text
        elif kind == "inlineStr":
            return _inline(cell.find(INLINE))
        else:
            text = cell.findtext(VALUE)
            if not text and cell.find(FORMULA) is not None:
                calculated = kind == "str" and text is not None  # to a text of no length
                return None if calculated else self._uncalculated(cell)
        if not text:
            return None
        if kind is None or kind == "n":
            return self._number(text, cell.get("s"))
        if kind == "s":
            return self._strings[int(text)]
        if kind == "b":
            return text.strip() not in ("0", "false")
        if kind == "d":
            return from_ISO8601(text)  # type: ignore[no-untyped-call]
        if kind == "e" and text not in ERRORS:
            return ERROR  # one of a kind yet to be invented is no text either
        return text if not text.isspace() else None

    def _uncalculated(self, cell: Element) -> Uncalculated:
        if self._quotes <= 0:
            return UNQUOTED
        self._quotes -= 1
        return Uncalculated(cell.findtext(FORMULA) or "")

    def _number(self, text: str, style: str | None) -> object:
        value = number_from(text)
        if style is not None and int(style) in self._formats.dates and not isinstance(value, str):
            try:
                return from_excel(value, self._formats.epoch, timedelta=int(style) in self._formats.spans)
            except (OverflowError, ValueError):
                return ERROR
        return value


def number_from(text: str) -> int | float | str:
    """A number as files hold it; the text itself where it is none, or none that is finite."""
    if text.isdigit() and len(text) < 16:
        return int(text)
    try:
        value = float(text)
    except ValueError:
        return text
    if value != value or value in (float("inf"), float("-inf")):
        return text
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _inline(content: Element | None) -> object:
    if content is None:
        return None
    text = _content(content)
    return text if text and not text.isspace() else None


def _content(element: Element) -> str:
    """The text of an element that has it whole, as nearly all do, or in formatted parts."""
    if len(element) == 1 and element[0].tag == TEXT:
        return element[0].text or ""
    parts: Any = Text
    return str(parts.from_tree(element).content)
