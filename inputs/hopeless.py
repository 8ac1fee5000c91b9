"""Sheets not read to their end, as nearly everything in their first rows, and in a sample of the rest, is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from inputs.problems import Problem
from inputs.tables import Table
from inputs.tally import Tally

LOOKED_AT: Final = (1_000, 5_000)  # rows of all long sheets; after the first too they must seem hopeless
MANY: Final = 10  # long sheets, of which one look at a few rows of each is enough
FEWEST: Final = 50  # rows that say something about the rest
MOST_WRONG: Final = 0.9  # of these rows; with fewer wrong ones the rest is likely to hold others, which are told too


def hopeless(tables: Iterable[Table], problems: Tally) -> dict[str, int]:
    """Sheets of which only a part was read, nearly all of them wrong, and how many are."""
    found, tables = {}, list(tables)
    cut = {table.sheet.name for table in tables if table.cut}
    for table in tables:
        if table.cut:
            # names that may stand in rows of another sheet that were not read are not wrong
            sure = [column.name for column in table.sheet.columns if column.reference.partition(".")[0] not in cut]
            wrong = max(table.wrong_rows(*sure), problems.most(table.sheet.name) // table.per_row)
            if _rows(table) >= FEWEST and wrong > MOST_WRONG * _rows(table):
                found[table.sheet.name] = wrong
    return found


def unread(tables: Iterable[Table], lost: Mapping[str, int]) -> Iterator[Problem]:
    """E119 for each table that was not read to its end; `lost` has those that are why, and their wrong rows."""
    names = " and ".join(lost)
    for table in tables:
        if not table.cut:
            continue
        name = table.sheet.name
        message = f"rows from {_figure(table.cut)} on are not looked at, as "
        if name in lost:
            message += f"{_figure(lost[name])} of the first {_figure(_rows(table))} are wrong"
            fix = (
                "most likely all rows are wrong alike: mend the whole column, not the rows told alone, and check again"
            )
        else:
            message += f"nearly everything on {names} is wrong"
            fix = f"mend {names} and check again"
        yield Problem("E119", name, f"{table.cut}:{table.cut}", "", "", message, fix=fix)


def _rows(table: Table) -> int:
    return len(table) // table.per_row


def _figure(count: int) -> str:
    return f"{count:,}".replace(",", " ")
