"""Which column a heading means: machine names, or Chinese or Russian labels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.draft import listed
from inputs.findings import Findings
from inputs.layout import heading_merged, spellings
from inputs.problems import Problem, nearest
from inputs.schema import Column, Sheet, label
from inputs.spelling import by_fold, declared, fold, foreign_letters, lookalike, perhaps
from inputs.tables import RawTable

PAST = "past "  # begins the heading of a period that is over, in a wide sheet


def heading_places(sheet: Sheet, raw: RawTable, findings: Findings) -> dict[str, int]:
    """Column name -> position in the raw row; columns named twice are reported, labels noted."""
    aliases = spellings(sheet)
    names = {fold(text) for name in sheet.names for text in (name, name.replace("_", " "))}
    names |= {fold(label(column, "en")) for column in sheet.columns}
    places: dict[str, int] = {}
    again: list[tuple[str, int]] = []
    for j, heading in enumerate(raw.header):
        folded = _fold(heading)
        name = aliases.get(folded)
        if name is None:
            continue
        if name in places:
            again.append((name, j))
            continue
        places[name] = j
        if folded not in names:
            findings.note("N135", sheet.name, "", _cell(raw, j), cells.shown(heading))
    for name, j in again:
        findings.problems.append(_twice(sheet, raw, places, name, j))
    return places


def _twice(sheet: Sheet, raw: RawTable, places: dict[str, int], name: str, j: int) -> Problem:
    """E113. If one of the two stands where an absent column belongs, it is read as that one (put into `places`)."""
    wide = sheet.wide_by and sheet.wide_by not in places
    names = [other for other in sheet.names if not wide or (sheet.column(other).key and other != sheet.wide_by)]
    for wrong, right in ((j, places[name]), (places[name], j)):
        other = _by_place(names, wrong, places | {name: right})
        if other:
            places |= {name: right, other: wrong}
            message = f"{name} stands in {_cell(raw, right)} too; perhaps {other} is meant"
            return _heading(sheet, raw, wrong, "E113", message, f"head the column {other}, or remove it")
    return _heading(sheet, raw, j, "E113", f"{name} stands in {_cell(raw, places[name])} already", "remove one")


def misspelt_keys(
    sheet: Sheet, raw: RawTable, places: dict[str, int], findings: Findings, known: dict[str, None] | None
) -> None:
    """E116 in a wide sheet: a heading that stands for an absent key column, and no `wide_by` value, is read as it."""
    aliases = spellings(sheet)
    keys = [name for name in sheet.keys if name != sheet.wide_by]
    for j, heading in enumerate(raw.header):
        text = cells.clean(cells.shown(heading))
        if _fold(heading) in aliases or declared(text, known or {}, {}) or nearest(text, known or {}):
            continue
        name = meant(sheet, keys, raw, j, places)
        if name:
            places[name] = j
            findings.problems.append(_misspelt(sheet, raw, j, name))


def meant(sheet: Sheet, names: Sequence[str], raw: RawTable, j: int, places: dict[str, int]) -> str | None:
    """The absent column that an unknown heading, or none above filled cells, most likely stands for; None: none does.

    It is spelt alike; or it is the one that belongs between those at its sides, and either no other is absent or the
    heading is no word.
    """
    heading = _fold(cell_at(raw.header, j))
    absent = [name for name in names if name not in places]
    near = (lookalike(heading, absent) or nearest(heading, absent)) if heading else None
    near = near or _without_unit(heading, sheet, absent)
    wordless = not any(letter.isalpha() for letter in heading)
    if near or not absent or (len(absent) > 1 and not wordless) or not any(cell_at(row, j) for _, row in raw.rows):
        return near
    return _by_place(names, j, places)


def _without_unit(heading: str, sheet: Sheet, absent: Sequence[str]) -> str | None:
    """The absent column that a heading such as "unit cost (CNY)" names before a unit that is not the declared one."""
    words = re.split(r"[(\[,;]", heading, maxsplit=1)[0].strip()
    name = spellings(sheet).get(words) if words != heading else None
    return name if name in absent else None


def _by_place(names: Sequence[str], j: int, places: dict[str, int]) -> str | None:
    """The absent column that belongs exactly between those at the sides of position `j`; None where none does."""
    at = {position: name for name, position in places.items()}
    for name in names:
        if name in places:
            continue
        rank = names.index(name)
        before = names[rank - 1] if rank else None
        after = names[rank + 1] if rank + 1 < len(names) else None
        if (before, after) == (at.get(j - 1), at.get(j + 1)):
            return name
    return None


def spread_columns(
    sheet: Sheet, raw: RawTable, places: dict[str, int], findings: Findings, known: dict[str, None] | None
) -> dict[str, int]:
    """Value of the `wide_by` key -> position of its column.

    Reported: values that are unknown, repeated, or dates. A heading with nothing like a number below it is a
    remark of the planner's, which is noted.
    """
    aliases = spellings(sheet)
    folded = by_fold(known or {})
    spread: dict[str, int] = {}
    for j, heading in enumerate(raw.header):
        if heading is None or j in places.values() or _fold(heading) in aliases:
            continue
        name = cells.clean(cells.shown(heading))
        if known is not None:
            name = declared(name, known, folded) or name
        if name in spread:
            findings.problems.append(_heading(sheet, raw, j, "E113", f"{name} heads two columns", "remove one"))
        elif _fold(heading).startswith(PAST):
            continue  # owp roll has put it there
        elif known is None or name in known:
            spread[name] = j
            if name != cells.shown(heading):
                findings.note("N144", sheet.name, "", _cell(raw, j), cells.shown(heading), name)
        elif not cells.is_date(heading) and lookalike(name, known) is None and _remark(sheet, name, known, raw, j):
            findings.note("N134", sheet.name, "", _cell(raw, j), name)
        else:
            findings.problems.append(_unknown_heading(sheet, raw, j, name, known))
    return spread


def _remark(sheet: Sheet, name: str, known: dict[str, None], raw: RawTable, j: int) -> bool:
    """Whether a column of a wide sheet is no period misspelt: no name is near, and it holds no figure."""
    measure = next(column for column in sheet.columns if not column.key)
    filled = (cell_at(row, j) for _, row in raw.rows)
    figures = (cell is not None and cells.looks_like_a_figure(cell, measure) for cell in filled)
    return nearest(name, known) is None and not any(figures)


def _unknown_heading(sheet: Sheet, raw: RawTable, j: int, name: str, known: dict[str, None]) -> Problem:
    home = sheet.column(sheet.wide_by).reference.partition(".")[0]
    allowed = listed(known)
    if cells.is_date(raw.header[j]):
        quarter = fold(cells.quarter_of(raw.header[j]))
        begun = next((name for name in known if quarter and fold(name).startswith(quarter)), None)
        fix = f"perhaps {begun} is meant" if begun else f"head the column with a name of the {home} sheet"
        return _heading(sheet, raw, j, "E213", f"this is a date, not a {sheet.wide_by}", fix, allowed)
    fix = perhaps(name, known, "correct it, or remove the column")
    return _heading(sheet, raw, j, "E302", f"not on the {home} sheet", fix, allowed)


def unknown_columns(sheet: Sheet, raw: RawTable, places: dict[str, int], findings: Findings) -> None:
    """Report or note columns that are not known.

    One that seems to misspell an absent column is an error, and is read as that column (put into `places`), so that
    what is wrong in it comes to light in the same pass.
    """
    aliases = spellings(sheet)
    unheaded = _unheaded(raw)
    for j in sorted({j for j, heading in enumerate(raw.header) if heading is not None} | unheaded):
        heading = cell_at(raw.header, j)
        if _fold(heading) in aliases:
            continue
        filled = {name: at for name, at in places.items() if any(cell_at(row, at) is not None for _, row in raw.rows)}
        moved = _by_place(sheet.names, j, filled) if j in unheaded else None  # its heading stands over an empty column
        name = meant(sheet, sheet.names, raw, j, places) or moved
        if name:
            places[name] = j
            findings.problems.append(_misspelt(sheet, raw, j, name))
        elif heading is not None:
            findings.note("N134", sheet.name, "", _cell(raw, j), cells.shown(heading))
        else:
            message, fix = "this column has no heading and is not read", "give it a heading, or clear it"
            findings.problems.append(_heading(sheet, raw, j, "W122", message, fix))


def unheaded_figures(sheet: Sheet, raw: RawTable, places: dict[str, int], findings: Findings) -> None:
    """E118, W122: columns of a wide sheet without a heading, with figures that would be lost in silence or without."""
    measure = next(column for column in sheet.columns if not column.key)
    for j in sorted(_unheaded(raw) - set(places.values())):
        filled = ((number, cell_at(row, j)) for number, row in raw.rows)
        figures = (n for n, cell in filled if cell is not None and cells.looks_like_a_figure(cell, measure))
        first = next(figures, None)
        if first is not None:
            where = f"{get_column_letter(j + 1)}{first}"
            message = f"this column has figures, {where} the first, but no {sheet.wide_by} as its heading"
            fix = "give it one, or clear it"
            findings.problems.append(_heading(sheet, raw, j, "E118", message, fix))
        else:
            message, fix = "this column has no heading and is not read", "give it a heading, or clear it"
            findings.problems.append(_heading(sheet, raw, j, "W122", message, fix))


def _unheaded(raw: RawTable) -> set[int]:
    """Positions of the columns with filled cells below no heading, but for those under merged ones."""
    filled = {j for _, row in raw.rows for j in _beyond(row, raw.header, len(raw.header))}
    return {j for j in filled if not heading_merged(raw, j)}


def _beyond(row: Sequence[object], header: Sequence[object], headed: int) -> list[int]:
    """Positions of a row's filled cells that stand below no heading."""
    if len(row) <= headed and None not in header:
        return []
    return [j for j, cell in enumerate(row) if cell is not None and (j >= headed or header[j] is None)]


