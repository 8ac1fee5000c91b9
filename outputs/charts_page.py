"""The sheet `charts`: where the money goes, who is served and how fast, how full the sites are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import SimpleNamespace
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor
from openpyxl.utils import get_column_letter

from inputs.saving import Known
from outputs import charts_figures as figures
from outputs import styles
from outputs.charts_figures import Block
from outputs.charts_native import columns_by_period, shares_of_sites, stacks, steps
from outputs.grid import Grid, Look
from outputs.language import Words
from outputs.places import Places
from outputs.prints import landscape

NAME = "charts"
DEMAND = 1  # place of the chart among the four
COLUMNS, WIDTH = 16, 9.0  # of the printed page
FIRST_ROW, ROWS, GAP, HEIGHT = 4, 20, 1, 15.0  # of a chart; the height in points
FIGURES = COLUMNS + 3  # column where the charts' figures stand, past the printed part


def add_charts(
    book: Workbook, tables: Mapping[str, pd.DataFrame], places: Places, currency: str, say: Words
) -> dict[str, Known]:
    """Add the sheet; returns the values of its formulas by cell. `tables` are those of `result_tables`."""
    page: Any = book.create_sheet(NAME)
    grid = Grid(font=styles.FONT_NAMES[say.language])
    grid.span(1, 1, COLUMNS, say("charts_title"), Look(styles.TITLE))
    grid.span(2, 1, COLUMNS, say("charts_told"), Look(styles.SUBTITLE))
    grid.heights.update({1: 28.0, 2: 16.0, 3: 6.0})
    known: dict[str, Known] = {}
    drawings = _drawings(tables, places, currency, say)
    for block, _, top in drawings:
        known |= _write(grid, block, top)
    for line in range(FIRST_ROW, FIRST_ROW + 2 * ROWS + GAP):
        grid.heights[line] = HEIGHT
    for at in range(COLUMNS):
        page.column_dimensions[get_column_letter(at + 1)].width = WIDTH
    page.column_dimensions[get_column_letter(FIGURES)].width = 24.0
    landscape(page, f"A1:{get_column_letter(COLUMNS)}{FIRST_ROW + 2 * ROWS + GAP}")
    grid.write(page)
    for number, (block, draw, top) in enumerate(drawings):
        if block.rows:
            chart = draw(page, block, (top, FIGURES), say)
            chart.anchor = _place(number)
            page.add_chart(chart)
    return known


def demand_chart(tables: Mapping[str, pd.DataFrame], places: Places, currency: str, say: Words) -> Any:
    """What becomes of demand, for another sheet, without a title: the figures are those of the sheet `charts`."""
    block, draw, top = _drawings(tables, places, currency, say)[DEMAND]
    chart = draw(SimpleNamespace(title=NAME), block, (top, FIGURES), say)  # a reference asks a sheet for its name alone
    chart.title, chart.legend.position = None, "r"  # it is lower there
    return chart


def _drawings(
    tables: Mapping[str, pd.DataFrame], places: Places, currency: str, say: Words
) -> list[tuple[Block, Callable[..., Any], int]]:
    """Each chart's figures, how it is drawn and the row of its figures' heads."""
    service = tables["service_level"]
    blocks: list[tuple[Block, Callable[..., Any]]] = [
        (figures.money_steps(places, tables["ledger"], say), partial(steps, currency=currency)),
        (figures.demand_by_channel(places, service, say), stacks),
        (figures.service_shares(places, service, say), columns_by_period),
        (figures.fullest(places, tables["sites"], say), shares_of_sites),
    ]
    found, row = [], FIRST_ROW
    for block, draw in blocks:
        found.append((block, draw, row))
        row += block.rows + 2
    return found


def _place(number: int) -> TwoCellAnchor:
    """Two charts side by side, two below."""
    column, row = (number % 2) * COLUMNS // 2, FIRST_ROW - 1 + (number // 2) * (ROWS + GAP)
    return TwoCellAnchor(
        _from=AnchorMarker(col=column, row=row), to=AnchorMarker(col=column + COLUMNS // 2, row=row + ROWS)
    )


def _write(grid: Grid, block: Block, top: int) -> dict[str, Known]:
    """A block's heads in row `top` and its figures below, as formulas where it has some; returns their values."""
    known: dict[str, Known] = {}
    letters = {series.key: get_column_letter(FIGURES + at) for at, series in enumerate(block.series)}
    for at, series in enumerate(block.series):
        grid.put(top, FIGURES + at, series.head, Look(styles.COLUMN_HEAD))
        for number, value in enumerate(series.values):
            row = top + 1 + number
            formula = series.formulas[number] if series.formulas else None
            look = Look(number_format=series.number_format)
            if formula is None or value is None:
                grid.put(row, FIGURES + at, value, look)
                continue
            cells = {key: f"{letter}{row}" for key, letter in letters.items()}
            above = {f"above_{key}": f"{letter}{row - 1}" for key, letter in letters.items()}
            grid.put(row, FIGURES + at, styles.Formula(formula.format_map(cells | above)), look)
            known[f"{letters[series.key]}{row}"] = value
    return known
