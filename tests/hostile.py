"""Hostile, damaged and misnamed files, each by name: its bytes, and the code it is refused with ("" where it is read).

`small` is a sound little workbook; parts of it are replaced, added, or left out.
"""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import openpyxl

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
SHARED = "xl/sharedStrings.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
NOTHING, LARGE, DAMAGED = ("E101",), ("E105",), ("E104",)  # no workbook, too large, damaged


@dataclass(frozen=True)
class Hostile:
    """`codes`: any of these refuses it; empty: it must be read, whatever is then said about its contents."""

    name: str
    make: Callable[[], bytes]
    codes: tuple[str, ...] = ()
    suffix: str = ".xlsx"


def small() -> bytes:
    """A workbook with one sheet of two rows."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "zones"
    page.append(["zone", "country"])
    page.append(["Moscow", "Russia"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rebuilt(changes: Mapping[str, bytes | None], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The small workbook with parts replaced or added, or left out (None)."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(small())) as old, zipfile.ZipFile(stream, "w", compression) as new:
        parts = {name: old.read(name) for name in old.namelist()} | dict(changes)
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """A sheet's XML around these rows."""
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}'
    )
    return f"{text}</worksheet>".encode()


def text_row(number: int, *words: str) -> str:
    """A row of inline strings."""
    cells = "".join(
        f'<c r="{chr(65 + j)}{number}" t="inlineStr"><is><t>{word}</t></is></c>' for j, word in enumerate(words)
    )
    return f'<row r="{number}">{cells}</row>'


HEAD = text_row(1, "zone", "country")


def with_sheet(rows: str, before: str = "", after: str = "") -> bytes:
    """The small workbook with these rows after its header."""
    return rebuilt({SHEET: sheet(HEAD + rows, before, after)})


def many_sheets(count: int) -> bytes:
    """A workbook that lists very many sheets, all of them the same part."""
    listed = "".join(f'<sheet name="s{i}" sheetId="{i + 1}" r:id="rId1"/>' for i in range(count))
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return rebuilt(
        {BOOK: f'<workbook xmlns="{MAIN}" xmlns:r="{relation}"><sheets>{listed}</sheets></workbook>'.encode()}
    )


def lying(name: str, content: bytes, claimed: int) -> bytes:
    """The small workbook with a part whose sizes in the zip are lies."""
    whole = bytearray(rebuilt({name: content}))
    at = whole.rfind(name.encode())  # the directory's entry, at the end
    struct.pack_into("<I", whole, at - 46 + 24, claimed)
    return bytes(whole)


def flipped(seed: int) -> bytes:
    """The small workbook with 20 bytes changed at random places."""
    whole, chance = bytearray(small()), random.Random(seed)
    for _ in range(20):
        whole[chance.randrange(len(whole))] = chance.randrange(256)
    return bytes(whole)


def wide_rows(count: int) -> str:
    """Rows whose only cell stands in the last column."""
    return "".join(f'<row r="{i}"><c r="XFD{i}"><v>1</v></c></row>' for i in range(2, count))


def fonts(count: int) -> bytes:
    """Styles with so many typefaces."""
    one = '<font><sz val="11"/><name val="x"/></font>'
    return f'<styleSheet xmlns="{MAIN}"><fonts count="{count}">{one * count}</fonts></styleSheet>'.encode()


