"""Raw tables become typed tables: each cell by its column's declaration, blanks by its default."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.faults import Faults, tell_blanks
from inputs.findings import NAMED, Findings
from inputs.headings import (
    cell_at,
    heading_places,
    missing_column,
    misspelt_keys,
    spread_columns,
    unheaded_figures,
    unknown_columns,
)
from inputs.layout import merged_cells, note_layout
from inputs.schema import Column, Sheet, Value
from inputs.tables import Assumption, RawTable, Table

NUMBERS = frozenset({int, float})
NOTHING = frozenset({type(None)})


def type_table(
    sheet: Sheet, raw: RawTable, currency: str, findings: Findings, headings: dict[str, None] | None = None
) -> Table:
    """The raw table typed against its declaration.

    `currency` is the plan's, for blank currency cells; `headings` are the names that may head the columns of a
    wide sheet (None: not known, any is taken). What is wrong, what was let pass, and the defaults that filled
    cells go to `findings`.
    """
    places = heading_places(sheet, raw, findings)
    if sheet.wide_by and sheet.wide_by not in places and "units" not in places:
        return _type_wide(sheet, raw, places, findings, headings)
    unknown_columns(sheet, raw, places, findings)
    kept, covered = _kept(sheet, raw, list(places.values()), places, findings)
    table = Table(sheet, {}, [n for n, _ in kept], header_row=raw.header_row)
    table.letters = {name: get_column_letter(j + 1) for name, j in places.items()}
    blanks: dict[str, list[int]] = {}
    for column in sheet.columns:
        found = _column(kept, places.get(column.name))
        if column.name not in places and column.required:
            _miss(table, column, findings, raw)
        silent = _silent(table.rows, places.get(column.name), covered)
        blanks[column.name] = _type_column(table, column, found, currency, findings, silent)
    tell_blanks(table, blanks, findings, [row for _, row in kept])
    if sheet.wide_by and len(table):
        findings.say(
            "N136", sheet.name, f"{raw.header_row}:{raw.header_row}", "read in its long form, one row a period"
        )
    return table


def _type_wide(
    sheet: Sheet, raw: RawTable, places: dict[str, int], findings: Findings, headings: dict[str, None] | None
) -> Table:
    """A sheet whose `wide_by` values head columns of their own, melted row by row to the long form."""
    measure = next(column for column in sheet.columns if not column.key)
    keys = [column for column in sheet.columns if column.key and column.name != sheet.wide_by]
    before = len(findings.problems)
    misspelt_keys(sheet, raw, places, findings, headings)
    spread = spread_columns(sheet, raw, places, findings, headings)
    unheaded_figures(sheet, raw, places, findings)
    doubtful = len(findings.problems) > before
    kept, covered = _kept(sheet, raw, [*places.values(), *spread.values()], places, findings)
    short = Table(sheet, {}, [n for n, _ in kept], header_row=raw.header_row)
    short.letters = {name: get_column_letter(j + 1) for name, j in places.items()}
    for column in keys:
        if column.name not in places and column.required:
            _miss(short, column, findings, raw)
        at = places.get(column.name)
        blank = _type_column(short, column, _column(kept, at), "", findings, _silent(short.rows, at, covered))
        tell_blanks(short, {column.name: blank}, findings)
    if doubtful:
        short.unsure.add(sheet.wide_by)
    if not spread:
        if not doubtful:
            findings.problems.append(missing_column(sheet, sheet.column(sheet.wide_by), raw))
        short.unsure.add(sheet.wide_by)
    elif len(short):
        message = f"read in its wide form: {len(spread)} {sheet.wide_by}{'s' * (len(spread) > 1)}, each a column"
        findings.say("N136", sheet.name, f"{raw.header_row}:{raw.header_row}", message)
    table = _melted(short, keys, spread)
    found: list[object] = [None] * len(table)
    silent: set[int] = set()
    for offset, j in enumerate(spread.values()):
        found[offset :: len(spread)] = _column(kept, j)
        silent.update(i * len(spread) + offset for i in _silent(short.rows, j, covered))
    _type_column(table, measure, found, "", findings, silent)
    table.values = {name: table.values[name] for name in sheet.names}
    return table


def _kept(
    sheet: Sheet, raw: RawTable, ours: list[int], places: dict[str, int], findings: Findings
) -> tuple[list[tuple[int, list[object]]], set[tuple[int, int]]]:
    """The rows with anything in one of our columns, all as long as the last of these; and cells that merges cover."""
    width = max(ours, default=-1) + 1
    everything = len(set(ours)) == width  # then every filled row has something of ours, or lies to the right of it
    kept: list[tuple[int, list[object]]] = []
    for number, row in raw.rows:
        if not (everything and len(row) <= width) and all(cell_at(row, j) is None for j in ours):
            continue
        cells_of_row = list(row[:width])
        if len(cells_of_row) < width:
            cells_of_row += [None] * (width - len(cells_of_row))
        kept.append((number, cells_of_row))
    numbers = [number for number, _ in kept]
    note_layout(sheet, raw, numbers, places, findings, ours)
    return kept, merged_cells(sheet, raw, numbers, ours, findings)


def _column(kept: list[tuple[int, list[object]]], position: int | None) -> list[object]:
    return [None] * len(kept) if position is None else [row[position] for _, row in kept]


def _silent(rows: list[int], position: int | None, covered: set[tuple[int, int]]) -> set[int]:
    """Entries of a column that merged cells leave blank."""
    if not covered or position is None:
        return set()
    return {i for i, number in enumerate(rows) if (number, position) in covered}


def _melted(short: Table, keys: list[Column], spread: dict[str, int]) -> Table:
    """The long table of a wide one, row by row, its measure not yet typed."""
    sheet, width = short.sheet, len(spread)
    table = Table(sheet, {}, [number for number in short.rows for _ in spread], header_row=short.header_row)
    table.letters, table.unsure = short.letters, short.unsure
    table.wide = [get_column_letter(j + 1) for j in spread.values()]
    for name, entries in short.spoilt.items():
        table.spoilt[name] = entries.repeat(width)
    for name, given in short.given.items():
        table.given[name] = {i * width: raw for i, raw in given.items()}
    for column in keys:
        table.values[column.name] = [value for value in short.values[column.name] for _ in spread]
    table.values[sheet.wide_by] = [heading for _ in short.rows for heading in spread]
    return table


def _miss(table: Table, column: Column, findings: Findings, raw: RawTable) -> None:
    """A required column is absent: nothing can be said about any row."""
    findings.problems.append(missing_column(table.sheet, column, raw))
    table.unsure.add(column.name)
    table.refuse(range(len(table)), column.name)


def _type_column(
    table: Table, column: Column, raws: list[object], currency: str, findings: Findings, silent: Collection[int]
) -> list[int]:
    """Fill `table.values[column]`; blanks take the default, refused cells None. Returns the blanks still to be told.

    Blanks at `silent` positions are refused without a word, since enough is said of what made them so.
    """
    default: Value = None if column.required else column.default  # type: ignore[assignment]
    if column.name == "currency" and not column.key:
        default = currency
    values = None if silent else _clean_numbers(column, raws, default)
    amiss: list[int] = []
    if values is None:
        values, amiss = _typed(table, column, raws, default, findings, silent)
    table.values[column.name] = values
    blanks = raws.count(None) - len(silent)
    if blanks and not column.required:
        _assume(table.sheet, column, default, blanks, findings.assumptions)
    if blanks and table.sheet.wide_by and column.unit == "units":
        _note_blanks(table, column, raws, silent, findings)
    return amiss


def _note_blanks(table: Table, column: Column, raws: list[object], silent: Collection[int], findings: Findings) -> None:
    """N145: demand that is left blank is none, which nobody should learn from the plan."""
    blank = [i for i, raw in enumerate(raws) if raw is None and i not in silent]
    for i in blank[:NAMED]:
        findings.note("N145", table.sheet.name, column.name, table.where(i, column.name))
    if blank[NAMED:]:
        where = table.where(blank[NAMED], column.name)
        findings.note("N145", table.sheet.name, column.name, where, cells=len(blank) - NAMED)


def _clean_numbers(column: Column, raws: list[object], default: Value) -> list[Value] | None:
    """The values of a column of numbers with nothing wrong in it, all at once; else None."""
    kinds = set(map(type, raws))
    if column.kind != "number" or not kinds <= NUMBERS | NOTHING or kinds == NOTHING:
        return None
    blank = type(None) in kinds
    if blank and column.required:
        return None
    numbers = np.array([np.nan if raw is None else raw for raw in raws] if blank else raws, dtype=np.float64)
    if bool(((numbers < column.low) | (numbers > column.high)).any()):
        return None
    values: list[Value] = numbers.tolist()
    if blank:
        for i, raw in enumerate(raws):
            if raw is None:
                values[i] = default
    return values


def _typed(
    table: Table, column: Column, raws: list[object], default: Value, findings: Findings, silent: Collection[int]
) -> tuple[list[Value], list[int]]:
    """The values of a column, cell by cell, and which blanks are still to be told; the same text is understood once."""
    values: list[Value] = []
    wrong: list[int] = []
    blank: list[int] = []
    must = column.required and column.name in table.letters
    faults = Faults(table, column, findings)
    understood: dict[object, tuple[Value | cells.Fault, str]] = {}
    for i, raw in enumerate(raws):
        if raw is None:
            if i in silent:
                wrong.append(i)
            elif must:
                blank.append(i)
            values.append(None if must or i in silent else default)
            continue
        if faults.only_counted(raw):
            wrong.append(i)
            values.append(None)
            continue
        key = raw if type(raw) is str else None
        known = understood.get(key) if key is not None else None
        if known is None:
            read = cells.parse(raw, column)
            code = "" if isinstance(read, cells.Fault) else cells.leniency(raw, read, column)
            known = (read, code)
            if key is not None:
                understood[key] = known
        value, code = known
        if isinstance(value, cells.Fault):
            faults.tell(i, raw, value)
            wrong.append(i)
            value = None
        elif code:
            table.remember(i, column.name, raw)
            where = table.where(i, column.name)
            findings.note(code, table.sheet.name, column.name, where, cells.shown(raw), cells.shown(value))
        values.append(value)
    faults.count()
    if wrong or blank:
        table.refuse(wrong, column.name)
        table.refuse(blank, column.name)
        table.unsure.add(column.name)
    return values, blank


def _assume(sheet: Sheet, column: Column, default: Value, count: int, assumptions: list[Assumption]) -> None:
    """Note a default; blanks that say nothing (notes) or are the planner's own words (keys) are no assumption."""
    if default is None:
        if column.key or column.blank.startswith(("none", "the code")):
            return
        assumptions.append(Assumption(sheet.name, column.name, column.blank, count))
    else:
        assumptions.append(Assumption(sheet.name, column.name, cells.shown(default), count))
