"""The results workbook: its sheets, page one, dates, reasons, safety of text, size limits, determinism."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tiny
from openpyxl import load_workbook

from model.outcome import Note, PlanResult
from outputs.actions import NOW, Action, actions, grouped, sentence_of
from outputs.deliveries import LINES, deliveries
from outputs.language import ENGLISH
from outputs.schema import columns_of
from outputs.sheets import SHEETS
from outputs.styles import LINE_HEIGHTS
from outputs.tables import result_tables
from outputs.tables_risk import risks
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan


def plan_of(made: tiny.Tables | None = None, **settings: Any) -> PlanResult:
    return solve_plan(tiny.build(made, **settings), SolveOptions(gap=0.0))


@pytest.fixture(scope="module")
def seized() -> PlanResult:
    """The tiny plan with a seizure of independents, likely 5 %."""
    return plan_of(tiny.with_seizure(tiny.tables(), 0.05), aversion=0.3)


@pytest.fixture(scope="module")
def results(seized: PlanResult, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its results workbook, which no test changes."""
    (path,) = write(seized, tmp_path_factory.mktemp("results") / "r.xlsx", {})
    return path


def words_on(path: Path, sheet: str) -> list[str]:
    page = load_workbook(path)[sheet]
    return [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]


def test_every_declared_sheet_is_written_under_labels(results: Path) -> None:
    """Row 1 has labels with units, row 2 the machine names, an Excel table starts there, panes are frozen below."""
    book = load_workbook(results)
    assert book.sheetnames == ["summary", "map", "charts", *(sheet.name for sheet in SHEETS)]
    for sheet in SHEETS:
        page = book[sheet.name]
        names = [cell.value for cell in page[2] if cell.value is not None]
        columns_of(sheet, names)
        assert page.tables[sheet.name].ref.startswith("A2:")
        assert [column.name for column in page.tables[sheet.name].tableColumns] == names
        assert str(page.freeze_panes).endswith("3")
    ceiling = [cell.value for cell in book["stock_ceilings"][1]]
    assert "Ceiling (R)" in ceiling


def test_same_plan_gives_the_same_bytes(seized: PlanResult, results: Path, tmp_path: Path) -> None:
    write(seized, tmp_path / "again.xlsx", {})
    assert (tmp_path / "again.xlsx").read_bytes() == results.read_bytes()


