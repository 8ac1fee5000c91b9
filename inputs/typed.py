"""Raw tables become typed tables: each cell by its column's declaration, blanks by its default."""

from __future__ import annotations

from openpyxl.utils import get_column_letter

from inputs import cells
from inputs.headings import cell_at, heading_places, missing_column, spread_columns, unknown_columns
from inputs.problems import Problem
from inputs.schema import Column, Sheet, Value
from inputs.tables import Assumption, RawTable, Table


def type_table(
    sheet: Sheet,
    raw: RawTable,
    currency: str,
    problems: list[Problem],
    assumptions: list[Assumption],
    headings: dict[str, None] | None = None,
) -> Table:
    """The raw table typed against its declaration.

    `currency` is the plan's, for blank currency cells; `headings` are the names that may head the columns of a
    wide sheet (None: not known, any is taken). What is wrong goes to `problems`, defaults that filled
    cells to `assumptions`.
    """
    places = heading_places(sheet, raw, problems)
    if sheet.wide_by and sheet.wide_by not in places and "units" not in places:
        return _type_wide(sheet, raw, places, problems, assumptions, headings)
    misspelt = unknown_columns(sheet, raw, places, problems)
    kept = [(n, row) for n, row in raw.rows if any(cell_at(row, j) is not None for j in places.values())]
    table = Table(sheet, {}, [n for n, _ in kept], header_row=raw.header_row)
    table.letters = {name: get_column_letter(j + 1) for name, j in places.items()}
    for column in sheet.columns:
        if column.name in places:
            cells_of_column = [cell_at(row, places[column.name]) for _, row in kept]
        else:
            cells_of_column = [None] * len(kept)
            if column.required:
                _miss(table, column, [] if column.name in misspelt else problems, raw)
        _type_column(table, column, cells_of_column, currency, problems, assumptions)
    return table


def _type_wide(
    sheet: Sheet,
    raw: RawTable,
    places: dict[str, int],
    problems: list[Problem],
    assumptions: list[Assumption],
    headings: dict[str, None] | None,
) -> Table:
    """A sheet whose `wide_by` values head columns of their own, melted row by row to the long form."""
    measure = next(column for column in sheet.columns if not column.key)
    keys = [column for column in sheet.columns if column.key and column.name != sheet.wide_by]
    before = len(problems)
    spread = spread_columns(sheet, raw, problems, headings)
    ours = (*places.values(), *spread.values())
    kept = [(n, row) for n, row in raw.rows if any(cell_at(row, j) is not None for j in ours)]
    short = Table(sheet, {}, [n for n, _ in kept], header_row=raw.header_row)
    short.letters = {name: get_column_letter(j + 1) for name, j in places.items()}
    for column in keys:
        if column.name not in places and column.required:
            _miss(short, column, problems, raw)
        found = [cell_at(row, places[column.name]) if column.name in places else None for _, row in kept]
        _type_column(short, column, found, "", problems, assumptions)
    if not spread:
        if len(problems) == before:
            problems.append(missing_column(sheet, sheet.column(sheet.wide_by), raw))
        short.unsure.add(sheet.wide_by)
    table = _melted(short, keys, spread)
    found = [cell_at(row, j) for _, row in kept for j in spread.values()]
    _type_column(table, measure, found, "", problems, assumptions)
    table.values = {name: table.values[name] for name in sheet.names}
    return table


def _melted(short: Table, keys: list[Column], spread: dict[str, int]) -> Table:
    """The long table of a wide one, row by row, its measure not yet typed."""
    sheet, width = short.sheet, len(spread)
    table = Table(sheet, {}, [number for number in short.rows for _ in spread], header_row=short.header_row)
    table.letters, table.unsure = short.letters, short.unsure
    table.wide = [get_column_letter(j + 1) for j in spread.values()] * len(short)
    table.refused = {i * width + j for i in short.refused for j in range(width)}
    for column in keys:
        table.values[column.name] = [value for value in short.values[column.name] for _ in spread]
    table.values[sheet.wide_by] = [heading for _ in short.rows for heading in spread]
    return table


def _miss(table: Table, column: Column, problems: list[Problem], raw: RawTable) -> None:
    """A required column is absent: nothing can be said about any row."""
    problems.append(missing_column(table.sheet, column, raw))
    table.unsure.add(column.name)
    table.refused = set(range(len(table)))


def _type_column(
    table: Table,
    column: Column,
    raws: list[object],
    currency: str,
    problems: list[Problem],
    assumptions: list[Assumption],
) -> None:
    """Fill `table.values[column]`; blanks take the default, refused cells None."""
    default: Value = None if column.required else column.default  # type: ignore[assignment]
    if column.name == "currency" and not column.key:
        default = currency
    values: list[Value] = []
    blanks = 0
    fast = column.kind == "number"
    for i, raw in enumerate(raws):
        if raw is None:
            blanks += 1
            values.append(default)
            if column.required and column.name in table.letters:
                table.refused.add(i)
                table.unsure.add(column.name)
                problems.append(_refusal(table, i, column, "", _blank_cell(column)))
            continue
        if fast and type(raw) in (float, int) and column.low <= raw <= column.high:  # type: ignore[operator]
            values.append(float(raw))  # type: ignore[arg-type]
            continue
        value = cells.parse(raw, column)
        if isinstance(value, cells.Fault):
            problems.append(_refusal(table, i, column, cells.shown(raw), value))
            table.refused.add(i)
            table.unsure.add(column.name)
            value = None
        values.append(value)
    table.values[column.name] = values
    if blanks and not column.required:
        _assume(table.sheet, column, default, blanks, assumptions)


def _blank_cell(column: Column) -> cells.Fault:
    return cells.Fault("E201", "this cell must be filled", cells.allowed(column), f"fill in: {column.meaning}")


def _refusal(table: Table, i: int, column: Column, value: str, fault: cells.Fault) -> Problem:
    where = table.where(i, column.name)
    return Problem(fault.code, table.sheet.name, where, column.name, value, fault.message, fault.allowed, fault.fix)


def _assume(sheet: Sheet, column: Column, default: Value, count: int, assumptions: list[Assumption]) -> None:
    """Note a default; blanks that say nothing (notes) or are the planner's own words (keys) are no assumption."""
    if default is None:
        if column.key or column.blank.startswith(("none", "the code")):
            return
        assumptions.append(Assumption(sheet.name, column.name, column.blank, count))
    else:
        assumptions.append(Assumption(sheet.name, column.name, cells.shown(default), count))
