"""The results workbook: page one, then every result sheet as an Excel table under its labels."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.filters import AutoFilter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from inputs.saving import Known, save
from inputs.schema import Column, Sheet
from model.outcome import PlanResult
from outputs import charts_page, styles
from outputs.formulas import live_columns
from outputs.highlights import add_highlights
from outputs.language import Language, Words
from outputs.map import Background, add_map
from outputs.overflow import remove_stale, write_csv_files
from outputs.page_one import add_page_one
from outputs.places import FIRST_ROW, HEADER_ROW, Places
from outputs.prints import landscape
from outputs.reading import Results
from outputs.rows import ROOM, WIDEST, RowLooks, append_rows, shown_width
from outputs.schema import columns_of, label
from outputs.sheets import SHEETS
from outputs.since_last import since_last
from outputs.tables import LONG_SHEETS, MOST_ROWS, result_tables, rows_in_workbook

NARROWEST, MEASURED_ROWS = 10.0, 500
LABEL_ROW = 1


def write(
    result: PlanResult,
    path: str | os.PathLike[str],
    provenance: Mapping[str, str | float | None],
    *,
    most_rows: int = MOST_ROWS,
    language: Language = "en",
    outline: Background = None,
    previous: Results | None = None,
) -> list[Path]:
    """Write the results workbook to `path`, and CSV files beside it for the rows of long tables past `most_rows`.

    Returns the files written, the workbook first. Each appears whole or not at all, and a crash leaves old results with
    their own CSV files or new ones with theirs (`outputs/overflow.py`); the same plan and provenance give the same
    bytes. `language` is that of page one, of the labels above the columns and of sentences; codes (such as the words
    under `action`) stay English. `outline` lies behind the map; page one tells what changed since the plan of
    `previous`. Raises OSError where the folder cannot be written.
    """
    target = Path(path)
    say = Words(language)
    tables = result_tables(result, {**provenance, "language": language}, most_rows, say)
    kept = {name: rows_in_workbook(name, tables, most_rows) for name in tables}
    rest = {name: tables[name].iloc[kept[name] :] for name in tables if kept[name] < len(tables[name])}
    beside = write_csv_files(target, rest)
    named = [(f"csv_{name}", csv.name) for name, csv in beside.items()]
    rows = pd.DataFrame(named, columns=["item", "value"])
    tables["provenance"] = pd.concat([tables["provenance"], rows], ignore_index=True).astype({"value": "object"})
    kept["provenance"] += len(rows)
    book = Workbook(write_only=True)
    formulas = live_columns(tables, kept)
    known: dict[str, dict[str, Known]] = {}
    places = Places(tables, kept)
    since = [] if previous is None else since_last(previous, tables, _currency(result), say)
    known["summary"] = add_page_one(book, result, tables, say, places, since)
    add_map(book, result.plan, tables["flows"], outline, say)
    known[charts_page.NAME] = charts_page.add_charts(book, tables, places, _currency(result), say)
    for sheet in SHEETS:
        table = tables[sheet.name].iloc[: kept[sheet.name]]
        known[sheet.name] = add_table(book, sheet, table, _currency(result), say, formulas.get(sheet.name, {}))
    save(book, target, known)
    remove_stale(target, LONG_SHEETS, beside.values())
    return [target, *beside.values()]


def _currency(result: PlanResult) -> str:
    return result.plan.data.case.settings.currency


def add_table(
    book: Workbook,
    sheet: Sheet,
    table: pd.DataFrame,
    currency: str,
    say: Words,
    formulas: Mapping[str, Sequence[str | None]] = MappingProxyType({}),
) -> dict[str, Known]:
    """One result sheet: labels with units, then an Excel table with the machine names as its header.

    `formulas` by column stand in place of the table's values, which are returned by cell.
    """
    names = [str(name) for name in table.columns]
    columns = columns_of(sheet, names)
    labels = [label(column, currency, say) for column in columns]
    values = [_values(table[name]) for name in names]
    page: Any = book.create_sheet(sheet.name)
    page.freeze_panes = f"{get_column_letter(_frozen(columns) + 1)}{HEADER_ROW + 1}"
    for at, (name, heading, cells) in enumerate(zip(names, labels, values, strict=True), start=1):
        page.column_dimensions[get_column_letter(at)].width = _width(name, heading, cells)
    page.row_dimensions[LABEL_ROW].height = 32
    landscape(page, pages_high=0)
    page.print_title_rows = f"{LABEL_ROW}:{HEADER_ROW}"
    typeface = styles.FONT_NAMES[say.language]
    label_font = styles.in_font(styles.LABEL, typeface)
    over = [styles.LABEL_RIGHT if column.kind in ("number", "integer") else styles.LABEL_WRAP for column in columns]
    page.append([_styled(page, text, label_font, alignment=at) for text, at in zip(labels, over, strict=True)])
    page.append([_header(page, name, column, currency) for name, column in zip(names, columns, strict=True)])
    body = styles.in_font(styles.BODY, typeface)
    units = [str(unit) for unit in values[names.index("unit")]] if "unit" in names else None
    append_rows(
        page,
        RowLooks(columns, values, body, currency),
        units,
        _with_formulas(names, values, formulas),
        styles.LINE_HEIGHTS[say.language],
    )
    last = f"{get_column_letter(len(names))}{HEADER_ROW + max(1, len(table))}"
    area = f"A{HEADER_ROW}:{last}"
    excel_table = Table(displayName=sheet.name, ref=area, autoFilter=AutoFilter(ref=area))
    excel_table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    excel_table.tableColumns = [TableColumn(id=at, name=name) for at, name in enumerate(names, start=1)]
    page.tables.add(excel_table)
    add_highlights(page, sheet.name, names, len(table))
    return {
        f"{get_column_letter(names.index(name) + 1)}{FIRST_ROW + row}": cast("Known", values[names.index(name)][row])
        for name, given in formulas.items()
        for row, formula in enumerate(given)
        if formula is not None
    }


def _with_formulas(
    names: Sequence[str], values: Sequence[Sequence[object]], formulas: Mapping[str, Sequence[str | None]]
) -> list[Sequence[object]]:
    """The columns with formulas where there are some."""
    return [
        [
            value if formula is None else styles.Formula(formula)
            for value, formula in zip(cells, formulas[name], strict=True)
        ]
        if name in formulas
        else cells
        for name, cells in zip(names, values, strict=True)
    ]


def _values(column: pd.Series[Any]) -> list[object]:
    """Plain Python values, blanks as None, flags as yes and no."""
    blank = column.isna().to_numpy()
    return [
        None if empty else ("yes" if value else "no") if isinstance(value, bool) else value
        for value, empty in zip(column.tolist(), blank, strict=True)
    ]


def _styled(page: Any, value: object, font: Any, *, fill: Any = None, alignment: Any = None) -> Any:
    cell = WriteOnlyCell(page)
    styles.fill_cell(cell, value)
    cell.font = font
    if fill is not None:
        cell.fill = fill
    if alignment is not None:
        cell.alignment = alignment
    return cell


def _header(page: Any, name: str, column: Column, currency: str) -> Any:
    cell = _styled(page, name, styles.MACHINE_NAME, fill=styles.HEADING_FILL)
    unit = column.unit.replace("currency", currency)
    lines = [column.meaning, *([f"unit: {unit}"] if unit else []), f"{column.zh} / {column.ru}"]
    cell.comment = Comment(
        "\n".join(lines), "owp", width=300, height=40 + 20 * (len(lines) + len(column.meaning) // 40)
    )
    return cell


def _frozen(columns: Sequence[Column]) -> int:
    """Key columns at the left that stay in view, two at most."""
    keys = 0
    for column in columns[:2]:
        if not column.key:
            break
        keys += 1
    return keys


def _width(name: str, heading: str, values: Sequence[object]) -> float:
    """Wide enough for the machine name (with its filter button), the label on two lines and the cells."""
    longest = max((shown_width(value) for value in values[:MEASURED_ROWS] if value is not None), default=0)
    return min(WIDEST, max(NARROWEST, len(name) + 5, styles.width_of(heading) / 2 + 4, longest + ROOM))
