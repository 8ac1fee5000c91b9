"""One pass over the bytes of a workbook's parts: no entities, and no more than can be read in reasonable time.

The rest of long sheets may be left for later: their first rows tell whether it is worth it. Where all sheets have more
than HEAD bytes, long are those that, the smaller ones first, no longer go into SHORT bytes together.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

MOST_CELLS: Final = 3_000_000
MOST_STRINGS: Final = 100_000  # different texts; openpyxl takes long to read each
# Tags of elements other than cells and rows: merged areas, runs of formatted text; fonts, comments; shared texts
MOST_TAGS, MOST_TAGS_OUTSIDE, MOST_STRING_TAGS = 100_000, 250_000, 5 * MOST_STRINGS
MOST_ATTRIBUTES: Final = 200_000  # of a sheet, beyond those of rows and cells
MOST_GRID: Final = 30_000_000  # rows times columns up to the last cell: empty ones in between cost time too
HEAD: Final = 3_000_000  # bytes of all long sheets that are looked at before the rest: of one, most often 5000 rows
SHORT: Final = 1_000_000  # bytes of the other sheets, all together
LEAST_HEAD: Final = 100_000  # of each, however many there are: most often some hundred rows
CHUNK: Final = 1 << 20
SHEETS: Final = "xl/worksheets/"
CONTENTS: Final = "[Content_Types].xml"

_XML = (".xml", ".rels", ".vml")
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_STRING = re.compile(rb"<(?:\w+:)?si[ >/]")
_OVERRIDE = re.compile(rb"<(?:\w+:)?Override\s[^>]*>")
_PART = re.compile(rb"""PartName\s*=\s*["']/([^"']+)["']""")
_KIND = re.compile(rb"""ContentType\s*=\s*["']([^"']+)["']""")
_COLUMN = re.compile(rb' r="([A-Z]{1,3})[0-9]')


class Refused(Exception):
    """Why a file is not opened."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix


def scan(archive: zipfile.ZipFile) -> tuple[int, tuple[str, ...]]:
    """Look at every part that is XML, of long sheets at the head alone; raises Refused.

    Returns how many cells there are besides those of the long sheets, and the names of these.
    """
    cells = 0
    long = _long(archive)
    for part in archive.infolist():
        if part.filename in long:
            _scan_part(archive, part, 0, head_of(len(long)))
        elif part.filename.lower().endswith(_XML):
            cells += _scan_part(archive, part, cells, part.file_size)
    return cells, long


def head_of(long: int) -> int:
    """How many bytes of each of so many long sheets are looked at first."""
    return max(LEAST_HEAD, HEAD // max(1, long))


def _long(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """The sheets that are long, in the order of the archive."""
    listed = _worksheets(archive)
    sheets = [part for part in archive.infolist() if part.filename in listed and part.filename.lower().endswith(_XML)]
    by_size = sorted(sheets, key=lambda part: part.file_size)
    together = list(accumulate(part.file_size for part in by_size))
    most = SHORT if together and together[-1] > HEAD else HEAD
    long = {part.filename for part, size in zip(by_size, together, strict=True) if size > most}
    return tuple(part.filename for part in sheets if part.filename in long)


def _worksheets(archive: zipfile.ZipFile) -> set[str]:
    """Parts that the list of contents calls worksheets and nothing else; none where that list is unusually long."""
    if CONTENTS not in archive.namelist() or archive.getinfo(CONTENTS).file_size > CHUNK:
        return set()
    listed: dict[str, set[bool]] = {}
    for entry in _OVERRIDE.findall(archive.read(CONTENTS)):
        part, kind = _PART.search(entry), _KIND.search(entry)
        if part and kind:
            name = part[1].decode("utf-8", "replace")
            listed.setdefault(name, set()).add(kind[1].endswith(b".worksheet+xml"))
    return {name for name, kinds in listed.items() if kinds == {True} and name.startswith(SHEETS)}


def has_merged_cells(archive: zipfile.ZipFile, parts: tuple[str, ...]) -> bool:
    """Whether any of these sheets has merged cells: their list stands after the rows."""
    return any(
        b"<mergeCell" in chunk or b":mergeCell" in chunk
        for name in parts
        for chunk in _chunks(archive, archive.getinfo(name), archive.getinfo(name).file_size)
    )


def scan_whole(archive: zipfile.ZipFile, parts: tuple[str, ...], cells: int) -> None:
    """Look at long sheets from beginning to end, where the others have so many `cells`; raises Refused."""
    for name in parts:
        part = archive.getinfo(name)
        cells += _scan_part(archive, part, cells, part.file_size)


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, before: int, most: int) -> int:
    """How many cells the first `most` bytes of a part have, where there are so many `before`; raises Refused."""
    sheet = part.filename.startswith(SHEETS)
    cells, rows, columns = 0, 0, set[bytes]()
    others = _Others(part.filename)
    for k, chunk in enumerate(_chunks(archive, part, most)):
        if k == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:4]):
            raise Refused("E104", "one of its parts is not in UTF-8", "save it again as .xlsx")
        if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
            message = "it declares XML entities, which no spreadsheet program writes"
            raise Refused("E106", message, "copy the cells into a new workbook")
        new_rows = new_cells = 0
        if sheet:
            new_rows, new_cells = _tags(chunk, b"row", _ROW), _tags(chunk, b"c", _CELL)
            rows, cells = rows + new_rows, cells + new_cells
            columns.update(_COLUMN.findall(chunk))
            _countable(rows, before + cells, columns)
        others.count(chunk, new_rows, new_cells)
    return cells