def strict_book() -> bytes:
    """The list of sheets in the namespaces of Strict Open XML, which openpyxl reads as no sheet at all."""
    with zipfile.ZipFile(io.BytesIO(small())) as archive:
        return archive.read(BOOK).replace(MAIN.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")


def entities(external: bool) -> bytes:
    """Entities that grow when they are expanded, or one that reads another file."""
    if external:
        return rebuilt({SHEET: sheet(HEAD, '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>')})
    grown = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    return rebuilt({SHEET: sheet(HEAD, f'<!DOCTYPE x [<!ENTITY a0 "lol">{grown}]>')})


def utf16_part() -> bytes:
    """A sheet in UTF-16, where a search for a DTD in bytes would find nothing."""
    return rebuilt({SHEET: sheet(HEAD, "<!DOCTYPE x>").decode().replace("UTF-8", "UTF-16").encode("utf-16")})


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip archive of these parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def duplicated() -> bytes:
    """A part that stands in the zip twice."""
    stream = io.BytesIO(small())
    with zipfile.ZipFile(stream, "a") as archive:
        archive.fp.seek(0, 2)  # type: ignore[union-attr]
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr(SHEET, sheet(HEAD))
    return stream.getvalue()


def locked() -> bytes:
    """The flag of an encrypted part in every directory entry."""
    whole = bytearray(small())
    at = -1
    while (at := whole.find(b"PK\x01\x02", at + 1)) >= 0:
        whole[at + 8] |= 1
    return bytes(whole)


def misnamed() -> Iterator[Hostile]:
    """Files of another kind than their name says, and encrypted ones."""
    yield Hostile("empty", lambda: b"", NOTHING)
    yield Hostile("one byte", lambda: b"P", NOTHING)
    yield Hostile("text", lambda: b"just a letter to the planner", NOTHING)
    yield Hostile("comma-separated", lambda: b"sku,zone,units\nA,B,3\nC,D,4\n", NOTHING)
    yield Hostile("semicolons in UTF-8 with a mark", lambda: "\ufeffsku;zone;units\nA;B;3\n".encode(), NOTHING)
    yield Hostile("tabs", lambda: b"sku\tzone\nA\tB\n", NOTHING)
    yield Hostile("web page", lambda: b"\r\n<html><table><tr><td>1</td></tr></table></html>", NOTHING)
    yield Hostile("web page with doctype", lambda: b"<!DOCTYPE html><html></html>", NOTHING)
    xml_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    yield Hostile("XML of 2003", lambda: xml_2003, NOTHING)
    yield Hostile("PDF", lambda: b"%PDF-1.7\n" + bytes(1000), NOTHING)
    yield Hostile("old .xls", lambda: OLE + bytes(4096), ("E103",))
    yield Hostile("encrypted", lambda: OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), ("E102",))
    yield Hostile("encrypted parts", locked, ("E102",))
    yield Hostile("other archive", lambda: zipped({"a.txt": b"a"}), NOTHING)
    yield Hostile("empty archive", lambda: zipped({}), (*NOTHING, *DAMAGED))
    yield Hostile(
        "Word document", lambda: zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}), NOTHING
    )
    yield Hostile("OpenDocument", lambda: zipped({"mimetype": b"x", "content.xml": b"<a/>"}), NOTHING)
    yield Hostile("binary workbook", lambda: zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.bin": b"a"}), NOTHING)


def damaged() -> Iterator[Hostile]:
    """Cut, changed or incomplete workbooks, and those that lie or attack."""
    yield Hostile("cut in half", lambda: small()[: len(small()) // 2], DAMAGED)
    yield Hostile("last byte gone", lambda: small()[:-1], DAMAGED)
    yield Hostile("first half gone", lambda: b"PK" + small()[len(small()) // 2 :], (*DAMAGED, *NOTHING))
    for seed in range(6):
        yield Hostile(
            f"bytes flipped {seed}", lambda seed=seed: flipped(seed), ("", "E101", "E102", "E104", "E105", "E107")
        )
    yield Hostile("no sheet part", lambda: rebuilt({SHEET: None}), ("E107",))
    yield Hostile("no workbook part", lambda: rebuilt({BOOK: None}), DAMAGED)
    yield Hostile("no relations", lambda: rebuilt({"xl/_rels/workbook.xml.rels": None}), ("E107",))
    yield Hostile("no styles", lambda: rebuilt({STYLES: None}), ("", "E104"))
    yield Hostile("no list of types", lambda: rebuilt({"[Content_Types].xml": None}), NOTHING)
    yield Hostile("workbook no XML", lambda: rebuilt({BOOK: b"\x00\x01\x02"}), DAMAGED)
    yield Hostile("sheet ends early", lambda: rebuilt({SHEET: sheet(HEAD)[:-30]}), DAMAGED)
    yield Hostile("entities", lambda: entities(False), ("E106",))
    yield Hostile("outside entity", lambda: entities(True), ("E106",))
    yield Hostile("UTF-16", utf16_part, DAMAGED)
    yield Hostile("part twice", duplicated, DAMAGED)
    yield Hostile("size understated", lambda: lying(SHEET, sheet(HEAD + " " * 100_000), 2000), DAMAGED)
    yield Hostile("size overstated", lambda: lying(SHEET, sheet(HEAD), 900_000_000), (*LARGE, *DAMAGED))


def bombs() -> Iterator[Hostile]:
    """Workbooks of which too much would be unpacked or made."""
    yield Hostile("zeros that unpack to 300 MB", lambda: rebuilt({SHEET: bytes(300_000_000)}), LARGE)
    yield Hostile("many parts", lambda: zipped({f"xl/x{i}": b"" for i in range(30_000)}), LARGE)
    yield Hostile("20 000 sheets", lambda: many_sheets(20_000), LARGE)
    yield Hostile("styles of 20 MB", lambda: rebuilt({STYLES: b"<a>" + random.Random(1).randbytes(20_000_000)}), LARGE)
    strings = b"<sst>" + b"<si><t>x</t></si>" * 20_000_000
    yield Hostile("bomb of strings", lambda: rebuilt({"xl/sharedStrings.xml": strings}), LARGE)
    yield Hostile("bomb of rows", lambda: with_sheet("<row/>" * 20_000_000), LARGE)
    yield Hostile("bomb of cells", lambda: with_sheet(f"<row>{'<c/>' * 4_000_000}</row>"), LARGE)
    yield Hostile("wide rows", lambda: with_sheet(wide_rows(50_000)), LARGE)
    runs = f'<row r="2"><c r="A2" t="inlineStr"><is>{"<r><t>x</t></r>" * 1_000_000}</is></c></row>'
    yield Hostile("bomb of formatted text", lambda: with_sheet(runs), LARGE)
    texts = "".join(f"<si><t>{i}</t></si>" for i in range(200_000))
    yield Hostile(
        "200 000 different texts", lambda: rebuilt({SHARED: f'<sst xmlns="{MAIN}">{texts}</sst>'.encode()}), LARGE
    )
    yield Hostile("80 000 typefaces", lambda: rebuilt({STYLES: fonts(80_000)}), LARGE)
    names = " ".join(f'a{i}=""' for i in range(400_000))
    yield Hostile("bomb of attributes", lambda: with_sheet(f'<row r="2"><c r="A2"/></row><a {names}/>'), LARGE)
    hidden = "<cols>" + '<col min="1" max="16384" hidden="1"/>' * 300_000 + "</cols>"
    yield Hostile("bomb of hidden columns", lambda: with_sheet(text_row(2, "Moscow"), after=hidden), LARGE)
    overlapping = "".join(f'<mergeCell ref="A{2 + i % 20}:B{3 + i % 20}"/>' for i in range(200_000))
    areas = f"<mergeCells>{overlapping}</mergeCells>"
    yield Hostile("bomb of merges", lambda: with_sheet(text_row(2, "Moscow"), after=areas), LARGE)


def odd() -> Iterator[Hostile]:
    """Workbooks with contents that nobody expects."""
    yield Hostile("strict form", lambda: rebuilt({BOOK: strict_book()}), NOTHING)
    yield Hostile("sheet that is none", lambda: rebuilt({SHEET: b"<worksheet/>"}), DAMAGED)
    merged = "<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1000 + "</mergeCells>"
    yield Hostile("huge merges", lambda: with_sheet(text_row(2, "Moscow", "Russia"), after=merged))
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield Hostile("last cell of all", lambda: with_sheet(text_row(2, "Moscow", "Russia") + last))
    yield Hostile("number NaN", lambda: with_sheet('<row r="2"><c r="A2"><v>NaN</v></c></row>'), ("", "E104"))
    yield Hostile("number 1e400", lambda: with_sheet('<row r="2"><c r="A2"><v>1e400</v></c></row>'))
    digits = "7" * 5000
    yield Hostile("5000 digits", lambda: with_sheet(f'<row r="2"><c r="A2"><v>{digits}</v></c></row>'))
    yield Hostile(
        "no such shared string", lambda: with_sheet('<row r="2"><c r="A2" t="s"><v>99</v></c></row>'), ("", "E104")
    )
    yield Hostile(
        "unknown kind of cell", lambda: with_sheet('<row r="2"><c r="A2" t="q"><v>1</v></c></row>'), ("", "E104")
    )
    yield Hostile(
        "far date", lambda: with_sheet('<row r="2"><c r="A2" t="d"><v>99999-99-99</v></c></row>'), ("", "E104")
    )
    yield Hostile("deep nesting", lambda: with_sheet("<a>" * 40_000 + "</a>" * 40_000), ("", "E104"))
    yield Hostile("deeper nesting", lambda: with_sheet("<a>" * 100_000 + "</a>" * 100_000), LARGE)
    yield Hostile("macros", lambda: rebuilt({"xl/vbaProject.bin": OLE}), suffix=".xlsm")
    yield Hostile("links to other files", lambda: rebuilt({"xl/externalLinks/externalLink1.xml": b"<a/>"}))
    long_text = "x" * 2_000_000
    yield Hostile("text of 2 million letters", lambda: with_sheet(text_row(2, long_text, "Russia")))


def files() -> Iterator[Hostile]:
    """All of them."""
    yield from (*misnamed(), *damaged(), *bombs(), *odd())
