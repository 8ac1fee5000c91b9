"""Sheets that are not read to their end, as nearly everything in their first rows is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from inputs.problems import Problem
from inputs.tables import Table

LOOKED_AT: Final = (1_000, 10_000)  # rows of a long sheet after which it may be given up, if it may after the first too
MOST_WRONG: Final = 0.9  # of these rows; with fewer wrong ones the rest is likely to hold others, which are told too


def hopeless(tables: Iterable[Table]) -> list[Table]:
    """Those tables of whose sheets only the first rows were read, nearly all of them wrong."""
    return [table for table in tables if table.cut and table.wrong_rows > MOST_WRONG * _rows(table)]


def unread(tables: Iterable[Table], lost: Sequence[Table]) -> Iterator[Problem]:
    """E119 for each table that was not read to its end, of which those in `lost` are hopeless."""
    names = " and ".join(table.sheet.name for table in lost)
    for table in tables:
        if not table.cut:
            continue
        message = f"rows from {table.cut:,} on are not looked at, as ".replace(",", " ")
        if table in lost:
            message += f"{_figure(table.wrong_rows)} of the first {_figure(_rows(table))} rows are wrong"
            fix = "mend the rows told, most likely all in the same way, and check again"
        else:
            message += f"nearly everything on {names} is wrong"
            fix = f"mend {names} and check again"
        yield Problem("E119", table.sheet.name, f"{table.cut}:{table.cut}", "", "", message, fix=fix)


def _rows(table: Table) -> int:
    return len(table) // table.per_row


def _figure(count: int) -> str:
    return f"{count:,}".replace(",", " ")
