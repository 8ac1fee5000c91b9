"""How a table lies on its sheet: which row is its header, and what is unusual but clear."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from openpyxl.utils import get_column_letter

from inputs.findings import Findings
from inputs.problems import Problem
from inputs.schema import Sheet, label
from inputs.sheets import BY_NAME, SHEETS
from inputs.spelling import fold
from inputs.tables import Area, RawTable

SEARCHED = 30  # filled rows at the top of a sheet among which the header is looked for


def spellings(sheet: Sheet) -> dict[str, str]:
    """Every accepted header of a sheet, folded, and the column it means; machine names win over labels."""
    found = {column.name: column.name for column in sheet.columns}
    for column in sheet.columns:
        with_units = (label(column, language, units) for language in ("en", "zh", "ru") for units in ("", "en"))
        for words in (column.name.replace("_", " "), column.zh, column.ru, *with_units):
            found.setdefault(fold(words), column.name)
    return found


def sheet_spellings() -> dict[str, str]:
    """Every accepted name of a sheet, folded, and the sheet it means."""
    spelt = {name: name for name in BY_NAME}
    for sheet in SHEETS:
        for words in (sheet.name.replace("_", " "), sheet.zh, sheet.ru):
            spelt.setdefault(fold(words), sheet.name)
    return spelt


def with_header(sheet: Sheet, raw: RawTable) -> RawTable:
    """The raw table with its header in place: the first row that has the sheet's columns.

    That is the first row with at least half as many of them as the best row has, so that neither a title nor a data
    row is taken for it; where no row has two of them, the first that has any; else the first filled row. Machine names
    count before labels, which may stand in a row above them.
    """
    rows = [(raw.header_row, raw.header), *raw.rows[: SEARCHED - 1]]
    texts = [{fold(cell) for cell in row if isinstance(cell, str)} for _, row in rows]
    aliases, names = spellings(sheet), set(sheet.names)
    named = [len(folded & names) for folded in texts]
    labelled = [len({aliases[text] for text in folded if text in aliases}) for folded in texts]
    scores = named if max(named) >= max(labelled) / 2 else labelled
    best = max(scores)
    wanted = max(best / 2, 2) if best > 1 else 1
    at = next((i for i, score in enumerate(scores) if score >= wanted), 0)
    while at + 1 < len(rows) and (0 < scores[at] <= scores[at + 1] or _repeated(sheet, rows[at][1], rows[at + 1][1])):
        at += 1  # a row of labels may be like the names below it, some of which may since have become those of periods
    if at == 0:
        return raw
    number, header = rows[at]
    above = tuple(n for n, row in rows[:at] if not _labels(sheet, row, header))
    return replace(raw, header=tuple(header), header_row=number, rows=raw.rows[at:], above=above)


def _repeated(sheet: Sheet, row: Sequence[object], below: Sequence[object]) -> bool:
    """Whether a row below one of headings has two or more of them again, in the same columns."""
    aliases = spellings(sheet)
    pairs = zip(map(_folded, row), map(_folded, below), strict=False)
    return sum(lower in sheet.names and aliases.get(upper) == lower for upper, lower in pairs) > 1


def _labels(sheet: Sheet, row: Sequence[object], header: Sequence[object]) -> bool:
    """Whether most cells of a row above the header begin with the label of the column below, as in templates."""
    aliases = spellings(sheet)
    matched = filled = 0
    for cell, heading in zip(row, header, strict=False):
        name = aliases.get(_folded(heading))
        if cell is not None and name:
            column = sheet.column(name)
            filled += 1
            matched += _folded(cell).startswith((fold(name.replace("_", " ")), fold(column.zh), fold(column.ru)))
    return filled > 1 and matched * 2 > filled


def _folded(cell: object) -> str:
    return fold(cell) if isinstance(cell, str) else ""


def note_layout(
    sheet: Sheet,
    raw: RawTable,
    rows: Sequence[int],
    places: Mapping[str, int],
    findings: Findings,
    columns: Iterable[int] = (),
) -> None:
    """Note what is unusual in where the table's `rows` (numbers on the sheet) and columns stand.

    `columns` are the positions of all that is read, those of `places` by name.
    """
    if raw.above:
        count = "a row above the header is" if len(raw.above) == 1 else f"{len(raw.above)} rows above the header are"
        findings.say("N130", sheet.name, f"{raw.above[0]}:{raw.above[-1]}", f"{count} passed over")
    if rows:
        gaps = _gaps([raw.header_row, *rows], raw.emptied)
        if gaps:
            findings.note("N131", sheet.name, "", f"{gaps[0][0]}:{gaps[0][0]}", cells=sum(n for _, n in gaps))
        ours = set(rows)
        for number in raw.hidden:
            if number in ours:
                findings.note("N132", sheet.name, "", f"{number}:{number}")
    for j in sorted({*columns, *places.values()}):
        if any(first <= j + 1 <= last for first, last in raw.hidden_columns):
            letter = get_column_letter(j + 1)
            findings.note("N137", sheet.name, "", f"{letter}:{letter}")
    order = [name for name, _ in sorted(places.items(), key=lambda place: place[1])]
    declared = [name for name in sheet.names if name in places]
    if order != declared:
        first = next(name for name, due in zip(order, declared, strict=True) if name != due)
        cell = f"{get_column_letter(places[first] + 1)}{raw.header_row}"
        findings.say("N133", sheet.name, cell, f"columns are read in the order {', '.join(order)}")
    if raw.stray:
        message = "cells so far to the right are not read"
        findings.problems.append(Problem("W123", sheet.name, raw.stray, "", "", message, fix="clear them"))


def _gaps(rows: Sequence[int], emptied: Collection[int]) -> list[tuple[int, int]]:
    """First row and length of each run of blank rows between filled ones, but for those that were emptied."""
    found = []
    for above, below in pairwise(rows):
        blank = [row for row in range(above + 1, below) if row not in emptied] if emptied else range(above + 1, below)
        if blank:
            found.append((blank[0], len(blank)))
    return found


def merged_cells(
    sheet: Sheet, raw: RawTable, rows: Sequence[int], columns: Iterable[int], findings: Findings
) -> set[tuple[int, int]]:
    """E117: merged cells in the table's header, `rows` or `columns` (positions from 0).

    Returns the row number and column position of the cells that a merge leaves blank: what ought to stand in them is
    not known, and nothing more is said about them.
    """
    if not raw.merged:
        return set()
    ours = sorted(columns)
    numbers = [raw.header_row, *rows]
    covered: set[tuple[int, int]] = set()
    for area in dict.fromkeys(raw.merged):
        inside = [(row, j) for row in _between(numbers, area) for j in ours if _spans(area, j)]
        if not inside or covered.issuperset(inside):  # the latter only where a file is damaged: merges overlap
            continue
        head = (area.first_row, area.first_column - 1)
        covered.update(place for place in inside if place != head)
        value = _shown_at(raw, head)
        fix = "unmerge them and fill in every cell"
        message = "cells are merged, so it is not known what stands in each of them"
        findings.problems.append(Problem("E117", sheet.name, str(area), "", value, message, "one value a cell", fix))
    return covered


def heading_merged(raw: RawTable, position: int) -> bool:
    """Whether a column's heading is among merged cells, which is reported as such."""
    return any(_between([raw.header_row], area) and _spans(area, position) for area in raw.merged)


def _between(numbers: Sequence[int], area: Area) -> Sequence[int]:
    """Those of the rows, which are in order, that the area touches."""
    return numbers[bisect_left(numbers, area.first_row) : bisect_right(numbers, area.last_row)]


def _spans(area: Area, position: int) -> bool:
    return area.first_column - 1 <= position <= area.last_column - 1


def _shown_at(raw: RawTable, place: tuple[int, int]) -> str:
    number, position = place
    rows = [raw.header] if number == raw.header_row else [row for n, row in raw.rows if n == number]
    row = rows[0] if rows else ()
    value = row[position] if position < len(row) else None
    return "" if value is None else str(value)[:80]
