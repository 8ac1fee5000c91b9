"""The gate: what a file is and whether it can be opened safely, told before any parser of spreadsheets sees it.

Everything here is bounded: a file is refused by its size, by what its zip directory declares (Python's zipfile never
unpacks more than that) or by one pass over its bytes, in a second or two, whatever somebody has put into it.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from inputs.package import package_problems
from inputs.problems import Problem

MEGABYTE: Final = 1_000_000
# A wide demand sheet of 1000 SKUs, 300 zones and 6 periods takes about 15 MB packed, 90 MB unpacked.
MOST_BYTES: Final = 50 * MEGABYTE
MOST_UNPACKED: Final = 250 * MEGABYTE
MOST_SMALL_PART: Final = 5 * MEGABYTE  # styles, themes, properties, lists of parts: parsed whole, so kept small
MOST_RATIO, RATIO_FROM = 200, 20 * MEGABYTE  # unpacked over packed; ordinary sheets reach 50
MOST_PARTS: Final = 2000
MOST_CELLS: Final = 3_000_000
MOST_STRINGS: Final = 100_000  # different texts; openpyxl takes long to read each
# Tags of elements other than cells and rows: merged areas, runs of formatted text; fonts, comments; shared texts
MOST_TAGS, MOST_TAGS_OUTSIDE, MOST_STRING_TAGS = 100_000, 250_000, 5 * MOST_STRINGS
MOST_ATTRIBUTES: Final = 200_000  # of a sheet, beyond those of rows and cells
MOST_GRID: Final = 30_000_000  # rows times columns up to the last cell: empty ones in between cost time too
CHUNK: Final = 1 << 20

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # container of old .xls files and of encrypted .xlsx files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # stream that only the latter have
_END_RECORD = b"PK\x05\x06"
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_XML = (".xml", ".rels", ".vml")
_CELL = re.compile(rb"<(?:\w+:)?c[ >/]")
_ROW = re.compile(rb"<(?:\w+:)?row[ >/]")
_STRING = re.compile(rb"<(?:\w+:)?si[ >/]")
_COLUMN = re.compile(rb' r="([A-Z]{1,3})[0-9]')


@dataclass(frozen=True)
class Verdict:
    """What the gate says: `refusal`, or None with the notes that go with reading on."""

    refusal: Problem | None
    notes: tuple[Problem, ...] = ()


@dataclass
class _Refused(Exception):
    code: str
    message: str
    fix: str
    notes: list[Problem] = field(default_factory=list)


def too_large(size: int, name: str) -> Problem | None:
    """Why a file of so many bytes is not even read; None where it may be."""
    if size == 0:
        return file_problem("E101", name, "it is empty", "give a workbook saved as .xlsx")
    if size > MOST_BYTES:
        message = f"it has {size / MEGABYTE:.0f} MB, more than {MOST_BYTES // MEGABYTE}"
        return file_problem("E105", name, message, "keep pictures and other data out of the plan's workbook")
    return None


def judge(content: bytes, name: str) -> Verdict:
    """Whether these bytes are a workbook that can be opened safely."""
    try:
        return Verdict(None, tuple(_opened(content, name)))
    except _Refused as refused:
        return Verdict(file_problem(refused.code, name, refused.message, refused.fix))


def file_problem(code: str, name: str, message: str, fix: str) -> Problem:
    """A problem of the file as a whole."""
    return Problem(code, "", "", "", name, message, allowed="an Excel workbook (.xlsx)", fix=fix)


def unreadable(name: str, damage: Exception) -> Problem:
    """E104, for a file that passed the gate but made its parser raise."""
    fix = "open it in a spreadsheet program and save it again as .xlsx"
    return file_problem("E104", name, f"it cannot be opened ({type(damage).__name__})", fix)


def _opened(content: bytes, name: str) -> list[Problem]:
    if not content.startswith(b"PK"):
        raise _other_format(content)
    _count_parts(content)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _kind(archive)
            _sizes(archive)
            _scan(archive)
            found = package_problems(archive, name)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, ValueError) as damage:
        raise _damaged() from damage
    except (RuntimeError, zipfile.zlib.error) as damage:  # type: ignore[attr-defined] # a stream that is no deflate
        raise _damaged() from damage
    for problem in found:
        if problem.severity == "error":
            raise _Refused(problem.code, problem.message, problem.fix)
    return found


def _damaged() -> _Refused:
    return _Refused("E104", "it is cut off or damaged", "open it in a spreadsheet program and save it again as .xlsx")


def _other_format(content: bytes) -> _Refused:
    """What a file is that is no zip, by its first bytes."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    save = "open it in a spreadsheet program and save it as .xlsx"
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            return _Refused("E102", "it is encrypted", "save it without a password (File, Info, Protect Workbook)")
        return _Refused("E103", "it has the old form .xls", "save it as .xlsx")
    if head.startswith(b"%pdf"):
        return _Refused("E101", "it is a PDF", "give the workbook it was printed from")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return _Refused("E101", "it is an XML spreadsheet of 2003", save)
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return _Refused("E101", "it is a web page (HTML)", save)
    if head.startswith(b"<"):
        return _Refused("E101", "it is an XML file, no workbook", save)
    text = content[:4096]
    if b"\0" not in text and sum(text.count(mark) for mark in (b",", b";", b"\t")) > text.count(b"\n") > 0:
        return _Refused("E101", "it is a text file (CSV)", f"{save}, each table on its own sheet")
    return _Refused("E101", "it is no Excel workbook", "give a workbook saved as .xlsx")


