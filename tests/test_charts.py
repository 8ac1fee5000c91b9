"""Native charts, highlighted cells, print set-up and the data dictionary of the results workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tiny
from openpyxl import load_workbook

from model.outcome import PlanResult
from outputs.charts_figures import GROUPS, money_steps
from outputs.highlights import HIGHLIGHTS
from outputs.language import Words
from outputs.places import Places
from outputs.sheets import BY_NAME, SHEETS
from outputs.tables import result_tables
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan


@pytest.fixture(scope="module")
def plan() -> PlanResult:
    """The tiny plan with a seizure of independents, likely 5 %, and a limit that it reaches."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    made["limits"] = [{"limit": "maximum_sites", "scope": "all", "value": 1}]
    return solve_plan(tiny.build(made, aversion=0.3), SolveOptions(gap=0.0))


@pytest.fixture(scope="module")
def book(plan: PlanResult, tmp_path_factory: pytest.TempPathFactory) -> Any:
    (path, *_) = write(plan, tmp_path_factory.mktemp("book") / "r.xlsx", {})
    return load_workbook(path)


def words(title: Any) -> str:
    return "".join(run.t for paragraph in title.tx.rich.p for run in paragraph.r or [])


def test_every_chart_has_named_axes(book: Any) -> None:
    charts = [chart for page in book for chart in page._charts]
    assert len(charts) == 6
    for chart in charts:
        assert words(chart.x_axis.title) and words(chart.y_axis.title)
        assert not chart.x_axis.delete and not chart.y_axis.delete
        assert chart.y_axis.number_format
    assert len({words(chart.title) for chart in book["charts"]._charts}) == 4
    assert words(book["charts"]._charts[0].y_axis.title) == "Present value, R"


def test_demand_on_page_one_is_drawn_from_the_figures_of_the_charts(book: Any) -> None:
    """The same cells as the chart of the sheet `charts`: nothing is written twice."""
    again, there = book["summary"]._charts[1], book["charts"]._charts[1]
    cells = [[(one.val.numRef.f, one.cat.strRef.f) for one in chart.series] for chart in (again, there)]
    assert cells[0] == cells[1] and len(cells[0]) == 4
    assert all("charts" in values for values, _ in cells[0])


def test_bars_go_from_sales_to_profit(plan: PlanResult) -> None:
    """Each step begins where the last one ended, the last ends at the profit; base and bar make up the larger end."""
    tables = result_tables(plan, {})
    block = money_steps(Places(tables, {name: len(table) for name, table in tables.items()}), tables["ledger"], Words())
    columns = {series.key: list(series.values) for series in block.series}
    amounts, ends = columns["amount"], columns["end"]
    assert columns["item"][0] == "Sales" and columns["item"][-1] == "Profit"
    assert sum(amounts[:-1]) == pytest.approx(plan.plan.expected_profit) == pytest.approx(amounts[-1])
    assert ends[-2] == pytest.approx(ends[-1])
    for at in range(1, len(amounts) - 1):
        begin, end = ends[at - 1], ends[at]
        assert columns["base"][at] + columns["above"][at] + columns["below"][at] == pytest.approx(
            max(begin, end) if min(begin, end) >= 0 else min(begin, end) if max(begin, end) <= 0 else begin + end
        )
    assert columns["total"][0] == pytest.approx(amounts[0]) and columns["total"][1] is None


def test_a_loss_hangs_below_zero() -> None:
    """Sales 100, goods -130, network -20: goods reach from 100 to -30 across zero, the network from -30 to -50."""
    lines = [("sales", "operations", 100.0), ("goods", "operations", -130.0), ("rent", "design", -20.0)]
    rows = [*lines, ("profit", "total", -50.0)]
    ledger = pd.DataFrame(rows, columns=["line", "section", "total"]).assign(measure="present value")
    block = money_steps(Places({"ledger": ledger}, {"ledger": 4}), ledger, Words())
    columns = {series.key: list(series.values) for series in block.series}
    assert columns["end"] == [100, -30, -50, -50]
    assert columns["base"] == [None, 0, -30, None]
    assert columns["above"] == [None, 100, 0, None]
    assert columns["below"] == [None, -30, -20, None]


