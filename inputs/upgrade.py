"""A filled workbook brought up to the current declarations, without moving or losing anything in it.

Nothing is rewritten: headings in other words become machine names, what is missing is added at the right or at the
end. Formulas, formats, comments, extra columns and sheets of the planner's own stay where they are.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from inputs import cells
from inputs.headings import meant
from inputs.layout import sheet_spellings, spellings
from inputs.lettering import write_text
from inputs.loading import filled, load, results
from inputs.pages import LAST_COLUMN
from inputs.reading import opened
from inputs.saving import save
from inputs.schema import Sheet
from inputs.sheets import SETTINGS, SHEETS
from inputs.tables import RawTable
from inputs.template import settings_rows
from inputs.writing import add_heading, add_sheet

# parts of a workbook that openpyxl does not carry over, by what a planner calls them
_LOST = {"xl/pivotTables/": "pivot tables", "xl/slicers/": "slicers", "xl/media/": "pictures", "xl/charts/": "charts",
         "xl/vbaProject": "macros", "xl/ctrlProps/": "buttons", "xl/diagrams/": "diagrams"}  # fmt: skip


def upgrade(source: str | os.PathLike[str], target: str | os.PathLike[str], full: bool = False) -> list[str]:
    """Write the workbook at `source`, with everything that the current declarations add, to `target`.

    Returns what was done, a sentence each. Raises InvalidWorkbook where `source` is no workbook that can be opened,
    OSError where a file cannot be read or written; `target` is written whole or not at all, `source` never.
    """
    content, tables = opened(source)
    raw = {table.name: table for table in tables}
    book, values = load(content, tables, Path(source).name)
    known = results(book, values)
    done: list[str] = []
    found: dict[str, Worksheet] = {}
    aliases = sheet_spellings()
    for page in list(book.worksheets):
        name = aliases.get(cells.clean(page.title).casefold())
        if name is None or name in found or page.title not in raw:
            continue
        known[name] = known.pop(page.title, {})
        _rename(book, page, name, done)
        found[name] = page
    for sheet in SHEETS:
        if sheet.name in found:
            _complete(found[sheet.name], sheet, raw, done)
        elif full or sheet.needed:
            table = settings_rows() if sheet.name == "settings" else pd.DataFrame(columns=list(sheet.names))
            add_sheet(book, sheet, table)
            done.append(f"sheet {sheet.name} added")
    save(book, target, known)
    done.extend(_lost(content, Path(target)))
    return done


def _rename(book: Workbook, page: Worksheet, name: str, done: list[str]) -> None:
    """Call a sheet by its machine name, in formulas too."""
    old = page.title
    if old == name:
        return
    if old.casefold() == name.casefold():  # openpyxl would number a name that differs by case alone
        page.title = f"{name}_"
    page.title = name
    quoted = old.replace("'", "''")
    reference = re.compile(rf"('{re.escape(quoted)}'|(?<![\w.']){re.escape(old)})!")
    for other in book.worksheets:
        for cell in filled(other):
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = reference.sub(f"{name}!", cell.value)
    done.append(f"sheet {old} is now called {name}")


def _complete(page: Worksheet, sheet: Sheet, raw: dict[str, RawTable], done: list[str]) -> None:
    """Machine names for the headings that are there; the columns that are not, to the right of everything."""
    table = next((table for table in raw.values() if _same(table.name, page.title, sheet)), None)
    if table is None or not table.header:
        for at, column in enumerate(sheet.columns, start=1):
            add_heading(page, 1, at, column)
        done.append(f"{sheet.name}: {len(sheet.columns)} headings added to the empty sheet")
        return
    aliases = spellings(sheet)
    present: set[str] = set()
    for j, heading in enumerate(table.header, start=1):
        name = aliases.get(cells.clean(cells.shown(heading)).casefold())
        if name is None or name in present:
            continue
        present.add(name)
        cell = page.cell(table.header_row, j)
        if cell.value != name and isinstance(cell, Cell):
            done.append(f"{sheet.name}!{cell.coordinate}: heading {cells.shown(cell.value)!r} is now {name}")
            cell.value = name
    spread = sheet.wide_by and sheet.wide_by not in present and "units" not in present
    present |= _misspelt(sheet, table, aliases, done)
    absent = [] if spread else [column for column in sheet.columns if column.name not in present]
    at = max(len(table.header), *(len(row) for _, row in table.rows), 0)
    if page.max_column <= LAST_COLUMN:  # beyond, cells are not read, and there may be no room to the right of them
        at = max(at, page.max_column)
    for offset, column in enumerate(absent, start=1):
        add_heading(page, table.header_row, at + offset, column)
        done.append(f"{sheet.name}!{get_column_letter(at + offset)}{table.header_row}: column {column.name} added")
    if sheet.name == "settings":
        _settings(page, table, done)


def _misspelt(sheet: Sheet, table: RawTable, aliases: Mapping[str, str], done: list[str]) -> set[str]:
    """Absent columns that unknown headings seem to misspell: were they added, those would be passed over as unknown."""
    names = [aliases.get(cells.clean(cells.shown(heading)).casefold()) for heading in table.header]
    places = {name: j for j, name in enumerate(names) if name is not None}
    found = set()
    for j, heading in enumerate(table.header):
        name = None if names[j] or heading is None else meant(sheet, sheet.names, table, j, places)
        if name:
            found.add(name)
            cell = f"{get_column_letter(j + 1)}{table.header_row}"
            done.append(f"{sheet.name}!{cell}: {cells.shown(heading)!r} left as it is, perhaps {name} is meant")
    return found


def _same(raw_name: str, title: str, sheet: Sheet) -> bool:
    return raw_name == title or sheet_spellings().get(cells.clean(raw_name).casefold()) == sheet.name


def _settings(page: Worksheet, table: RawTable, done: list[str]) -> None:
    """Rows for the settings that are new, their values blank."""
    at = next((j for j, heading in enumerate(table.header) if cells.clean(cells.shown(heading)) == "name"), 0)
    aliases = {word.casefold(): s.name for s in SETTINGS for word in (s.name, s.name.replace("_", " "), s.zh, s.ru)}
    named = {aliases.get(cells.clean(cells.shown(row[at])).casefold()) for _, row in table.rows if at < len(row)}
    new = settings_rows()
    new = new[~new["name"].isin(named)]
    last = max((n for n, _ in table.rows), default=table.header_row)
    order = [cells.clean(cells.shown(heading)) for heading in table.header]
    for k, row in enumerate(new.to_dict("records"), start=1):
        for column, value in row.items():
            if value is not None and column in order:
                write_text(page, last + k, order.index(str(column)) + 1, str(value))
        done.append(f"settings: {row['name']} added, blank")


def _lost(content: bytes, target: Path) -> list[str]:
    """What the old file carries and the new one does not."""
    counts = []
    for archive in (zipfile.ZipFile(io.BytesIO(content)), zipfile.ZipFile(target)):
        with archive:
            names = archive.namelist()
        counts.append(Counter(words for start, words in _LOST.items() for name in names if name.startswith(start)))
    before, after = counts
    return [
        f"NOT carried over: {before[words] - after[words]} part(s) of {words}; copy them by hand from the old workbook"
        for words in dict.fromkeys(_LOST.values())
        if before[words] > after[words]
    ]
