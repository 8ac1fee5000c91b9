"""Wrong cells of a column told one by one, then counted; blanks that must be filled, by row where that is clearer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.findings import NAMED, Findings
from inputs.problems import Problem
from inputs.schema import Column
from inputs.tables import Table
from inputs.tally import Kind

FINITE = 1e300  # as `cells.parse` has it


class Faults:
    """What is wrong in one column; once enough of a code is held, most such cells need no parsing to be counted."""

    def __init__(self, table: Table, column: Column, findings: Findings) -> None:
        self._table, self._column, self._problems = table, column, findings.problems
        self._counted: Counter[str] = Counter()
        self._room: dict[str, int] = {}
        self._figures = column.kind in ("number", "integer")
        self._full: frozenset[str] = frozenset()

    def only_counted(self, raw: object) -> bool:
        """Whether a cell is wrong in a way that is told often enough already; it is counted then."""
        if not self._full:
            return False
        code = self._code(raw)
        if code not in self._full:
            return False
        self._counted[code] += 1
        return True

    def _code(self, raw: object) -> str:
        """The code of a cell whose fault is seen without parsing it; "" for all others."""
        kind = type(raw)
        if kind is cells.Uncalculated:
            return "E203"
        if self._figures and (kind is int or kind is float) and -FINITE < raw < FINITE:  # type: ignore[operator]
            if not self._column.low <= raw <= self._column.high:  # type: ignore[operator]
                return "E206"
            if self._column.kind == "integer" and raw % 1:  # type: ignore[operator]
                return "E207"
        return ""

    def tell(self, i: int, raw: object, fault: cells.Fault) -> None:
        """Tell of an entry's fault, or count it."""
        code = fault.code
        if code in self._full:
            self._counted[code] += 1
            return
        room = self._room.get(code)
        if room is None:
            room = self._problems.room(code, self._table.sheet.name, self._column.name)
        if room > 0:
            self._problems.append(_refusal(self._table, i, self._column, cells.shown(raw), fault))
        else:
            self._counted[code] += 1
        self._room[code] = room - 1
        if room <= 1:
            self._full |= {code}

    def count(self) -> None:
        """Let those that were only counted be known."""
        for code, more in self._counted.items():
            self._problems.count(Kind(code, self._table.sheet.name, self._column.name), more)


def tell_blanks(
    table: Table, blanks: Mapping[str, list[int]], findings: Findings, rows: Sequence[Sequence[object]] = ()
) -> None:
    """E201 for the blank entries of each column.

    Where the table's `rows` are given, one problem stands for several of a row that lacks all of its key, or has one
    cell: a stray remark, say.
    """
    lacking = {name: np.array(entries, dtype=np.int64) for name, entries in blanks.items() if entries}
    if not lacking:
        return
    count, alike = _grouped(table, lacking, rows)
    begun = np.zeros(len(table), dtype=np.bool_)
    for name, entries in lacking.items():
        entries = entries[~(alike & begun)[entries]]
        begun[entries] = True
        room = findings.problems.room("E201", table.sheet.name, name)
        column = table.sheet.column(name)
        for i in entries[:room].tolist():
            more = int(count[i]) - 1 if alike[i] else 0
            findings.problems.append(_blank(table, i, column, more, rows[i] if more else ()))
        findings.problems.count(Kind("E201", table.sheet.name, name), len(entries[room:]))


def _grouped(
    table: Table, lacking: Mapping[str, NDArray[np.int64]], rows: Sequence[Sequence[object]]
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """How many cells each entry lacks, and whether they are told together."""
    count = np.zeros(len(table), dtype=np.int64)
    for entries in lacking.values():
        count[entries] += 1
    if not rows or count.max() < 2:
        return count, np.zeros(len(table), dtype=np.bool_)
    together = np.fromiter((len(row) - row.count(None) == 1 for row in rows), dtype=np.bool_)
    keys = [name for name in table.sheet.keys if table.sheet.column(name).required]
    if keys and all(name in lacking for name in keys):
        keyless = np.zeros(len(table), dtype=np.int64)
        for name in keys:
            keyless[lacking[name]] += 1
        together |= keyless == len(keys)
    return count, together & (count > 1)


def _blank(table: Table, i: int, column: Column, more: int, row: Sequence[object]) -> Problem:
    """A blank entry, which stands for `more` of its row."""
    fix = f"fill in: {column.meaning}"
    message = "this cell must be filled"
    if more:
        filled = [f"{get_column_letter(j + 1)}{table.rows[i]}" for j, cell in enumerate(row) if cell is not None]
        named = ", ".join(filled[:NAMED]) + (" ..." if len(filled) > NAMED else "")
        message += f", like {more} more of the row, which has only {named}"
        fix = f"fill in the row, or clear {named}"
    where = table.where(i, column.name)
    name, allowed = table.sheet.name, cells.allowed(column)
    return Problem("E201", name, where, column.name, "", message, allowed, fix, cells=1 + more)


def _refusal(table: Table, i: int, column: Column, value: str, fault: cells.Fault) -> Problem:
    where = table.where(i, column.name)
    return Problem(fault.code, table.sheet.name, where, column.name, value, fault.message, fault.allowed, fault.fix)
