"""Parts 5 and 7 of page one: profit in each future as a chart, and the largest risks in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

from inputs.frames import records
from outputs import styles
from outputs.charts import profit_chart
from outputs.grid import Look
from outputs.language import Words
from outputs.page_one.layout import LEFT, NOTE, NUMBER, RIGHT, TOP, Layout
from outputs.tables_risk import Risk, sentence

MOST_RISKS, MOST_BARS = 3, 8
CHART_DATA = 13  # column where the chart's figures stand, past the printed part
CHART_ROWS, MANY_BARS, MANY_CHART_ROWS = 9, 5, 11  # names of many futures take two lines or stand aslant
BARS = {"profit": "this_plan", "today": "todays_network", "parcels_only": "parcels_only"}
LONGEST_BAR_NAME = 26


class Futures:
    """Part 5: a heading in `row`, the chart's figures beside the printed page, the chart once the sheet is written."""

    def __init__(self, layout: Layout, scenarios: pd.DataFrame, row: int) -> None:
        self._layout, self._row = layout, row
        layout.heading(row, RIGHT, 5, "heading_futures", "scenarios")
        self._figures = chart_figures(scenarios, layout.say)
        self.last_row = row + (MANY_CHART_ROWS if len(self._figures) > MANY_BARS else CHART_ROWS)
        grid = layout.grid
        grid.put(TOP - 1, CHART_DATA, layout.say("chart_figures"), NOTE)
        for at, words in enumerate(self._figures.columns):
            grid.put(TOP, CHART_DATA + at, str(words), Look(styles.COLUMN_HEAD))
            for number, value in enumerate(self._figures[words], start=1):
                grid.put(TOP + number, CHART_DATA + at, value, Look(number_format="#,##0"))

    def add_chart(self, page: Any, below: int) -> None:
        """The chart between the heading and the row `below` of the written page."""
        figures = self._figures
        chart = profit_chart(
            page,
            first_row=TOP,
            rows=len(figures),
            columns=(CHART_DATA, CHART_DATA + len(figures.columns) - 1),
            size=float(figures.iloc[:, 1:].abs().max().max()),
            currency=self._layout.currency,
            say=self._layout.say,
        )
        add_chart(page, chart, RIGHT, (self._row, below))


def add_chart(page: Any, chart: Any, half: tuple[int, int], rows: tuple[int, int]) -> None:
    """Put a chart in a half of the page, between the heading in the first of `rows` and the second."""
    heading, below = rows
    chart.anchor = TwoCellAnchor(
        _from=AnchorMarker(col=half[0] - 1, row=heading), to=AnchorMarker(col=half[1], row=below - 2)
    )
    page.add_chart(chart)


def chart_figures(scenarios: pd.DataFrame, say: Words) -> pd.DataFrame:
    """Names and profits of the scenarios that the chart shows; a yardstick that is not possible has no column."""
    shown = scenarios[["scenario", *BARS]].iloc[:MOST_BARS].dropna(axis="columns", how="all")
    headed = shown.rename(columns={"scenario": "", **{name: say(key) for name, key in BARS.items()}})
    return headed.assign(**{"": [_bar_name(name) for name in shown["scenario"]]})


def _bar_name(scenario: str) -> str:
    """A scenario's name as the chart shows it: able to take two lines, not too long."""
    name = scenario.replace("_", " ")
    return name if len(name) <= LONGEST_BAR_NAME else f"{name[: LONGEST_BAR_NAME - 1]}…"


def risks(layout: Layout, scenarios: pd.DataFrame, row: int) -> int:
    """Part 7 over the whole width; returns the last row used."""
    say = layout.say
    layout.heading(row, (LEFT[0], RIGHT[1]), 7, "heading_risks", "scenarios")
    costly = scenarios[scenarios["weighted_loss"] > 0].iloc[:MOST_RISKS]
    found = [Risk(r.scenario, r.story, r.probability, r.loss, r.hit) for r in records(costly)]
    lines = [sentence(risk, layout.currency, say) for risk in found] or [say("no_risk")]
    for number, words in enumerate(lines, start=1):
        row += 1
        layout.grid.put(row, 1, number if found else None, NUMBER)
        layout.text(row, 2, RIGHT[1], words)
    return row