def test_a_failed_write_leaves_the_old_file(
    seized: PlanResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a broken write is left, and what stood there before still does."""
    path = tmp_path / "r.xlsx"
    path.write_text("before")

    def broken(*_: Any, **__: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(OSError, match="disk full"):
        write(seized, path, {})
    assert path.read_text() == "before"
    assert [found.name for found in tmp_path.iterdir()] == ["r.xlsx"]


def test_margin_is_the_sum_of_its_lines(seized: PlanResult) -> None:
    """A in Y1 from North to North: 200 - 33.33 VAT - 5 delivery - 50 goods - 5 duty - 20 commission = 86.67."""
    table = deliveries(seized.plan)
    assert (table[LINES].sum(axis=1) - table["margin"]).abs().max() < 1e-9
    row = table[(table["sku"] == "A") & (table["zone"] == "North") & (table["period"] == "Y1")].iloc[0]
    assert row["margin"] == pytest.approx(200 - 200 / 6 - 5 - 50 - 5 - 20)


def test_a_risk_names_no_site_whose_loss_is_rounding(seized: PlanResult) -> None:
    """A ceiling that should be 0 may be 5e-8 instead: a second site loses 0.001 of money beside the one seized."""
    plan = seized.plan
    (before,) = [risk for risk in risks(plan, deliveries(plan), ENGLISH) if "seized or lost at" in risk.hit]
    lost = plan.charges[plan.charges["scenario"] == before.scenario]
    for amount, named in ((1e-3, False), (10.0, True)):
        more = lost.head(1).assign(subject="Elsewhere / own / storage", present_value=amount)
        changed = replace(plan, charges=pd.concat([plan.charges, more], ignore_index=True))
        (risk,) = [risk for risk in risks(changed, deliveries(changed), ENGLISH) if risk.scenario == before.scenario]
        assert ("Elsewhere" in risk.hit) is named


def test_ledger_runs_from_sales_to_profit(seized: PlanResult) -> None:
    """Undiscounted (rate 0) both measures agree; the last line is expected profit; lines sum to it."""
    ledger = result_tables(seized, {})["ledger"]
    for _, block in ledger.groupby("measure"):
        lines = block[block["section"] != "total"]["total"].sum()
        bottom = block[block["line"] == "profit"]["total"].item()
        assert block.iloc[0]["line"] == "sales"
        assert lines == pytest.approx(bottom) == pytest.approx(seized.plan.expected_profit)


def test_opening_starts_its_lead_weeks_before(seized: PlanResult) -> None:
    """4 weeks before 2027-01-01 is 2026-12-04; it is to be decided now."""
    opening = next(a for a in actions(seized.plan) if a.action == "open")
    assert (opening.latest_start.isoformat(), opening.decide) == ("2026-12-04", NOW)


def test_later_action_with_a_long_lead_is_decided_now() -> None:
    """North only from 2028Q1, 60 weeks of preparation: it must begin by 2026-11-07, before the plan does."""
    made = tiny.tables()
    made["site_options"] = [
        offer | {"first_quarter": "2028Q1", "lead_weeks": 60}
        for offer in made["site_options"]
        if offer["site"] == "North"
    ]
    opening = next(a for a in actions(plan_of(made).plan) if a.action == "open")
    assert (opening.period, opening.latest_start.isoformat(), opening.decide) == ("Y2", "2026-11-07", NOW)


def test_certificate_is_ordered_its_lead_time_before_it_is_needed() -> None:
    """Two quarters of lead time before 2028Q1, the first period it can cover: 2027-07-01."""
    made = tiny.tables()
    made["bundles"][1]["certification"] = False
    made["certifications"] = [{"family": "f", "customs_area": "U", "cost": 10, "lead_time": 2}]
    tables = result_tables(plan_of(made), {})
    row = tables["certificates"].iloc[0]
    assert (row["status"], row["period"], row["latest_start"], row["holds_from"]) == (
        "order",
        "Y1",
        "2027-07-01",
        "2027Q3",
    )


def test_transit_is_taken_off_the_stock_date_of_a_running_site() -> None:
    """Goods 20 days on the way to a site that runs already leave by 2026-12-12; a new site's on its first day (the plan
    counts the sales lost meanwhile)."""
    made = tiny.tables()
    for lane in made["inbound_lanes"]:
        lane["days"] = 20
    stock = next(a for a in actions(plan_of(made).plan) if a.action == "stock up")
    assert stock.latest_start.isoformat() == "2027-01-01"
    made["sites"][0]["status"] = "existing"
    made["current_network"] = [{"site": "North", "operator": "Indie", "bundle": "full"}]
    stock = next(a for a in actions(plan_of(made).plan) if a.action == "stock up")
    assert stock.latest_start.isoformat() == "2026-12-12"


def test_today_is_kept_changed_and_closed() -> None:
    """North runs today with storage only: the plan keeps the tenancy and changes its package; South closes."""
    made = tiny.tables()
    for site in made["sites"]:
        site["status"] = "existing"
    made["current_network"] = [
        {"site": s, "operator": "Indie", "bundle": "store"} for s in ("North", "South")
    ]  # fmt: skip
    made["current_stock"] = [{"sku": "A", "site": s, "units": 5} for s in ("North", "South")]
    result = plan_of(made)
    kinds = {(a.action, a.subject) for a in actions(result.plan)}
    sites = result_tables(result, {})["sites"]
    assert ("change package", "North") in kinds
    assert ("close", "South") in kinds
    assert ("withdraw SKUs", "South") in kinds
    assert "changes package" in set(sites.loc[sites["site"] == "North", "action"])
    assert result.today is not None
    assert result_tables(result, {})["comparison"]["today"].notna().all()


def test_no_more_than_ten_actions_and_all_the_money() -> None:
    """Thirty certificates and an opening become two lines; nothing is lost from the total."""
    day = pd.Timestamp("2027-01-01").date()
    many = [Action("order certificate", f"f{n} in U", "Y1", day, 10.0, "certificate") for n in range(30)]
    found = [Action("open", "North", "Y1", day, 500.0, "opening cost"), *many]
    shown = grouped(found, 10)
    assert len(shown) == 2
    assert sum(a.money for a in shown) == 800.0
    assert shown[1].subjects == 30


def test_later_actions_of_several_periods_say_so() -> None:
    """Certificates of Y2 and Y3 put together begin with "Y2 on"."""
    day = pd.Timestamp("2028-01-01").date()
    found = [Action("order certificate", f"f{t}", t, day, 10.0, "certificate") for t in ("Y2", "Y3")]
    (together,) = grouped(found, 1)
    assert sentence_of(together, ENGLISH) == "Y2 on: order 2 certificates"


def test_sites_are_counted_once_however_often_they_stock_up() -> None:
    """Three deliveries of stock to two sites are two sites; two to one site are told without a count."""
    day = pd.Timestamp("2027-01-01").date()
    found = [
        Action("stock up", s, t, day, 10.0, "stock_cost", operator="Indie", bundle="full", skus=2)
        for s, t in (("North", "Y1"), ("North", "Y2"), ("South", "Y1"))
    ]
    (together,) = grouped(found, 1)
    assert sentence_of(together, ENGLISH) == "Y1 on: stock up 2 sites (new SKUs: 6)"
    (together,) = grouped(found[:2], 1)
    assert sentence_of(together, ENGLISH) == "Y1 on: stock up (new SKUs: 4)"


def test_every_exclusion_has_a_reason() -> None:
    """Too heavy for the parcel, needs a service of an operator that is barred, too slow, at a loss: each is told."""
    made = tiny.tables()
    made["skus"] += [
        tiny.sku("heavy", weight_kg=50, needs_after_sales=True),
        tiny.sku("poor", price=60, unit_cost=58),
        tiny.sku("seasonal", seasonal=True),
    ]
    made["bundles"] = [{"bundle": "store"}, {"bundle": "repair", "after_sales": True}]
    made["operator_bundles"] = [{"operator": "Indie", "bundle": "store"}, {"operator": "Plat", "bundle": "repair"}]
    made["overrides"] = [{"operator": "Plat", "decision": "never"}]
    made["category_rules"] = [{"rule": "no_seasonal"}]
    made["demand"] += [
        {"sku": k, "zone": "North", "period": t, "units": 5}
        for k in ("heavy", "poor", "seasonal")
        for t in ("Y1", "Y2")
    ]
    made["outbound_lanes"] = [
        lane for lane in made["outbound_lanes"] if lane["zone"] == "North" or lane["site"] == "South"
    ]
    tables = result_tables(plan_of(made), {})
    rows = tables["assortment"].set_index(["sku", "zone"])
    assert "after-sales" in rows.loc[("heavy", "North"), "why_no_warehouse"]
    assert "too heavy: 50 kg, limit 20" in rows.loc[("heavy", "North"), "why_no_parcel"]
    assert "loses " in rows.loc[("poor", "North"), "why_no_warehouse"]
    assert "no_seasonal" in rows.loc[("seasonal", "North"), "why_no_warehouse"]
    unserved = rows[rows["offered_by"] == "not offered"]
    assert unserved[["why_no_warehouse", "why_no_parcel"]].notna().all().all()
    assert tables["exclusions"]["reason"].notna().all()


def test_assignment_tells_the_route_without_events() -> None:
    """By rail a unit costs 10 / 700 more than by sea, which a scenario closes: without events goods come by sea."""
    made = tiny.tables()
    made["inbound_lanes"] = [
        {"origin": o, "corridor": c, "site": s, "container_cost": cost, "days": 0}
        for o, c, cost in (("Ningbo", "rail", 100), ("Yiwu", "sea", 0))
        for s in ("North", "South")
    ]
    made["scenarios"] = [{"scenario": "calm", "probability": 0.9}, {"scenario": "closed", "probability": 0.1}]
    made["events"] = [{"scenario": "closed", "kind": "corridor_closed", "target": "sea", "first_period": "Y1"}]
    table = result_tables(plan_of(made), {})["sku_assignment"]
    assert len(table)
    assert set(zip(table["origin"], table["corridor"], strict=True)) == {("Yiwu", "sea")}


def test_limits_keep_their_reason() -> None:
    """One row for each period of a limit; an opening budget, which stands elsewhere, has no reason."""
    made = tiny.tables()
    made["periods"][0]["opening_budget"] = 1e6
    made["limits"] = [{"limit": "maximum_sites", "scope": "all", "value": 2, "reason": "few hands"}]
    table = result_tables(plan_of(made), {})["limits"]
    assert set(table.loc[table["limit"] == "maximum_sites", "reason"]) == {"few hands"}
    others = table[table["limit"] != "maximum_sites"]
    assert len(others)
    assert others["reason"].isna().all()


def test_percentages_keep_two_or_three_digits() -> None:
    """Past 1,000 % whole percents: never as a power of ten."""
    assert [ENGLISH.percentage(share) for share in (24.3, 9.99, 0.1, 0.0042)] == ["2,430 %", "999 %", "10 %", "0.42 %"]
    assert [ENGLISH.percentage(share) for share in (1.4e-16, -0.0, 2e-6)] == ["0 %", "0 %", "0.0002 %"]


def test_risks_are_ranked_and_told_with_money(seized: PlanResult, results: Path) -> None:
    """Seizure: stock 2134 and (2294 - 720) * 4 of a year's earnings lost: 8430 in all, 5 % likely."""
    scenarios = result_tables(seized, {})["scenarios"]
    assert list(scenarios["scenario"]) == ["calm", "seized"]
    assert scenarios.loc[1, "loss"] == pytest.approx(2134 + (2294 - 720) * 4)
    text = " ".join(words_on(results, "summary"))
    assert "seized (5 % likely): costs 8.4 thousand R" in text
    assert "North" in text


