"""The gate: what a file is and whether it can be opened safely, told before any parser of spreadsheets sees it.

Everything here is bounded: a file is refused by its size, by what its zip directory declares (Python's zipfile never
unpacks more than that) or by one pass over its bytes, in a second or two, whatever somebody has put into it.
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from inputs.package import package_problems
from inputs.problems import Problem
from inputs.scanning import Refused, has_merged_cells, scan, scan_whole

MEGABYTE: Final = 1_000_000
# A wide demand sheet of 1000 SKUs, 300 zones and 6 periods takes about 15 MB packed, 90 MB unpacked.
MOST_BYTES: Final = 50 * MEGABYTE
MOST_UNPACKED: Final = 250 * MEGABYTE
MOST_SMALL_PART: Final = 5 * MEGABYTE  # styles, themes, properties, lists of parts: parsed whole, so kept small
MOST_RATIO, RATIO_FROM = 200, 20 * MEGABYTE  # unpacked over packed; ordinary sheets reach 50
MOST_PARTS: Final = 2000

_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # container of old .xls files and of encrypted .xlsx files
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # stream that only the latter have
_END_RECORD = b"PK\x05\x06"
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
MENDED: Final = (
    "copy or download it again, or ask its sender for it; or let a spreadsheet program repair it and save as .xlsx"
)


@dataclass(frozen=True)
class Verdict:
    """What the gate says: `refusal`, or None with the notes that go with reading on.

    `long` names sheets of which only the head was looked at, `cells` counts those of all others.
    """

    refusal: Problem | None
    notes: tuple[Problem, ...] = ()
    long: tuple[str, ...] = ()
    cells: int = 0


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
    verdict = judge_heads(content, name)
    refusal = verdict.refusal or judge_rest(content, name, verdict)
    return Verdict(refusal) if refusal else verdict


def judge_heads(content: bytes, name: str) -> Verdict:
    """Whether these bytes are a workbook of which the first rows of each sheet can be read safely."""
    try:
        return _opened(content, name)
    except Refused as refused:
        return Verdict(file_problem(refused.code, name, refused.message, refused.fix))


def merged(content: bytes, verdict: Verdict) -> bool:
    """Whether a long sheet of a workbook whose heads were judged has merged cells."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return has_merged_cells(archive, verdict.long)


def judge_rest(content: bytes, name: str, verdict: Verdict) -> Problem | None:
    """What forbids reading all of a workbook's long sheets, whose heads may be read by this verdict."""
    try:
        with _readable(content) as archive:
            scan_whole(archive, verdict.long, verdict.cells)
    except Refused as refused:
        return file_problem(refused.code, name, refused.message, refused.fix)
    return None


def file_problem(code: str, name: str, message: str, fix: str) -> Problem:
    """A problem of the file as a whole."""
    return Problem(code, "", "", "", name, message, allowed="an Excel workbook (.xlsx)", fix=fix)


def unreadable(name: str, damage: Exception) -> Problem:
    """E104, for a file that passed the gate but made its parser raise."""
    return file_problem("E104", name, f"it cannot be opened ({type(damage).__name__})", MENDED)


def _opened(content: bytes, name: str) -> Verdict:
    if not content.startswith(b"PK"):
        raise _other_format(content)
    _count_parts(content)
    with _readable(content) as archive:
        _kind(archive)
        _sizes(archive)
        cells, long = scan(archive)
        found = package_problems(archive, name)
    for problem in found:
        if problem.severity == "error":
            raise Refused(problem.code, problem.message, problem.fix)
    return Verdict(None, tuple(found), long, cells)


