"""The checks as formulas: each is one, says what it cannot work out, and fails on a plan that breaks its rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tiny
from openpyxl import load_workbook
from small_plan import small_plan, small_results
from test_recalculation import differences, error_cells, without_libreoffice

from model.outcome import Operations, Outcome, PlanResult
from outputs.tables import result_tables
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan


@pytest.fixture(scope="module")
def seized() -> PlanResult:
    """The tiny plan with a seizure of independents: warehouse and parcels."""
    return solve_plan(tiny.build(tiny.with_seizure(tiny.tables(), 0.05), aversion=0.3), SolveOptions(gap=0.0))


@pytest.fixture(scope="module")
def small() -> PlanResult:
    return small_plan()


def failed(result: PlanResult, plan: Outcome) -> set[str]:
    """Codes of the checks that do not hold."""
    found = result_tables(replace(result, plan=plan), {})["checks"]
    return set(found.loc[~found["ok"], "code"])


def operated(plan: Outcome, change: Callable[[Operations], Operations]) -> Outcome:
    return replace(plan, operations=tuple(change(one) for one in plan.operations))


def cased(plan: Outcome, **tables: pd.DataFrame) -> Outcome:
    """The same plan of a case with other tables."""
    return replace(plan, data=replace(plan.data, case=replace(plan.data.case, **tables)))


def unadmitted(plan: Outcome) -> Outcome:
    network = plan.data.network
    return replace(plan, data=replace(plan.data, network=replace(network, admitted=network.admitted.iloc[:0])))


def uncertified(plan: Outcome) -> Outcome:
    """The plan orders no certificates, and nobody holds any."""
    nobody = cased(plan, certificates_held=plan.data.case.certificates_held.iloc[:0])
    return replace(nobody, certificates=plan.certificates.iloc[:0])


FALSE: dict[str, Callable[[Outcome], Outcome]] = {
    "demand": lambda plan: operated(plan, lambda one: replace(one, ship=one.ship.assign(units=one.ship["units"] * 3))),
    "held": lambda plan: replace(plan, stock=plan.stock.iloc[1:]),
    "running": lambda plan: replace(plan, runs=plan.runs.iloc[1:]),
    "rules": unadmitted,
    "storage": lambda plan: replace(plan, runs=plan.runs.assign(capacity_m3=0.0)),
    "stock_value": lambda plan: replace(plan, runs=plan.runs.assign(ceiling=0.0)),
    "parcel_max_weight": lambda plan: cased(plan, parcel_lanes=plan.data.case.parcel_lanes.assign(max_weight=0.001)),
    "parcel_max_side": lambda plan: cased(plan, parcel_lanes=plan.data.case.parcel_lanes.assign(max_side=0.001)),
    "parcel_max_value": lambda plan: cased(plan, parcel_lanes=plan.data.case.parcel_lanes.assign(max_value=0.001)),
    "slowest": lambda plan: operated(plan, lambda one: replace(one, ship=one.ship.assign(days=1000.0))),
    "certificates": uncertified,
}


def test_the_plan_breaks_no_rule(small: PlanResult) -> None:
    assert not failed(small, small.plan) & set(FALSE)


@pytest.mark.parametrize("code", FALSE)
def test_a_broken_rule_is_noticed(small: PlanResult, code: str) -> None:
    """A plan made false in one way fails the check on it, which it passes as it is."""
    assert code in failed(small, FALSE[code](small.plan))


def cells_of_checks(path: Path) -> pd.DataFrame:
    """The sheet checks with formulas as they are."""
    _, names, *rows = load_workbook(path)["checks"].iter_rows(values_only=True)
    return pd.DataFrame(rows, columns=list(names)).set_index("code")


def test_every_check_is_a_formula(tmp_path: Path) -> None:
    """What was found, the difference and the verdict; where owp counted something first, the remark says what."""
    path = tmp_path / "r.xlsx"
    path.write_bytes(small_results())
    found = cells_of_checks(path)
    for name in ("value", "difference", "ok"):
        assert all(str(cell).startswith("=") for cell in found[name]), name
    assert set(found["traced"]) == {"yes"}
    assert set(found.index[found["remark"].notna()]) == {"demand", "storage", "stock_value", "rules", "certificates"}


def test_checks_on_rows_in_csv_files_say_so(small: PlanResult, tmp_path: Path) -> None:
    """With 30 rows a long table at most, those that add up assignments and assortment are no formulas, in words."""
    (path, *_) = write(small, tmp_path / "r.xlsx", {}, most_rows=30)
    found = cells_of_checks(path)
    plain = found[[not str(cell).startswith("=") for cell in found["value"]]]
    assert set(plain.index) == {"held", "rules", "certificates", "demand_calm"}
    assert set(plain["traced"]) == {"no"}
    assert all("CSV" in words for words in plain["remark"])
    assert all("too many" in found.loc[code, "remark"] for code in ("margins", "handled", "running", "slowest"))


@without_libreoffice
@pytest.mark.parametrize(
    "codes", [(), ("held", "rules", "storage", "stock_value", "parcel_max_weight", "certificates")]
)
def test_formulas_find_what_owp_found(small: PlanResult, tmp_path: Path, codes: tuple[str, ...]) -> None:
    """LibreOffice calculates the same on a sound plan, some of it in CSV files, and on one false in many ways."""
    plan = small.plan
    for code in codes:
        plan = FALSE[code](plan)
    assert set(codes) <= failed(small, plan)
    (path, *_) = write(replace(small, plan=plan), tmp_path / "r.xlsx", {}, most_rows=200_000 if codes else 30)
    mine = ("checks", "site_use", "sku_assignment", "flow_totals", "situations")
    assert [cell for cell in differences(path, tmp_path) if cell[0] in mine] == []
    assert error_cells(tmp_path / "recalculated" / "r.xlsx") == []


def test_what_is_left_of_a_site_counts_as_less(seized: PlanResult) -> None:
    """Half of every site for a whole period: its stock for sales needs twice the room, and its minimum stock none."""
    states = seized.plan.data.futures.states
    halved = tuple(replace(s, alive=tuple((option, 0.5) for option in options_of(seized.plan, s))) for s in states)
    futures = replace(seized.plan.data.futures, states=halved)
    half = replace(seized.plan, data=replace(seized.plan.data, futures=futures))
    before, after = (result_tables(replace(seized, plan=plan), {})["site_use"] for plan in (seized.plan, half))
    calm = seized.plan.data.futures.quiet
    rows = before["situation"].isin(calm) & (before["sales_m3"] > 0)
    assert rows.any()
    assert after.loc[rows, "sales_m3"].tolist() == pytest.approx((2 * before.loc[rows, "sales_m3"]).tolist())
    assert after["minimum_stock_m3"].tolist() == before["minimum_stock_m3"].tolist()


def options_of(plan: Outcome, state: Any) -> list[tuple[str, str, str]]:
    runs = plan.runs[plan.runs["period"] == state.period]
    return list(zip(runs["site"], runs["operator"], runs["bundle"], strict=True))
