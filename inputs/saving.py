"""Saves workbooks: whole or not at all, without a clock, and with the known result beside every formula."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from inputs.files import replace_whole

TIMESTAMP = dt.datetime(2026, 1, 1)  # fixed, so that the same tables give the same bytes
Known = str | float | int | bool
FORMULA_CELL = re.compile(rb'<c r="([A-Z]+[0-9]+)"([^>]*)><f>([^<]*)</f><v ?(?:/>|></v>)</c>')


def save(book: Workbook, path: str | os.PathLike[str], known: Mapping[str, Mapping[str, Known]] | None = None) -> None:
    """Save `book` with fixed time stamps; a reader never sees half a file.

    `known` holds the results of formulas, by sheet and cell: openpyxl writes none, and a preview, a protected view or
    a program that does not calculate would show blanks. Raises OSError where the folder cannot be written.
    """
    if book.properties.creator == "openpyxl":  # a workbook of our own, no planner's
        book.properties.creator = "owp"
        book.properties.created = TIMESTAMP
    book.properties.modified = TIMESTAMP
    results = {
        f"xl/worksheets/sheet{book.sheetnames.index(name) + 1}.xml": cells for name, cells in (known or {}).items()
    }
    raw = io.BytesIO()
    with _Archive(raw, results) as archive:
        ExcelWriter(book, archive).save()
    replace_whole(path, raw.getvalue())


class _Archive(zipfile.ZipFile):
    """A zip file whose parts all bear TIMESTAMP, and whose sheets have the results of their formulas."""

    def __init__(self, file: io.BytesIO, results: Mapping[str, Mapping[str, Known]]) -> None:
        super().__init__(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        self._results = results

    def writestr(  # type: ignore[override]  # openpyxl gives no more
        self, part: str | zipfile.ZipInfo, content: Any, *_: Any, **__: Any
    ) -> None:
        super().writestr(self._entry(part if isinstance(part, str) else part.filename), content)

    def write(self, source: Any, part: Any = None, *_: Any, **__: Any) -> None:  # type: ignore[override]
        """Add a sheet that openpyxl has written to a file."""
        results = self._results.get(str(part))
        entry = self._entry(str(part))
        with open(source, "rb") as sheet:
            if results:
                super().writestr(entry, _with_results(sheet.read(), results))
                return
            entry.file_size = os.path.getsize(source)  # tells whether large-file headers are needed
            with self.open(entry, "w") as packed:
                while piece := sheet.read(1 << 20):
                    packed.write(piece)

    def _entry(self, part: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(part, TIMESTAMP.timetuple()[:6])
        entry.compress_type = zipfile.ZIP_DEFLATED
        return entry


def _with_results(sheet: bytes, results: Mapping[str, Known]) -> bytes:
    """A sheet's XML with the result of each formula in the cell's value."""

    def filled(cell: re.Match[bytes]) -> bytes:
        at, style, formula = cell.groups()
        if at.decode() not in results:
            return cell.group()
        value = results[at.decode()]
        if isinstance(value, str):
            kind, shown = b' t="str"', escape(value).encode()
        elif isinstance(value, bool):
            kind, shown = b' t="b"', b"1" if value else b"0"
        else:
            kind, shown = b"", repr(value if isinstance(value, int) else float(value)).encode()
        return b'<c r="%s"%s%s><f>%s</f><v>%s</v></c>' % (at, style, kind, formula, shown)

    return FORMULA_CELL.sub(filled, sheet)