def _misspelt(sheet: Sheet, raw: RawTable, j: int, name: str) -> Problem:
    heading = cells.clean(cells.shown(cell_at(raw.header, j)))
    message = f"perhaps {name} is meant" if heading else f"this column has no heading; perhaps {name} is meant"
    if lookalike(heading, [name]):
        message += f": {foreign_letters(heading, name)} here"
    return _heading(sheet, raw, j, "E116", message, f"head the column {name}, or rename or remove it")


def missing_column(sheet: Sheet, column: Column, raw: RawTable) -> Problem:
    """E112, at the header's row."""
    message = f"the column {column.name} is missing ({column.meaning})"
    fix = f"add a column headed {column.name}"
    return Problem("E112", sheet.name, f"{raw.header_row}:{raw.header_row}", column.name, "", message, fix=fix)


def cell_at(row: Sequence[object], j: int) -> object:
    """The cell, None where it is blank or the row ends before it."""
    return row[j] if j < len(row) else None


def _fold(heading: object) -> str:
    return fold(cells.shown(heading))


def _cell(raw: RawTable, j: int) -> str:
    return f"{get_column_letter(j + 1)}{raw.header_row}"


def _heading(sheet: Sheet, raw: RawTable, j: int, code: str, message: str, fix: str, allowed: str = "") -> Problem:
    return Problem(code, sheet.name, _cell(raw, j), "", cells.shown(cell_at(raw.header, j)), message, allowed, fix)
