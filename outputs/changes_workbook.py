"""The workbook of `owp compare`: page one in words, then why, figures, decisions, inputs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook

from inputs.frames import records
from inputs.saving import Known, save
from outputs import styles
from outputs.changes import POINTS_A_SHARE
from outputs.dust import less
from outputs.grid import Grid, Live, Look
from outputs.language import ENGLISH
from outputs.places import FIRST_ROW
from outputs.sheets_changes import CHANGES_SHEETS, DECISIONS, FIGURES, INPUTS, REASONS
from outputs.sheets_money import PROVENANCE
from outputs.workbook import add_table

MOST_TOLD = 12
WIDTHS = (44, 20, 20, 20, 44)
HEADING = Look(styles.HEADING, styles.HEADING_FILL)
HEAD = Look(styles.COLUMN_HEAD, styles.COLUMN_FILL)
HEAD_RIGHT = Look(styles.COLUMN_HEAD, styles.COLUMN_FILL, styles.RIGHT)
TEXT = Look(border=styles.UNDERLINE)
NOTE = Look(styles.SUBTITLE)


def write_changes(
    path: str | os.PathLike[str],
    tables: Mapping[str, pd.DataFrame],
    currency: str,
    provenance: Mapping[str, str | float | None],
) -> None:
    """Write the comparison to `path`, whole or not at all; raises OSError.

    `tables` has the sheets of CHANGES_SHEETS; `reasons` may be empty where no plans were given.
    """
    book = Workbook(write_only=True)
    known = {"summary": _page_one(book, tables, currency)}
    items = pd.DataFrame(list(provenance.items()), columns=["item", "value"]).astype({"value": "object"})
    for sheet in CHANGES_SHEETS:
        table = tables[sheet.name]
        known[sheet.name] = add_table(book, sheet, table, currency, ENGLISH, _formulas(sheet.name, table))
    add_table(book, PROVENANCE, items, currency, ENGLISH)
    save(book, path, known)


def _formulas(sheet: str, table: pd.DataFrame) -> dict[str, list[str | None]]:
    """Differences and shares, live."""
    rows = range(FIRST_ROW, FIRST_ROW + len(table))
    if sheet == FIGURES.name:
        times = [f"{POINTS_A_SHARE:.0f}*" if unit == "share" else "" for unit in table["unit"]]
        return {"difference": [f"={by}{less(f'D{row}', f'C{row}')}" for row, by in zip(rows, times, strict=True)]}
    if sheet == REASONS.name and len(table):
        last = FIRST_ROW + len(table) - 1
        whole = f"(C${last}-C${FIRST_ROW})"
        planned = [value == value for value in table["expected_profit"]]
        effects: list[str | None] = [None]
        for at in range(1, len(table)):
            above = max(before for before in range(at) if planned[before])
            effects.append(f"={less(f'C{FIRST_ROW + at}', f'C{FIRST_ROW + above}')}" if planned[at] else None)
        parts = [f"=D{row}/{whole}" if value == value else None for row, value in zip(rows, table["part"], strict=True)]
        return {"effect": effects, "part": parts}
    return {}


def _page_one(book: Workbook, tables: Mapping[str, pd.DataFrame], currency: str) -> dict[str, Known]:
    """The sheet `summary` on one printed page; returns the values of its formulas."""
    page: Any = book.create_sheet("summary")
    for at, width in enumerate(WIDTHS):
        page.column_dimensions[chr(ord("A") + at)].width = width
    grid, last = Grid(), len(WIDTHS)
    grid.span(1, 1, last, "What changed from the old plan to the new one", Look(styles.TITLE))
    grid.heights[1] = 28.0
    row = _figures(grid, tables[FIGURES.name], 3, currency)
    row = _reasons(grid, tables[REASONS.name], row + 2, currency)
    row = _decisions(grid, tables[DECISIONS.name], row + 2, currency)
    row = _inputs(grid, tables[INPUTS.name], row + 2)
    page.sheet_view.showGridLines = False
    page.print_area = f"A1:E{row}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    page.sheet_properties.pageSetUpPr.fitToPage = True
    return grid.write(page)


def _heads(grid: Grid, row: int, words: Sequence[str], figures: Sequence[int] = ()) -> None:
    """Heads of columns, those of `figures` (1 is the first) above right-aligned cells."""
    for column, text in enumerate(words, start=1):
        grid.put(row, column, text, HEAD_RIGHT if column in figures else HEAD)


def _figures(grid: Grid, table: pd.DataFrame, row: int, currency: str) -> int:
    """The plan's main figures, the old beside the new."""
    grid.span(row, 1, len(WIDTHS), "1  Figures", HEADING)
    row += 1
    _heads(grid, row, ("", "Old plan", "New plan", "Difference", ""), (2, 3, 4))
    main = table.iloc[:5]
    form, key = styles.scale_of(float(main.loc[main["unit"] == currency, ["old", "new"]].abs().max().max()))
    for at, line in enumerate(records(main)):
        row += 1
        in_money = line.unit == currency
        words = f"{line.figure[:1].upper()}{line.figure[1:]}"
        grid.put(row, 1, f"{words} ({ENGLISH(key, currency=currency)})" if in_money else words, TEXT)
        forms = [form] * 3 if in_money else ["0.0%", "0.0%", styles.POINTS]
        for column, value in enumerate((line.old, line.new, line.difference), start=2):
            look = Look(alignment=styles.RIGHT, number_format=forms[column - 2], border=styles.UNDERLINE)
            cell = f"={FIGURES.name}!{'CDE'[column - 2]}{FIRST_ROW + at}"
            grid.put(row, column, Live(cell, value) if value == value else "none", look)
    return row


