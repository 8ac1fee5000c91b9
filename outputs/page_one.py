"""Page one, on a single printed sheet: decide now, later, what it earns, the largest risks, how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

from inputs.frames import records
from model.outcome import PlanResult
from outputs import actions, styles
from outputs.actions import Action
from outputs.charts import profit_chart
from outputs.grid import Grid, Look
from outputs.reference import amount, percentage
from outputs.tables_risk import Risk, sentence

NAME = "summary"
MOST_NOW, MOST_LATER, MOST_RISKS, MOST_BARS = 10, 5, 3, 8
WIDTHS = (4, 40, 25, 18, 12, 2, 34, 17, 17, 17)
LEFT, RIGHT = (1, 5), (7, 10)  # columns of the two halves
CHART_DATA = 13  # column where the chart's figures stand, past the printed part
ROW_HEIGHT = 27.0
CHART_ROWS, MANY_BARS, MANY_CHART_ROWS = 9, 5, 11  # names of many futures take two lines or stand aslant
TOP = 4
BARS = {"profit": "This plan", "today": "Today's network", "parcels_only": "Parcels only"}
LONGEST_BAR_NAME = 26

HEADING = Look(styles.HEADING, styles.HEADING_FILL)
HEAD = Look(styles.COLUMN_HEAD, styles.COLUMN_FILL)
HEAD_RIGHT = Look(styles.COLUMN_HEAD, styles.COLUMN_FILL, styles.RIGHT)
TEXT = Look(border=styles.UNDERLINE)
STRONG = Look(styles.BOLD, border=styles.UNDERLINE)
NUMBER = Look(alignment=styles.CENTRE, border=styles.UNDERLINE)
NOTE = Look(styles.SUBTITLE)
STATUS_WORDS = {
    "optimal": "proven to be the best plan for these figures",
    "gap_reached": "stopped as asked, close to the best plan",
    "limit": "stopped early: a better plan may exist",
}


def add_page_one(book: Workbook, result: PlanResult, tables: Mapping[str, pd.DataFrame]) -> None:
    """The sheet `summary`, laid out to print on one landscape A4 page."""
    page: Any = book.create_sheet(NAME)
    for at, width in enumerate(WIDTHS):
        page.column_dimensions[chr(ord("A") + at)].width = width
    grid = Grid()
    grid.heights.update({1: 28.0, 2: 18.0, 3: 6.0})
    settings, calendar = result.plan.data.case.settings, result.plan.data.network.calendar
    grid.span(1, 1, RIGHT[1], settings.plan_name, Look(styles.TITLE))
    spell = f"{calendar.names[0]} to {calendar.names[-1]}"
    grid.span(2, 1, RIGHT[1], f"Overseas-warehouse network, {spell}. {_status(result)}.", NOTE)
    scale = styles.scale_of(float(tables["comparison"][["plan", "today", "parcels_only"]].iloc[:3].abs().max().max()))
    left = _decisions(grid, result)
    right = _figures(grid, tables["comparison"], result.notes, settings.currency, scale)
    right = _trust(grid, result, tables, right + 1)
    chart_row = right + 1
    _heading(grid, chart_row, RIGHT, "5  Profit in each future")
    figures = _chart_figures(tables["scenarios"])
    bottom = max(left + 1, chart_row + (MANY_CHART_ROWS if len(figures) > MANY_BARS else CHART_ROWS)) + 1
    last = _risks(grid, tables["scenarios"], settings.currency, bottom)
    for row in range(TOP, last + 1):
        grid.heights.setdefault(row, ROW_HEIGHT)
    _chart_data(grid, figures)
    _print_setup(page, last)  # before any row is written: the sheet's properties come first in the file
    grid.write(page)
    chart = profit_chart(
        page,
        first_row=TOP,
        rows=len(figures),
        columns=(CHART_DATA, CHART_DATA + len(figures.columns) - 1),
        size=float(figures.iloc[:, 1:].abs().max().max()),
        currency=settings.currency,
    )
    chart.anchor = TwoCellAnchor(
        _from=AnchorMarker(col=RIGHT[0] - 1, row=chart_row), to=AnchorMarker(col=RIGHT[1], row=bottom - 2)
    )
    page.add_chart(chart)


def _print_setup(page: Any, last: int) -> None:
    page.sheet_view.showGridLines = False
    page.print_area = f"A1:J{last}"
    page.page_setup.orientation, page.page_setup.paperSize = "landscape", 9
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.print_options.horizontalCentered = True
    for side in ("left", "right", "top", "bottom"):
        setattr(page.page_margins, side, 0.4)


def _status(result: PlanResult) -> str:
    words = STATUS_WORDS.get(result.plan.status, result.plan.status)
    return words[:1].upper() + words[1:]


def _heading(grid: Grid, row: int, half: tuple[int, int], words: str) -> None:
    grid.span(row, *half, words, HEADING)


def _money(scale: tuple[str, str]) -> Look:
    shown = f'{scale[0]};-{scale[0]};"–"'
    return Look(alignment=styles.RIGHT, number_format=shown, border=styles.UNDERLINE)


def _decisions(grid: Grid, result: PlanResult) -> int:
    """Parts 1 and 2 in the left half; returns the last row used."""
    found = actions.actions(result.plan)
    currency = result.plan.data.case.settings.currency
    now = [a for a in found if a.decide == actions.NOW]
    later = [a for a in found if a.decide != actions.NOW]
    size = max((a.money for a in found), default=0.0)
    money_scale = styles.scale_of(size)
    row = _list(grid, TOP, "1  Decide now", now, MOST_NOW, currency, money_scale)
    if not now:
        row += 1
        grid.span(row, *LEFT, "Nothing: the plan changes nothing now.", TEXT)
    row = _list(
        grid, row + 2, "2  Later: provisional until the plan is renewed", later, MOST_LATER, currency, money_scale
    )
    if not later:
        row += 1
        grid.span(row, *LEFT, "Nothing further is planned.", TEXT)
    return row


def _list(
    grid: Grid, row: int, title: str, found: list[Action], most: int, currency: str, scale: tuple[str, str]
) -> int:
    """A heading, column heads and at most `most` actions (grouped where there are more); returns the last row."""
    _heading(grid, row, LEFT, title)
    if not found:
        return row
    row += 1
    for column, words in enumerate(("", "What", "Site or family"), start=1):
        grid.put(row, column, words, HEAD)
    grid.put(row, 4, f"Money ({scale[1]}{currency})", HEAD_RIGHT)
    grid.put(row, 5, "Start by", Look(styles.COLUMN_HEAD, styles.COLUMN_FILL, styles.CENTRE))
    shown = actions.grouped(found, most)
    rest = shown[most:]
    for number, action in enumerate(shown[:most], start=1):
        row += 1
        grid.put(row, 1, number, NUMBER)
        grid.put(row, 2, sentence_of(action), TEXT)
        grid.put(row, 3, _shortened(action.subject), TEXT)
        grid.put(row, 4, action.money, _money(scale))
        grid.put(row, 5, action.latest_start.isoformat(), NUMBER)
    row += 1
    more = f"Total, with {len(rest)} more on the sheet actions" if rest else "Total"
    for column in (1, 3, 5):
        grid.put(row, column, None, STRONG)
    grid.put(row, 2, more, STRONG)
    total = _money(scale)
    grid.put(
        row, 4, sum(a.money for a in found), Look(styles.BOLD, None, total.alignment, total.number_format, total.border)
    )
    return row


def sentence_of(action: Action) -> str:
    """An action in words; later ones begin with their period."""
    several = f"{action.subjects} " if action.subjects > 1 else ""
    run_by = f" with {action.operator}, package {action.bundle}" if action.bundle else ""
    words = {
        actions.OPEN: f"Open {several}sites" if several else f"Open{run_by}",
        actions.CLOSE: f"Close {several}sites"
        if several
        else "Close" + (f" ({action.operator})" if action.operator else ""),
        actions.PACKAGE: f"Change the service package at {several}sites"
        if several
        else f"Change package: {action.bundle}",
        actions.CERTIFY: f"Order {several}certificates" if several else "Order the certificate",
        actions.STOCK: f"Stock up {several}sites" if several else "Stock up",
        actions.WITHDRAW: f"Sell off {action.skus} SKUs not kept",
        actions.KEEP: f"Keep {several}sites running" if several else f"Keep running{run_by}",
    }[action.action]
    if action.action == actions.STOCK and action.skus:
        words += f": {action.skus} new SKU{'s' if action.skus > 1 else ''}"
    return words if action.decide == actions.NOW else f"{action.period}: {words[:1].lower()}{words[1:]}"


def _shortened(subjects: str, longest: int = 58) -> str:
    """A list of names that fits two lines: the first ones and how many more."""
    if len(subjects) <= longest:
        return subjects
    names = subjects.split(", ")
    kept = 1
    while kept < len(names) and len(", ".join(names[: kept + 1])) <= longest - 14:
        kept += 1
    more = f" and {len(names) - kept} more" if len(names) > kept else ""
    return ", ".join(names[:kept])[:longest] + more


def _figures(grid: Grid, comparison: pd.DataFrame, notes: Sequence[str], currency: str, scale: tuple[str, str]) -> int:
    """Part 3: the plan beside its yardsticks; returns the last row used."""
    row = TOP
    _heading(grid, row, RIGHT, "3  What it earns and risks")
    row += 1
    for column, words in enumerate(("", "This plan", "Today's network", "Parcels only")):
        grid.put(row, RIGHT[0] + column, words, HEAD_RIGHT if column else HEAD)
    for line in records(comparison):
        row += 1
        in_money = line.unit == currency
        unit = f" ({scale[1]}{currency})" if in_money else ""
        figure = str(line.figure)
        grid.put(row, RIGHT[0], figure[:1].upper() + figure[1:] + unit, TEXT)
        form = scale[0] if in_money else "0%"
        for column, name in enumerate(("plan", "today", "parcels_only"), start=1):
            value = getattr(line, name)
            known = value == value
            impossible = "none" if name == "plan" or comparison[name].notna().any() else "not possible"
            look = Look(styles.BOLD if column == 1 else styles.BODY, None, styles.RIGHT, form, styles.UNDERLINE)
            grid.put(row, RIGHT[0] + column, value if known else impossible, look)
    row += 1
    told = "Profit: present value over the whole plan. Stock at risk: highest total of stock ceilings."
    text = " ".join([told, *(note[:1].upper() + note[1:].rstrip(".") + "." for note in notes)])
    grid.span(row, *RIGHT, text, NOTE)
    grid.heights[row] = max(ROW_HEIGHT, 13.5 * (1 + len(text) // 85))
    return row


def _trust(grid: Grid, result: PlanResult, tables: Mapping[str, pd.DataFrame], row: int) -> int:
    """Part 4; returns the last row used."""
    plan, currency = result.plan, result.plan.data.case.settings.currency
    _heading(grid, row, RIGHT, "4  How far to trust it")
    possible = plan.improvement_possible
    if possible is None or plan.gap is None:
        improvement = "not known: no bound was proven"
    elif possible <= 0:
        improvement = "none: no plan can earn more on these figures"
    else:
        improvement = f"{amount(possible, currency)} ({percentage(plan.gap)})"
    checks, defaults = tables["checks"], plan.data.case.assumptions
    passed = int(checks["ok"].sum())
    failed = "" if passed == len(checks) else ": see the sheet checks"
    facts = (
        ("Improvement still possible", improvement),
        ("Checks passed", f"{passed} of {len(checks)}{failed}"),
        (
            "Defaults used",
            f"{int(defaults['cells'].sum()):,} cells in {len(defaults)} columns: see the sheet assumptions",
        ),
    )
    for name, words in facts:
        row += 1
        grid.put(row, RIGHT[0], name, TEXT)
        grid.span(row, RIGHT[0] + 1, RIGHT[1], words, STRONG)
    return row


def _risks(grid: Grid, scenarios: pd.DataFrame, currency: str, row: int) -> int:
    """The largest risks over the whole width; returns the last row used."""
    _heading(grid, row, (LEFT[0], RIGHT[1]), "6  The largest risks: chance times loss")
    costly = scenarios[scenarios["weighted_loss"] > 0].iloc[:MOST_RISKS]
    found = [Risk(r.scenario, r.story, r.probability, r.loss, r.hit) for r in records(costly)]
    lines = [sentence(risk, currency) for risk in found] or ["No future earns less than the plan without events."]
    for number, words in enumerate(lines, start=1):
        row += 1
        grid.put(row, 1, number if found else None, NUMBER)
        grid.span(row, 2, RIGHT[1], words, TEXT)
        grid.heights[row] = max(18.0, 14.0 * (1 + len(words) // 165))
    return row


def _chart_figures(scenarios: pd.DataFrame) -> pd.DataFrame:
    """Names and profits of the scenarios that the chart shows; a yardstick that is not possible has no column."""
    shown = scenarios[["scenario", *BARS]].iloc[:MOST_BARS].dropna(axis="columns", how="all").rename(columns=BARS)
    return shown.assign(scenario=[_bar_name(name) for name in shown["scenario"]])


def _bar_name(scenario: str) -> str:
    """A scenario's name as the chart shows it: able to take two lines, not too long."""
    name = scenario.replace("_", " ")
    return name if len(name) <= LONGEST_BAR_NAME else f"{name[: LONGEST_BAR_NAME - 1]}…"


def _chart_data(grid: Grid, figures: pd.DataFrame) -> None:
    """The chart's figures beside the printed page."""
    grid.put(TOP - 1, CHART_DATA, "Figures of the chart", NOTE)
    for at, words in enumerate(figures.columns):
        grid.put(TOP, CHART_DATA + at, str(words), Look(styles.COLUMN_HEAD))
        for number, value in enumerate(figures[words], start=1):
            grid.put(TOP + number, CHART_DATA + at, value, Look(number_format="#,##0"))
