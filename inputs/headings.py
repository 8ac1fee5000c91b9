"""Which column a heading means: machine names, or Chinese or Russian labels."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.problems import Problem, nearest
from inputs.schema import Column, Sheet
from inputs.sheets import BY_NAME, SHEETS
from inputs.tables import RawTable


def spellings(sheet: Sheet) -> dict[str, str]:
    """Every accepted header of a sheet, folded, and the column it means; machine names win over labels."""
    found = {column.name: column.name for column in sheet.columns}
    for column in sheet.columns:
        for label in (column.name.replace("_", " "), column.zh, column.ru):
            found.setdefault(_fold(label), column.name)
    return found


def header_place(title: str, rows: Sequence[Sequence[object]]) -> int:
    """Which of a sheet's first rows is the header: the one with most machine names, or else labels, of its columns.

    The first row where the sheet is not a declared one, or no row looks like a header. Titles, notes and a row of
    labels may so stand above it.
    """
    sheet = BY_NAME.get(sheet_spellings().get(cells.clean(title).casefold(), ""))
    if sheet is None or not rows:
        return 0
    aliases, names = spellings(sheet), set(sheet.names)
    best, most = 0, (0, 0)
    for i, row in enumerate(rows):
        folded = {_fold(cell) for cell in row if isinstance(cell, str)}
        score = len(folded & names), len({aliases[word] for word in folded if word in aliases})
        if score > most or (score == most and i == best + 1 and score > (0, 0)):  # a row of labels may be the same
            best, most = i, score
    return best


def sheet_spellings() -> dict[str, str]:
    """Every accepted name of a sheet, folded, and the sheet it means."""
    spelt = {name: name for name in BY_NAME}
    for sheet in SHEETS:
        for label in (sheet.name.replace("_", " "), sheet.zh, sheet.ru):
            spelt.setdefault(label.casefold(), sheet.name)
    return spelt


def heading_places(sheet: Sheet, raw: RawTable, problems: list[Problem]) -> dict[str, int]:
    """Column name -> position in the raw row; columns named twice are reported."""
    aliases = spellings(sheet)
    places: dict[str, int] = {}
    for j, heading in enumerate(raw.header):
        name = aliases.get(_fold(heading))
        if name is None:
            continue
        if name in places:
            first = f"{get_column_letter(places[name] + 1)}{raw.header_row}"
            problems.append(_heading(sheet, raw, j, "E113", f"{name} stands in {first} already", "remove one"))
        else:
            places[name] = j
    return places


def spread_columns(
    sheet: Sheet, raw: RawTable, problems: list[Problem], known: dict[str, None] | None
) -> dict[str, int]:
    """Value of the `wide_by` key -> position of its column; unknown and repeated values are reported."""
    aliases = spellings(sheet)
    spread: dict[str, int] = {}
    for j, heading in enumerate(raw.header):
        if cells.is_blank(heading) or _fold(heading) in aliases:
            continue
        name = cells.clean(cells.shown(heading))
        if name in spread:
            problems.append(_heading(sheet, raw, j, "E113", f"{name} heads two columns", "remove one"))
        elif known is not None and name not in known:
            home = sheet.column(sheet.wide_by).reference.partition(".")[0]
            near = nearest(name, known)
            fix = f"perhaps {near} is meant" if near else "correct it, or remove the column"
            problems.append(_heading(sheet, raw, j, "E302", f"not on the {home} sheet", fix))
        else:
            spread[name] = j
    return spread


def unknown_columns(sheet: Sheet, raw: RawTable, places: dict[str, int], problems: list[Problem]) -> set[str]:
    """Report columns that are not known; returns the absent columns that some seem to misspell."""
    absent = [name for name in sheet.names if name not in places]
    misspelt: set[str] = set()
    aliases = spellings(sheet)
    width = max([len(raw.header), *(len(row) for _, row in raw.rows)])
    for j in range(width):
        heading = cell_at(raw.header, j)
        if _fold(heading) in aliases:
            continue
        if heading is None:
            if any(cell_at(row, j) is not None for _, row in raw.rows):
                problems.append(_heading(sheet, raw, j, "W122", "this column has no heading and is not read", ""))
            continue
        meant = nearest(_fold(heading), absent)
        if meant:
            misspelt.add(meant)
            message, fix = f"perhaps {meant} is meant", f"head the column {meant}, or rename or remove it"
            problems.append(_heading(sheet, raw, j, "E116", message, fix))
        else:
            message = "this column is not known and is not read"
            problems.append(_heading(sheet, raw, j, "W122", message, "remove it, or leave it as a note"))
    return misspelt


def missing_column(sheet: Sheet, column: Column, raw: RawTable) -> Problem:
    message = f"the column {column.name} is missing ({column.meaning})"
    fix = f"add a column headed {column.name}"
    return Problem("E112", sheet.name, f"{raw.header_row}:{raw.header_row}", column.name, "", message, fix=fix)


def cell_at(row: Sequence[object], j: int) -> object:
    """The cell, None where it is blank or the row ends before it."""
    raw = row[j] if j < len(row) else None
    return None if cells.is_blank(raw) else raw


def _fold(text: object) -> str:
    return cells.clean(cells.shown(text)).casefold()


def _heading(sheet: Sheet, raw: RawTable, j: int, code: str, message: str, fix: str) -> Problem:
    cell = f"{get_column_letter(j + 1)}{raw.header_row}"
    return Problem(code, sheet.name, cell, "", cells.shown(cell_at(raw.header, j)), message, fix=fix)