def _count_parts(content: bytes) -> None:
    """The number of parts, from the zip's last record: a directory of millions would take long to read."""
    at = content.rfind(_END_RECORD, max(0, len(content) - 65_600))
    if at < 0 or at + 22 > len(content):
        raise _damaged()
    parts = struct.unpack_from("<H", content, at + 10)[0]
    directory = struct.unpack_from("<I", content, at + 12)[0]
    if parts > MOST_PARTS or directory > MOST_PARTS * 1000:
        raise _Refused(
            "E105", f"it has more than {MOST_PARTS} parts", "keep the plan's sheets in a workbook of their own"
        )


def _kind(archive: zipfile.ZipFile) -> None:
    names = [part.filename for part in archive.infolist()]
    present = set(names)
    save = "open it in a spreadsheet program and save it as .xlsx"
    if len(present) < len(names):
        raise _Refused("E104", "two of its parts have the same name", save)
    if any(part.flag_bits & 0x1 for part in archive.infolist()):
        raise _Refused("E102", "it is encrypted", "save it without a password")
    if any(part.compress_type not in _PLAIN for part in archive.infolist()):
        raise _Refused("E104", "its parts are packed in a way that workbooks are not", save)
    if "xl/workbook.bin" in present:
        raise _Refused("E101", "it is a binary workbook (.xlsb)", "save it as .xlsx")
    if "mimetype" in present and "content.xml" in present:
        raise _Refused("E101", "it is an OpenDocument file (.ods)", "save it as .xlsx")
    if "word/document.xml" in present or "ppt/presentation.xml" in present:
        raise _Refused("E101", "it is a document of another office program", "give a workbook saved as .xlsx")
    if "[Content_Types].xml" not in present:
        raise _Refused("E101", "it is a zip archive, no workbook", "give a workbook saved as .xlsx")


def _sizes(archive: zipfile.ZipFile) -> None:
    """Declared sizes; reading never unpacks more than they say."""
    total = 0
    for part in archive.infolist():
        total += part.file_size
        if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(1, part.compress_size):
            ratio = part.file_size // max(1, part.compress_size)
            raise _Refused(
                "E105",
                f"its part {part.filename[:80]} unpacks to {ratio} times its size",
                "copy the filled cells into a new workbook",
            )
        big = part.filename.startswith(("xl/worksheets/", "xl/media/", "xl/drawings/", "xl/comments", "xl/embeddings/"))
        if not big and part.filename != "xl/sharedStrings.xml" and part.file_size > MOST_SMALL_PART:
            raise _Refused(
                "E105",
                f"its part {part.filename[:80]} has {part.file_size // MEGABYTE} MB",
                "copy the cells as values into a new workbook",
            )
    if total > MOST_UNPACKED:
        raise _Refused(
            "E105",
            f"it unpacks to {total // MEGABYTE} MB, more than {MOST_UNPACKED // MEGABYTE}",
            "keep the plan's sheets in a workbook of their own",
        )