def test_seizure_rates_stand_beside_each_other(seized: PlanResult) -> None:
    """5 % over two years is 1 - 0.95^(1/2) = 2.53 % a year; platforms are never struck."""
    rates = result_tables(seized, {})["seizure_rates"].set_index(["operator", "bundle"])["implied"]
    assert rates["Indie", "full"].iloc[0] == pytest.approx(1 - 0.95**0.5)
    assert rates["Plat", "full"].iloc[0] == 0


def test_service_level_counts_target_days_and_lost_sales() -> None:
    """Parcels alone: 12 days, keep 1 - 0.02 * 9 = 0.82; A (10 + 8 a quarter) sells 0.82 of that, B nothing."""
    made = tiny.tables()
    made["sites"] = [site | {"status": "excluded"} for site in made["sites"]]
    result = plan_of(made, loss_per_day=0.02, keep_floor=0.3)
    table = result_tables(result, {})["service_level"]
    row = table[(table["zone"] == "all") & (table["period"] == "Y1")].iloc[0]
    assert row["by_parcel"] == pytest.approx(0.82 * 18)
    assert row["lost_to_delay"] == pytest.approx(0.18 * 18)
    assert row["unmet"] == pytest.approx(26)
    assert row["orders_on_target"] == 0


def test_checks_pass_on_a_sound_plan_and_fail_on_a_false_one(seized: PlanResult) -> None:
    """A profit that the deliveries and charges do not earn and two operators at a site are noticed."""
    assert result_tables(seized, {})["checks"]["ok"].all()
    plan = seized.plan
    false = replace(
        plan,
        profits={w: profit + 1000 for w, profit in plan.profits.items()},
        runs=pd.concat([plan.runs, plan.runs.assign(operator="Plat")], ignore_index=True),
        charges=plan.charges.assign(quantity=plan.charges["quantity"] * 2),
    )
    checks = result_tables(replace(seized, plan=false), {})["checks"]
    failed = " ".join(checks.loc[~checks["ok"], "check"])
    assert "profit from deliveries" in failed
    assert "operators at one site" in failed


