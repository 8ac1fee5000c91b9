"""The results workbook holds all that is needed to recompute the objective, by a script that knows nothing of ours."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
import recompute
import tiny
from openpyxl import load_workbook
from small_plan import small_plan, small_results

from model.outcome import PlanResult
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan


def rich_case() -> tiny.Tables:
    """The tiny plan with seizure, opening and certificate costs, minimum stock, listings, discounting, a soft limit."""
    made = tiny.with_seizure(tiny.tables(), 0.15)
    for offer in made["site_options"]:
        offer |= {"opening_cost": 300, "closing_cost": 50, "storage_cost": 2, "handling_cost": 1, "seizure_loss": 1.5}
    for sku in made["skus"]:
        sku |= {"minimum_stock": 2, "listing_cost": 20, "return_rate": 0.05}
    made["certifications"] = [{"family": "f", "customs_area": "U", "cost": 100, "lead_time": 0}]
    made["limits"] = [
        {"limit": "maximum_stock_value", "scope": "all", "value": 900, "penalty": 0.5},
        {"limit": "minimum_demand_met", "scope": "all", "value": 0.99, "penalty": 3},
    ]
    return made


@functools.cache
def averse() -> PlanResult:
    return solve_plan(tiny.build(rich_case(), aversion=0.3), SolveOptions(gap=0.0))


def check(result: PlanResult, path: Path) -> None:
    """The workbook at `path` gives the figures of the plan."""
    found = recompute.recompute(path)
    plan = result.plan
    assert found["objective"] == pytest.approx(plan.objective, rel=1e-6)
    assert found["expected_profit"] == pytest.approx(plan.expected_profit, rel=1e-6)
    assert found["average_of_worst"] == pytest.approx(plan.cvar, rel=1e-6)


@pytest.mark.parametrize("aversion", [0.0, 0.4, 1.0])
def test_objective_recomputed_from_the_workbook(tmp_path: Path, aversion: float) -> None:
    """Whatever the aversion; capital cost, keep and discounting make every kind of line non-zero."""
    case = tiny.build(
        rich_case(), aversion=aversion, discount_rate=0.15, capital_cost=0.12, loss_per_day=0.02, keep_floor=0.3
    )
    result = solve_plan(case, SolveOptions(gap=0.0))
    write(result, tmp_path / "results.xlsx", {})
    check(result, tmp_path / "results.xlsx")


def test_objective_recomputed_with_the_rest_in_csv(tmp_path: Path) -> None:
    """A tiny row limit sends the deliveries of futures with events to CSV files; the sum still comes out."""
    write(averse(), tmp_path / "results.xlsx", {}, most_rows=5)
    check(averse(), tmp_path / "results.xlsx")
    assert list(tmp_path.glob("results.flows.*.csv"))


def test_a_changed_figure_is_noticed(tmp_path: Path) -> None:
    """Doubling one delivery in the workbook moves the recomputed objective: the script does read the flows."""
    path = tmp_path / "results.xlsx"
    write(averse(), path, {})
    book = load_workbook(path)
    page = book["flows"]
    column = [cell.value for cell in page[2]].index("units") + 1
    page.cell(3, column).value *= 2
    book.save(path)
    assert recompute.recompute(path)["objective"] != pytest.approx(averse().plan.objective, rel=1e-6)


def test_objective_of_the_small_russian_example(tmp_path: Path) -> None:
    """The committed example, to a loose gap."""
    path = tmp_path / "results.xlsx"
    path.write_bytes(small_results())
    check(small_plan(), path)