def _scan(archive: zipfile.ZipFile) -> None:
    """One pass over every part that is XML: no entities, and no more cells than can be read in reasonable time."""
    cells = 0
    for part in archive.infolist():
        if not part.filename.lower().endswith(_XML):
            continue
        sheet = part.filename.startswith("xl/worksheets/")
        rows, columns = 0, set[bytes]()
        others = _Others(part.filename)
        for k, chunk in enumerate(_chunks(archive, part)):
            if k == 0 and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:4]):
                raise _Refused("E104", "one of its parts is not in UTF-8", "save it again as .xlsx")
            if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
                message = "it declares XML entities, which no spreadsheet program writes"
                raise _Refused("E106", message, "copy the cells into a new workbook")
            new_rows = new_cells = 0
            if sheet:
                new_rows, new_cells = len(_ROW.findall(chunk)), len(_CELL.findall(chunk))
                rows, cells = rows + new_rows, cells + new_cells
                columns.update(_COLUMN.findall(chunk))
                _countable(rows, cells, columns)
            others.count(chunk, new_rows, new_cells)


@dataclass
class _Others:
    """What a part holds besides rows and cells: parsers make an object of each, so there must not be too many."""

    part: str
    tags: int = 0
    attributes: int = 0
    strings: int = 0

    def count(self, chunk: bytes, rows: int, cells: int) -> None:
        """Add a chunk with so many rows and cells; raises _Refused."""
        shared = self.part.lower() == "xl/sharedstrings.xml"
        self.tags += chunk.count(b"<") - 2 * rows - 6 * cells  # of a cell with a formula: c, f, v, each twice
        self.attributes += chunk.count(b'="') - 16 * rows - 8 * cells
        self.strings += len(_STRING.findall(chunk)) if shared else 0
        if self.strings > MOST_STRINGS:
            message = f"it has more than {MOST_STRINGS:,} different texts".replace(",", " ")
            raise _Refused("E105", message, "leave out what the plan does not need")
        sheet = self.part.startswith("xl/worksheets/")
        most = MOST_TAGS if sheet else MOST_STRING_TAGS if shared else MOST_TAGS_OUTSIDE
        if self.tags > most or (sheet and self.attributes > MOST_ATTRIBUTES):
            message = f"its part {self.part[:80]} is full of formats, merged cells or the like"
            raise _Refused("E105", message, "copy the cells as values into a new workbook")


def _countable(rows: int, cells: int, columns: set[bytes]) -> None:
    width = max((_number(letters) for letters in columns), default=1)
    if cells > MOST_CELLS:
        message = f"it has more than {MOST_CELLS:,} cells".replace(",", " ")
        raise _Refused("E105", message, "leave out what the plan does not need")
    if rows * width > MOST_GRID:
        message = f"a sheet has cells in {rows} rows and as far right as column {width}"
        raise _Refused("E105", message, "delete the columns to the right of the table")


def _number(letters: bytes) -> int:
    found = 0
    for letter in letters:
        found = 26 * found + letter - 64
    return found


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """A part's bytes in pieces that end with a tag, so that no tag is cut in two."""
    rest = b""
    with archive.open(part) as stream:
        while piece := stream.read(CHUNK):
            piece = rest + piece
            cut = piece.rfind(b"<")
            if cut <= 0 or len(piece) - cut > CHUNK:
                cut = len(piece)
            rest = piece[cut:]
            yield piece[:cut]
    if rest:
        yield rest