def test_every_line_of_the_ledger_is_in_one_bar(plan: PlanResult) -> None:
    named = [line for lines in GROUPS.values() for line in lines]
    assert len(named) == len(set(named))
    ledger = result_tables(plan, {})["ledger"]
    operating = set(ledger.loc[ledger["section"] == "operations", "line"]) - {"penalties"}
    assert operating <= set(named)


def test_figures_of_the_charts_are_traced(book: Any) -> None:
    """Every figure is a formula that reads another sheet or its own row; none holds a bare number."""
    page = book["charts"]
    figures = [
        cell for row in page.iter_rows(min_col=19) for cell in row if cell.value is not None and cell.column > 19
    ]
    numbers = [cell.coordinate for cell in figures if isinstance(cell.value, (int, float))]
    formulas = [cell.value for cell in figures if cell.data_type == "f"]
    assert numbers == []
    assert len(formulas) > 20 and any("ledger!" in formula for formula in formulas)


def test_a_plan_without_sites_has_no_chart_of_them(tmp_path: Path) -> None:
    made = tiny.tables()
    for offer in made["site_options"]:
        offer["fixed_cost"] = 1e6
    write(solve_plan(tiny.build(made), SolveOptions(gap=0.0)), tmp_path / "r.xlsx", {})
    assert len(load_workbook(tmp_path / "r.xlsx")["charts"]._charts) == 3  # type: ignore[attr-defined]


def test_highlights_name_columns_that_exist() -> None:
    for sheet, highlights in HIGHLIGHTS.items():
        names = {name: name for name in BY_NAME[sheet].names}
        for highlight in highlights:
            assert set(highlight.columns) <= set(names)
            assert highlight.formula.format_map(names)


def test_limits_reached_and_failed_checks_change_colour(book: Any) -> None:
    """The rules read the row of each cell, from the first row of figures on, as far as the table goes."""
    for sheet, column, within in (
        ("limits", "slack", "MAX(1,ABS($E3))"),
        ("checks", "ok", '="no"'),
        ("sites", "utilisation", ">=0.95"),
    ):
        page = book[sheet]
        letter = next(cell.column_letter for cell in page[2] if cell.value == column)
        rows = page.tables[sheet].ref.rpartition(":")[2].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        rules = [
            rule
            for area in page.conditional_formatting
            if str(area.sqref) == f"{letter}3:{letter}{rows}"
            for rule in area.rules
        ]
        assert any(within in rule.formula[0] for rule in rules), sheet
        assert all(rule.dxf.fill.bgColor.rgb for rule in rules)


def test_every_sheet_prints_one_page_wide(book: Any) -> None:
    for page in book:
        assert page.page_setup.orientation == "landscape" and str(page.page_setup.paperSize) == "9"
        assert page.sheet_properties.pageSetUpPr.fitToPage and page.page_setup.fitToWidth in (1, None)
    for sheet in SHEETS:
        assert "&P" in book[sheet.name].oddFooter.right.text
        assert book[sheet.name].print_title_rows == "$1:$2"


def test_dictionary_covers_every_sheet_and_column(book: Any) -> None:
    """What stands in the workbook is in the dictionary, nothing else is, and no name in any language is missing."""
    page = book["dictionary"]
    rows = list(page.iter_rows(min_row=3, values_only=True))
    columns = {(sheet, column) for sheet, column, *_ in rows if column is not None}
    there = {(sheet.name, cell.value) for sheet in SHEETS for cell in book[sheet.name][2] if cell.value}
    assert columns == there
    assert [sheet for sheet, column, *_ in rows if column is None] == book.sheetnames
    assert all(english and chinese and russian and meaning for _, _, english, chinese, russian, _, meaning in rows)
    units = {(sheet, column): unit for sheet, column, _, _, _, unit, _ in rows}
    assert units["sites", "fixed_cost"] == "R"