def _tags(chunk: bytes, name: bytes, tag: re.Pattern[bytes]) -> int:
    """How often a tag begins in a chunk; few sheets give it a prefix, which takes longer to look for."""
    if b":" + name in chunk:
        return len(tag.findall(chunk))
    return sum(chunk.count(b"<" + name + end) for end in (b" ", b">", b"/"))


@dataclass
class _Others:
    """What a part holds besides rows and cells: parsers make an object of each, so there must not be too many."""

    part: str
    tags: int = 0
    attributes: int = 0
    strings: int = 0

    def count(self, chunk: bytes, rows: int, cells: int) -> None:
        """Add a chunk with so many rows and cells; raises Refused."""
        shared = self.part.lower() == "xl/sharedstrings.xml"
        self.tags += chunk.count(b"<") - 2 * rows - 6 * cells  # of a cell with a formula: c, f, v, each twice
        self.attributes += chunk.count(b'="') - 16 * rows - 8 * cells
        self.strings += len(_STRING.findall(chunk)) if shared else 0
        if self.strings > MOST_STRINGS:
            message = f"it has more than {MOST_STRINGS:,} different texts".replace(",", " ")
            raise Refused("E105", message, "leave out what the plan does not need")
        sheet = self.part.startswith(SHEETS)
        most = MOST_TAGS if sheet else MOST_STRING_TAGS if shared else MOST_TAGS_OUTSIDE
        if self.tags > most or (sheet and self.attributes > MOST_ATTRIBUTES):
            message = f"its part {self.part[:80]} is full of formats, merged cells or the like"
            raise Refused("E105", message, "copy the cells as values into a new workbook")


def _countable(rows: int, cells: int, columns: set[bytes]) -> None:
    width = max((_number(letters) for letters in columns), default=1)
    if cells > MOST_CELLS:
        message = f"it has more than {MOST_CELLS:,} cells".replace(",", " ")
        raise Refused("E105", message, "leave out what the plan does not need")
    if rows * width > MOST_GRID:
        message = f"a sheet has cells in {rows} rows and as far right as column {width}"
        raise Refused("E105", message, "delete the columns to the right of the table")


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = 26 * found + letter - 64
    return found


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    """A part's first `most` bytes, in pieces that end with a tag, so that no tag is cut in two."""
    rest, left = b"", most
    with archive.open(part) as stream:
        while left > 0 and (piece := stream.read(min(CHUNK, left))):
            left -= len(piece)
            piece = rest + piece
            cut = piece.rfind(b"<")
            if cut <= 0 or len(piece) - cut > CHUNK:
                cut = len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    if rest:
        yield rest
