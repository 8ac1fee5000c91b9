"""Writes a plan workbook: the declared sheets, with the declarations as comments and drop-downs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

import pandas as pd
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from inputs.lettering import HEADER_FONT, REQUIRED_FILL, write_text
from inputs.saving import save
from inputs.schema import Column, Sheet, label
from inputs.sheets import BY_NAME, SETTINGS, SHEETS

LAST_ROW = 1048576  # drop-downs reach to the end of the sheet: rows added later have them too
WIDEST, NARROWEST = 60, 9
LABEL_FONT = Font(italic=True, color="404040")
OPTIONAL_FILL = PatternFill("solid", fgColor="5B7F9F")
TEXT_FORMAT = "@"
GROUPED_FROM_1000 = "[>=1000]#,##0;General"  # of a column still blank: 1 000 000 can be read, 0.00658 is not rounded
UNTOLD = 1e9  # bounds from here on only catch slips; whoever breaks one is told
YES, NO = "yes", "no"


def write_tables(
    path: str | os.PathLike[str],
    tables: Mapping[str, pd.DataFrame],
    *,
    extra: Mapping[str, pd.DataFrame] | None = None,
) -> None:
    """Write a plan workbook to `path`, whole or not at all.

    `tables` maps names of declared sheets to their rows (missing declared columns are left blank); they come
    out in the declared order. `extra` sheets (no declaration) follow as they are. Demand may be long or wide.
    The same tables always give the same bytes. Raises ValueError for a name or column that is not declared.
    """
    save(build(tables, extra=extra), path)


def build(
    tables: Mapping[str, pd.DataFrame], *, extra: Mapping[str, pd.DataFrame] | None = None, labels: str = ""
) -> Workbook:
    """The workbook of `write_tables`, still open; same arguments and errors.

    With `labels` (en, zh, ru) a row of labels and units in that language stands above the machine names.
    """
    unknown = [name for name in tables if name not in BY_NAME]
    clashes = [name for name in extra or {} if name in BY_NAME]
    if unknown or clashes:
        raise ValueError(f"not a declared sheet: {unknown}; declared, so not extra: {clashes}")
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in SHEETS:
        if sheet.name in tables:
            add_sheet(book, sheet, _prepared(sheet, tables), with_lists=tuple(tables), labels=labels)
    for name, table in (extra or {}).items():
        _add_plain_sheet(book, name, table)
    return book


def add_sheet(
    book: Workbook, sheet: Sheet, table: pd.DataFrame, *, with_lists: Sequence[str] = (), labels: str = ""
) -> Worksheet:
    """Append a declared sheet: one row of column names, then the rows of `table`; `labels` as for `build`.

    A wide sheet's other columns follow its declared ones under their own names. `with_lists` names the sheets
    of the book that drop-downs of reference columns may point at. Raises ValueError for undeclared columns.
    """
    columns = _columns_of(sheet, table)
    page: Worksheet = book.create_sheet(sheet.name)
    header = 2 if labels else 1
    for at, column in enumerate(columns, start=1):
        values = _values(table, column.name)
        number_format = _number_format(sheet, column, values)
        page.column_dimensions[get_column_letter(at)].number_format = number_format
        above = [label(column, labels)] if labels else []
        _write_column(page, at, [*above, column.name, *(_shown(value) for value in values)], number_format, header)
        add_heading(page, header, at, column, with_lists)
        if labels:
            page.cell(1, at).font, page.cell(1, at).alignment = LABEL_FONT, Alignment(wrap_text=True, vertical="bottom")
    _finish(page, len(columns), frozen=sum(column.key for column in columns[:2]), header=header)
    return page


def add_heading(page: Worksheet, row: int, at: int, column: Column, with_lists: Sequence[str] = ()) -> None:
    """A column's machine name in its header cell, with what may stand below: comment and drop-down."""
    head = write_text(page, row, at, column.name)
    head.fill = REQUIRED_FILL if column.required else OPTIONAL_FILL
    head.font = HEADER_FONT
    head.comment = _comment(column)
    _add_drop_down(page, row + 1, at, column, with_lists)


def wide(table: pd.DataFrame, sheet: Sheet, order: Sequence[str]) -> pd.DataFrame:
    """A long table spread over the header by `sheet.wide_by`, columns in `order`; a wide one stays as it is.

    Example: columns sku, zone, period, units become sku, zone, 2027Q1, 2027Q2 ... Rows keep the order in
    which their keys first appear.
    """
    if not sheet.wide_by or sheet.wide_by not in table.columns:
        return table
    keys = [key for key in sheet.keys if key != sheet.wide_by and key in table.columns]
    (value,) = [column.name for column in sheet.columns if not column.key]
    rows: dict[tuple[object, ...], dict[str, object]] = {}
    for *labels, heading, amount in table[[*keys, sheet.wide_by, value]].itertuples(index=False):
        shown = tuple(None if pd.isna(label) else label for label in labels)
        rows.setdefault(shown, {})[str(heading)] = amount
    spread = [dict(zip(keys, labels, strict=True)) | amounts for labels, amounts in rows.items()]
    return pd.DataFrame(spread, columns=[*keys, *order])


