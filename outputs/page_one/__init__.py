"""Page one, on a single printed sheet: decide now, later, what it earns, the largest risks, how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook

from inputs.saving import Known
from model.outcome import PlanResult
from model.risk import effective_aversion
from outputs import styles
from outputs.charts_page import demand_chart
from outputs.grid import Grid
from outputs.language import Words
from outputs.page_one.decisions import decisions
from outputs.page_one.figures import figures, trust
from outputs.page_one.futures import CHART_ROWS, Futures, add_chart, risks
from outputs.page_one.layout import LEFT, NAME, NOTE, RIGHT, TITLE, TOP, WIDTHS, Layout
from outputs.places import Places

__all__ = ["NAME", "add_page_one"]

STATUS = {"optimal": "status_optimal", "gap_reached": "status_gap_reached", "limit": "status_limit"}
MORE_SHEETS = (
    ("map", "sites", "stock_ceilings", "sku_assignment", "assortment", "exclusions", "certificates"),
    ("charts", "ledger", "service_level", "limits", "seizure_rates", "flows", "provenance"),
)


def add_page_one(
    book: Workbook,
    result: PlanResult,
    tables: Mapping[str, pd.DataFrame],
    say: Words,
    places: Places,
    since: Sequence[str] = (),
) -> dict[str, Known]:
    """The sheet `summary`, laid out to print on one landscape A4 page, in the language of `say`.

    `since` are the facts of `outputs.since_last`, if there is an earlier plan. Returns the values of its formulas.
    """
    page: Any = book.create_sheet(NAME)
    settings, comparison = result.plan.data.case.settings, tables["comparison"]
    scale = styles.scale_of(float(comparison[["plan", "today", "parcels_only"]].iloc[:3].abs().max().max()))
    layout = Layout(say, settings.currency, Grid(font=styles.FONT_NAMES[say.language]))
    _title(layout, result)
    left = decisions(layout, result, places)
    weight = effective_aversion(result.plan.data.case)
    right = figures(layout, comparison, result.notes, scale, places, weight)
    right = trust(layout, result, tables, right + 1, places)
    futures = Futures(layout, tables["scenarios"], right + 2)
    layout.heading(left + 2, LEFT, 6, "charts_demand", "service_level")
    bottom = max(left + 2 + CHART_ROWS, futures.last_row) + 1
    last = risks(layout, tables["scenarios"], bottom)
    if since:
        last = _since(layout, since, last + 2)
    layout.fill_heights(TOP, last)
    last = _more_sheets(layout, last + 1)
    _print_setup(page, last)  # before any row is written: the sheet's properties come first in the file
    known = layout.grid.write(page)
    futures.add_chart(page, bottom)
    add_chart(page, demand_chart(tables, places, settings.currency, say), LEFT, (left + 2, bottom))
    return known


def _since(layout: Layout, facts: Sequence[str], row: int) -> int:
    """Part 8: what changed since the last plan; returns the last row used."""
    layout.heading(row, (LEFT[0], RIGHT[1]), 8, "heading_since", "comparison")
    for fact in facts:
        row += 1
        layout.text(row, LEFT[0], RIGHT[1], fact)
    return row


def _title(layout: Layout, result: PlanResult) -> None:
    say, calendar = layout.say, result.plan.data.network.calendar
    grid = layout.grid
    grid.heights.update({1: 28.0, 2: 18.0, 3: 6.0})
    grid.span(1, 1, RIGHT[1], result.plan.data.case.settings.plan_name, TITLE)
    status = say(STATUS[result.plan.status]) if result.plan.status in STATUS else result.plan.status
    line = say("title_line", first=calendar.names[0], last=calendar.names[-1], status=status)
    grid.span(2, 1, RIGHT[1], line, NOTE)


def _more_sheets(layout: Layout, row: int) -> int:
    """Links to the sheets that no heading leads to; returns the last row used."""
    layout.grid.span(row, 1, 2, layout.say("more_sheets"), NOTE)
    for line in MORE_SHEETS:
        places = [3, 4, 5, *range(RIGHT[0], RIGHT[1] + 1)]
        for column, sheet in zip(places, line, strict=True):
            layout.link(row, column, sheet)
        layout.grid.heights[row] = 15.0
        row += 1
    return row - 1


def _print_setup(page: Any, last: int) -> None:
    for at, width in enumerate(WIDTHS):
        page.column_dimensions[chr(ord("A") + at)].width = width
    page.sheet_view.showGridLines = False
    page.print_area = f"A1:J{last}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    for side in ("left", "right", "top", "bottom"):
        setattr(page.page_margins, side, 0.4)