def test_text_never_becomes_a_formula(tmp_path: Path) -> None:
    """Names that begin like formulas, in other scripts or with control characters come out as plain text."""
    texts = ["=1+1", "+7 495", "-5", "@cmd", "热水器", "Плита", "bell\x07 rings"]
    made = tiny.tables()
    made["skus"] += [tiny.sku(f"=S{n}") | {"name": text} for n, text in enumerate(texts)]
    made["demand"] += [{"sku": f"=S{n}", "zone": "North", "period": "Y1", "units": 5} for n in range(len(texts))]
    path = tmp_path / "r.xlsx"
    write(plan_of(made, plan_name="=plan"), path, {"note": "#REF!"})
    book = load_workbook(path)
    cells = [cell for page in book for row in page.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.coordinate for cell in cells if cell.data_type == "e"]
    typed = {*(text.replace("\x07", "") for text in texts), *(f"=S{n}" for n in range(len(texts))), "=plan", "#REF!"}
    assert {cell.data_type for cell in cells if isinstance(cell.value, str) and cell.value in typed} == {"s"}
    found = words_on(path, "sku_assignment")
    assert all(text.replace("\x07", "") in found for text in texts)
    assert all(f"=S{n}" in found for n in range(len(texts)))
    assert book["summary"]["A1"].value == "=plan"