def _reasons(grid: Grid, table: pd.DataFrame, row: int, currency: str) -> int:
    """The effect of each group of inputs, in words where it is no more than the gaps allow."""
    grid.span(row, 1, len(WIDTHS), "2  Why the expected profit changed", HEADING)
    if table.empty:
        words = "Not asked for: name the plans of both results (--plans) to have it explained."
        grid.span(row + 1, 1, len(WIDTHS), words, TEXT)
        return row + 1
    row += 1
    _heads(
        grid,
        row,
        ("Inputs exchanged, one group after another", "Effect", "Part of the change", "Inputs", ""),
        (2, 3, 4),
    )
    form, key = styles.scale_of(float(table["expected_profit"].abs().max()))
    for at, line in enumerate(records(table.iloc[1:]), start=FIRST_ROW + 1):
        row += 1
        grid.put(row, 1, line.group[:1].upper() + line.group[1:], TEXT)
        money = Look(alignment=styles.RIGHT, number_format=form, border=styles.UNDERLINE)
        grid.put(
            row, 2, Live(f"={REASONS.name}!D{at}", line.effect) if line.effect == line.effect else "see next", money
        )
        part = Look(alignment=styles.RIGHT, number_format="0%", border=styles.UNDERLINE)
        grid.put(row, 3, Live(f"={REASONS.name}!E{at}", line.part) if line.part == line.part else "-", part)
        grid.put(row, 4, line.changed_inputs, Look(alignment=styles.RIGHT, border=styles.UNDERLINE))
        grid.put(row, 5, line.note or "", TEXT)
    row += 1
    words = (
        f"Effects in {ENGLISH(key, currency=currency)}; in another order the groups would share the change otherwise."
    )
    grid.span(row, 1, len(WIDTHS), words, NOTE)
    return row


def _decisions(grid: Grid, table: pd.DataFrame, row: int, currency: str) -> int:
    """What is decided otherwise, sites first."""
    grid.span(row, 1, len(WIDTHS), f"3  Decisions that changed: {len(table)}, all on the sheet decisions", HEADING)
    row += 1
    _heads(grid, row, ("What", "From", "To", "Old plan", "New plan"))
    for line in records(table.iloc[:MOST_TOLD]):
        row += 1
        subject = f"{line.subject} at {line.site}" if line.subject else line.site
        decision = f"{line.decision} ({currency})" if line.decision == "stock ceiling" else line.decision
        cells = (f"{decision[:1].upper()}{decision[1:]}: {subject}", line.first_quarter, line.last_quarter)
        for column, text in enumerate((*cells, line.old, line.new), start=1):
            grid.put(row, column, text, TEXT)
    if table.empty:
        row += 1
        grid.span(row, 1, len(WIDTHS), "None in the quarters that both plans cover.", TEXT)
    return row


def _inputs(grid: Grid, table: pd.DataFrame, row: int) -> int:
    """How many inputs changed, by sheet."""
    grid.span(row, 1, len(WIDTHS), f"4  Inputs that changed: {len(table)}, all on the sheet inputs", HEADING)
    row += 1
    _heads(grid, row, ("Group", "Sheet", "Cells or rows", "", ""), (3,))
    counts = table.groupby(["group", "sheet"], sort=False).size().reset_index(name="inputs") if len(table) else table
    for line in records(counts):
        row += 1
        grid.put(row, 1, line.group[:1].upper() + line.group[1:], TEXT)
        grid.put(row, 2, line.sheet, TEXT)
        grid.put(row, 3, line.inputs, Look(alignment=styles.RIGHT, border=styles.UNDERLINE))
    return row