@contextmanager
def _readable(content: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive; raises Refused where it is damaged, also where that comes to light while it is read."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, OSError, NotImplementedError, ValueError) as damage:
        raise _damaged() from damage
    except (RuntimeError, zipfile.zlib.error) as damage:  # type: ignore[attr-defined] # a stream that is no deflate
        raise _damaged() from damage


def _damaged() -> Refused:
    return Refused("E104", "it is cut off or damaged", MENDED)


def _other_format(content: bytes) -> Refused:
    """What a file is that is no zip, by its first bytes."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    save = "open it in a spreadsheet program and save it as .xlsx"
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            return Refused("E102", "it is encrypted", "save it without a password (File, Info, Protect Workbook)")
        return Refused("E103", "it has the old form .xls", "save it as .xlsx")
    if head.startswith(b"%pdf"):
        return Refused("E101", "it is a PDF", "give the workbook it was printed from")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        return Refused("E101", "it is an XML spreadsheet of 2003", save)
    if head.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta")):
        return Refused("E101", "it is a web page (HTML)", save)
    if head.startswith(b"<"):
        return Refused("E101", "it is an XML file, no workbook", save)
    if _is_text(content[:4096]):
        return Refused("E101", "it is a text file (CSV or the like)", f"{save}, each table on its own sheet")
    return Refused("E101", "it is no Excel workbook", "give a workbook saved as .xlsx")


def _is_text(head: bytes) -> bool:
    """Whether a file's first bytes are text, in whatever encoding: UTF-16 (Excel's "Unicode text"), GBK or others."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[: len(head) // 2 * 2].decode("utf-16", "replace").encode()
    return not any(byte < 32 and byte not in b"\t\n\r\f" for byte in head)


def _count_parts(content: bytes) -> None:
    """The number of parts, from the zip's last record: a directory of millions would take long to read."""
    at = content.rfind(_END_RECORD, max(0, len(content) - 65_600))
    if at < 0 or at + 22 > len(content):
        raise _damaged()
    parts = struct.unpack_from("<H", content, at + 10)[0]
    directory = struct.unpack_from("<I", content, at + 12)[0]
    if parts > MOST_PARTS or directory > MOST_PARTS * 1000:
        raise Refused(
            "E105", f"it has more than {MOST_PARTS} parts", "keep the plan's sheets in a workbook of their own"
        )


def _kind(archive: zipfile.ZipFile) -> None:
    names = [part.filename for part in archive.infolist()]
    present = set(names)
    save = "open it in a spreadsheet program and save it as .xlsx"
    if len(present) < len(names):
        raise Refused("E104", "two of its parts have the same name", save)
    if any(part.flag_bits & 0x1 for part in archive.infolist()):
        raise Refused("E102", "it is encrypted", "save it without a password")
    if any(part.compress_type not in _PLAIN for part in archive.infolist()):
        raise Refused("E104", "its parts are packed in a way that workbooks are not", save)
    if "xl/workbook.bin" in present:
        raise Refused("E101", "it is a binary workbook (.xlsb)", "save it as .xlsx")
    if "mimetype" in present and "content.xml" in present:
        raise Refused("E101", "it is an OpenDocument file (.ods)", "save it as .xlsx")
    if "word/document.xml" in present or "ppt/presentation.xml" in present:
        raise Refused("E101", "it is a document of another office program", "give a workbook saved as .xlsx")
    if "[Content_Types].xml" not in present:
        raise Refused("E101", "it is a zip archive, no workbook", "give a workbook saved as .xlsx")


def _sizes(archive: zipfile.ZipFile) -> None:
    """Declared sizes; reading never unpacks more than they say."""
    total = 0
    for part in archive.infolist():
        total += part.file_size
        if part.file_size > RATIO_FROM and part.file_size > MOST_RATIO * max(1, part.compress_size):
            ratio = part.file_size // max(1, part.compress_size)
            raise Refused(
                "E105",
                f"its part {part.filename[:80]} unpacks to {ratio} times its size",
                "copy the filled cells into a new workbook",
            )
        big = part.filename.startswith(("xl/worksheets/", "xl/media/", "xl/drawings/", "xl/comments", "xl/embeddings/"))
        if not big and part.filename != "xl/sharedStrings.xml" and part.file_size > MOST_SMALL_PART:
            raise Refused(
                "E105",
                f"its part {part.filename[:80]} has {part.file_size // MEGABYTE} MB",
                "copy the cells as values into a new workbook",
            )
    if total > MOST_UNPACKED:
        raise Refused(
            "E105",
            f"it unpacks to {total // MEGABYTE} MB, more than {MOST_UNPACKED // MEGABYTE}",
            "keep the plan's sheets in a workbook of their own",
        )