def _prepared(sheet: Sheet, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    table = tables[sheet.name]
    if sheet.name == "settings":
        units = {setting.name: setting.unit or None for setting in SETTINGS}
        given = table["unit"] if "unit" in table else pd.Series(None, index=table.index, dtype=object)
        return table.assign(unit=given.where(given.notna(), table["name"].map(units)))
    if sheet.wide_by and sheet.wide_by in table.columns:
        listed = tables["periods"]["period"] if "periods" in tables else table[sheet.wide_by].drop_duplicates()
        return wide(table, sheet, list(listed))
    return table


def _columns_of(sheet: Sheet, table: pd.DataFrame) -> list[Column]:
    undeclared = [str(name) for name in table.columns if name not in sheet.names]
    if not undeclared:
        return list(sheet.columns)
    if not sheet.wide_by:
        raise ValueError(f"{sheet.name} has no column {', '.join(undeclared)}")
    (value,) = [column for column in sheet.columns if not column.key]
    spread = [
        Column(name, value.kind, value.meaning, value.zh, value.ru, value.unit, value.low, value.high, None)
        for name in undeclared
    ]
    return [column for column in sheet.columns if column.key and column.name != sheet.wide_by] + spread


def _values(table: pd.DataFrame, name: str) -> list[object]:
    if name not in table.columns:
        return [None] * len(table)
    return [None if pd.isna(value) else value for value in table[name].tolist()]


def _shown(value: object) -> object:
    return {True: YES, False: NO}[value] if isinstance(value, bool) else value


def _number_format(sheet: Sheet, column: Column, values: Sequence[object]) -> str:
    if sheet.name == "settings" and column.name == "value":
        return "General"
    if column.kind in ("text", "quarter", "choice"):
        return TEXT_FORMAT
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if not values and column.kind in ("number", "integer") and column.high > 1000:
        return GROUPED_FROM_1000
    return _format_of_numbers(numbers)


def _format_of_numbers(numbers: Sequence[float]) -> str:
    if max((abs(number) for number in numbers), default=0) < 1000:
        return "General"
    return "#,##0" if all(float(number).is_integer() for number in numbers) else "#,##0.00"


def _write_column(page: Worksheet, at: int, values: Sequence[object], number_format: str, header: int = 1) -> None:
    for row, value in enumerate(values, start=1):
        if value is None:
            continue
        cell = write_text(page, row, at, value) if isinstance(value, str) else page.cell(row, at)
        if not isinstance(value, str):
            cell.value = value  # type: ignore[assignment]
        if row > header:
            cell.number_format = number_format
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    width = min(max(longest + 3, NARROWEST), WIDEST)
    page.column_dimensions[get_column_letter(at)].width = width


def _comment(column: Column) -> Comment:
    lines = [column.meaning]
    if column.unit:
        lines.append(f"unit: {column.unit}")
    if column.choices:
        lines.append(f"one of: {', '.join(column.choices)}")
    if column.low > -UNTOLD or column.high < UNTOLD:
        low = "" if column.low <= -UNTOLD else f"{column.low:g}"
        high = "" if column.high >= UNTOLD else f"{column.high:g}"
        lines.append(f"from {low} to {high}" if low and high else f"at least {low}" if low else f"at most {high}")
    if column.reference:
        lines.append(f"must stand in {column.reference}")
    if column.required:
        lines.append("required")
    else:
        lines.append(f"blank: {column.blank or _shown(column.default)}")
    lines.append(f"{column.zh} / {column.ru}")
    comment = Comment("\n".join(lines), "owp")
    comment.width, comment.height = 320, 30 + 20 * (len(lines) + len(column.meaning) // 45)
    return comment


def _add_drop_down(page: Worksheet, first: int, at: int, column: Column, with_lists: Sequence[str]) -> None:
    listed = _listed(column, with_lists, first - 1)
    if not listed:
        return
    letter = get_column_letter(at)
    rule = DataValidation(type="list", formula1=listed, allow_blank=not column.required)
    rule.showErrorMessage = not column.reference  # a name may be typed before its own sheet has it
    rule.add(f"{letter}{first}:{letter}{LAST_ROW}")
    page.add_data_validation(rule)


def _listed(column: Column, with_lists: Sequence[str], header: int) -> str:
    """The formula of a drop-down's list, empty where there is none; `header` is the row of headings of every sheet."""
    if column.kind == "flag":
        return f'"{YES},{NO}"'
    if column.choices:
        return f'"{",".join(column.choices)}"'
    home, _, name = column.reference.partition(".")
    if home not in with_lists or BY_NAME[home].keys != (name,):
        return ""  # a column that repeats its names makes a poor list
    letter = get_column_letter(BY_NAME[home].names.index(name) + 1)
    whole = f"{home}!${letter}"
    return f"OFFSET({whole}${header + 1},0,0,MAX(1,COUNTA({whole}:${letter})-{header}),1)"


def _finish(page: Worksheet, columns: int, frozen: int, header: int = 1) -> None:
    for cell in page[header]:
        cell.font = HEADER_FONT
        cell.alignment = Alignment(vertical="center")
    page.freeze_panes = f"{get_column_letter(frozen + 1)}{header + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0  # as many pages as it needs, each one sheet wide
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.auto_filter.ref = f"A{header}:{get_column_letter(columns)}{max(page.max_row, header + 1)}"
    page.print_title_rows = f"1:{header}"


def _add_plain_sheet(book: Workbook, name: str, table: pd.DataFrame) -> None:
    page = book.create_sheet(name)
    for at, heading in enumerate(table.columns, start=1):
        values = _values(table, heading)
        numbers = [value for value in values if isinstance(value, (int, float))]
        _write_column(page, at, [str(heading), *values], _format_of_numbers(numbers))
        page.cell(1, at).fill = OPTIONAL_FILL
    _finish(page, len(table.columns), frozen=0)
