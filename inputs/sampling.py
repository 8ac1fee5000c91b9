"""Rows from all over the rest of a long sheet: it is not given up for the first ones alone."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import IO, Final

PLACES: Final = 12  # in the rest of a sheet, evenly spread
SAMPLE: Final = 120_000  # bytes of all sheets together: of one some 600 rows of demand
PIECE: Final = 2_000  # bytes at a place, at least
SKIPPED: Final = 1 << 20  # bytes that are unpacked at a time

_OPENING = re.compile(rb"<(?:\w+:)?sheetData[^>]*>")
_ROW = re.compile(rb"<(?:\w+:)?row[ >]")


def sample(source: IO[bytes], size: int, head: int, sheets: int = 1) -> bytes:
    """Rows of a worksheet's XML (of so many bytes, the head left out), one of so many `sheets` that are looked at.

    What stands before the rows comes first, nothing behind the last one; empty where the rows begin late.
    """
    opening = source.read(head)
    begun = _OPENING.search(opening)
    if not begun:
        return b""
    found = [opening[: begun.end()]]
    at, length = len(opening), max(PIECE, SAMPLE // sheets // PLACES)
    for k in range(PLACES):
        place = head + (2 * k + 1) * (size - head) // (2 * PLACES) - length // 2
        while at < place and (skipped := len(source.read(min(SKIPPED, place - at)))):
            at += skipped
        piece = source.read(length)
        at += len(piece)
        found += [piece[one:other] for one, other in pairwise(row.start() for row in _ROW.finditer(piece))]
    return b"".join(found)