def test_plan_without_sites_and_without_scenarios(tmp_path: Path) -> None:
    """No warehouse may run, no scenario is given: the workbook is written all the same, and says so."""
    made = tiny.tables()
    made["sites"] = [site | {"status": "excluded"} for site in made["sites"]]
    write(plan_of(made), tmp_path / "r.xlsx", {})
    text = " ".join(words_on(tmp_path / "r.xlsx", "summary"))
    assert "Nothing: the plan changes nothing now." in text
    assert "No future earns less" in text


def test_unknown_bound_and_impossible_yardsticks(seized: PlanResult, tmp_path: Path) -> None:
    """What is not known is said, never left as zero."""
    unknown = replace(seized.plan, bound=None, gap=None, status="limit")
    result = PlanResult(unknown, None, None, (Note("today_no_plan", "no room"),))
    write(result, tmp_path / "r.xlsx", {})
    text = " ".join(words_on(tmp_path / "r.xlsx", "summary"))
    assert "not known: no bound was proven" in text
    assert text.count("not possible") >= 10
    assert "Today's network: no plan (no room)." in text


def test_labels_in_other_languages(seized: PlanResult, tmp_path: Path) -> None:
    """Labels are translated, machine names are not."""
    write(seized, tmp_path / "r.xlsx", {}, language="zh")
    page = load_workbook(tmp_path / "r.xlsx")["flows"]
    assert (page["D1"].value, page["D2"].value) == ("商品编码", "sku")


def test_page_one_prints_on_one_page_with_two_charts(results: Path) -> None:
    page = load_workbook(results)["summary"]
    assert len(page._charts) == 2
    assert all(chart.y_axis.title is not None for chart in page._charts)
    halves = sorted((chart.anchor._from.col, chart.anchor.to.col) for chart in page._charts)
    assert halves == [(0, 5), (6, 10)]
    assert page.sheet_properties.pageSetUpPr.fitToPage
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight, page.page_setup.orientation) == (1, 1, "landscape")
    assert not any("state" in word.casefold().split() for word in words_on(results, "summary"))


def test_page_one_says_what_the_plan_seeks_where_it_weighs_the_worst(
    seized: PlanResult, results: Path, tmp_path: Path
) -> None:
    """A plan may expect less than a yardstick beside it: page one gives the weights and the sums compared."""
    write(plan_of(), tmp_path / "calm.xlsx", {})
    assert not any("The plan seeks" in words for words in words_on(tmp_path / "calm.xlsx", "summary"))
    careful = seized.plan
    (told,) = [words for words in words_on(results, "summary") if "The plan seeks" in words]
    assert "70 % expected profit plus 30 % average of the worst" in told
    sought = 0.7 * careful.expected_profit + 0.3 * careful.cvar
    assert f"this plan {ENGLISH.amount(sought, 'R')};" in told


def test_long_texts_are_shown_whole(tmp_path: Path) -> None:
    """A text wider than its column takes as many lines as it needs, in rows made as high."""
    long = "why this limit stands here, told at some length; " * 4
    made = tiny.tables() | {"limits": [{"limit": "maximum_sites", "scope": "all", "value": 2, "reason": long}]}
    write(plan_of(made), tmp_path / "r.xlsx", {})
    page = load_workbook(tmp_path / "r.xlsx")["limits"]
    (cell,) = [cell for row in page.iter_rows(min_row=3, max_row=3) for cell in row if cell.value == long.strip()]
    assert cell.alignment.wrap_text
    assert page.row_dimensions[3].height >= 4 * LINE_HEIGHTS["en"]


def test_figures_are_shown_in_their_own_units(results: Path) -> None:
    """Where each row has a unit of its own: money without cents, shares in per cent; heads stand over the figures."""
    book = load_workbook(results)
    page = book["comparison"]
    forms = {page[f"B{row}"].value: page[f"C{row}"].number_format for row in range(3, 8)}
    assert forms == {"R": "#,##0", "share": "0.0%"}
    assert (page["A1"].alignment.horizontal, page["C1"].alignment.horizontal) == (None, "right")
    labels = [cell.value for cell in book["actions"][1]]
    assert "SKUs" in labels and "SKUs (SKUs)" not in labels
