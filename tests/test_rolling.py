"""owp roll: next quarter's workbook."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import tiny
from openpyxl.worksheet.table import Table

from inputs import examples, quarters
from inputs.case import Case
from inputs.reading import inspect, read
from inputs.writing import write_tables
from owp.cli import main

UNTOUCHED = (
    "currencies",
    "skus",
    "zones",
    "operators",
    "bundles",
    "site_options",
    "inbound_lanes",
    "parcel_lanes",
    "certifications",
    "duties",
    "levies",
    "customs_areas",
    "scenarios",
    "limits",
    "category_rules",
)


def plan(folder: Path, name: str, gap: float = 0.1) -> Path:
    """The results of a plan in the folder."""
    results = folder / f"{name}_results.xlsx"
    assert main(["plan", str(folder / f"{name}.xlsx"), "-o", str(results), "--gap", str(gap)]) == 0
    return results


def roll(folder: Path, old: str, new: str, *more: str) -> int:
    plans = (str(folder / f"{old}.xlsx"), str(folder / f"{old}_results.xlsx"))
    return main(["roll", *plans, "-o", str(folder / f"{new}.xlsx"), *more])


def annotate(path: Path) -> None:
    """What a planner adds: an own sheet, column and comment, and a formula with its result in place of a figure."""
    book = openpyxl.load_workbook(path)
    book.create_sheet("备注")["A1"] = "别忘了 Казань"
    page = book["demand"]
    page.cell(1, page.max_column + 1).value = "planner's remark"
    page.cell(2, page.max_column).value = "ask 王伟"
    book["sites"]["A2"].comment = openpyxl.comments.Comment("seen in May", "me")
    book.save(path)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small Russian example with a planner's own things in it, planned and rolled: q1, q1_results, q2."""
    folder = tmp_path_factory.mktemp("quarter")
    (folder / "q1.xlsx").write_bytes(examples.path("russia_small").read_bytes())
    annotate(folder / "q1.xlsx")
    plan(folder, "q1", gap=0.5)
    assert roll(folder, "q1", "q2") == 0
    return folder


def test_next_quarter_is_read_without_errors_and_keeps_what_was_typed(quarter: Path) -> None:
    """Every sheet that does not speak of time or of today is the same; the planner's own things are there."""
    old, new = read(quarter / "q1.xlsx"), read(quarter / "q2.xlsx")
    for name in UNTOUCHED:
        pd.testing.assert_frame_equal(getattr(old, name), getattr(new, name), obj=name)
    assert new.settings == old.settings
    book = openpyxl.load_workbook(quarter / "q2.xlsx")
    assert book["备注"]["A1"].value == "别忘了 Казань"
    assert "ask 王伟" in [cell.value for cell in book["demand"][2]]
    assert book["sites"]["A2"].comment.text == "seen in May"
    assert "past 2027Q1" in [cell.value for cell in book["demand"][1]]
    notes = [note for note in inspect(quarter / "q2.xlsx").notes if (note.code, note.sheet) == ("N134", "demand")]
    assert [note.cells for note in notes] == [1]  # the planner's own column; what the tool has put there is no news


def test_demand_of_each_new_period_is_that_of_its_source(quarter: Path) -> None:
    old, new = (
        read(quarter / f"{name}.xlsx").demand.pivot_table(index=["sku", "zone"], columns="period", values="units")
        for name in ("q1", "q2")
    )
    assert list(new.columns) == ["2027Q2", "2027Q3-Q4", "2028Q1-2030Q1"]
    for period, source in (("2027Q2", "2027Q2-Q4"), ("2027Q3-Q4", "2027Q2-Q4"), ("2028Q1-2030Q1", "2028-2029")):
        pd.testing.assert_series_equal(new[period], old[source], check_names=False)


def running(results: Path) -> pd.DataFrame:
    return pd.read_excel(results, sheet_name="sites", header=1).dropna(subset=["bundle"])


def check_continuity(before: Case, results: Path, after: Case) -> None:
    """Who ran in the first period runs today; those that ran before keep their lease's first quarter."""
    first, begin = before.periods["period"].iloc[0], before.periods["first_quarter"].iloc[0]
    planned = running(results)
    planned = planned[planned["period"] == first]
    today = after.current_network
    assert set(zip(today["site"], today["operator"], today["bundle"], strict=True)) == set(
        zip(planned["site"], planned["operator"], planned["bundle"], strict=True)
    )
    known = {(r.site, r.operator): r.since for r in before.current_network.itertuples()}
    for row in today.itertuples():
        assert row.since == known.get((row.site, row.operator), begin)
    assert quarters.count(after.periods["first_quarter"].iloc[0]) == quarters.count(begin) + 1


def test_what_runs_then_runs_today(quarter: Path) -> None:
    check_continuity(read(quarter / "q1.xlsx"), quarter / "q1_results.xlsx", read(quarter / "q2.xlsx"))


def test_certificates_ordered_are_held_and_those_that_end_are_gone(quarter: Path) -> None:
    ordered = pd.read_excel(quarter / "q1_results.xlsx", sheet_name="certificates", header=1)
    ordered = ordered[ordered["period"] == "2027Q1"]
    held = read(quarter / "q2.xlsx").certificates_held
    pairs = {(r.family, r.customs_area): r.valid_until for r in held.itertuples()}
    assert len(ordered) > 0
    for row in ordered.itertuples():
        assert pairs[row.family, row.customs_area] == row.holds_until


def test_what_was_removed_is_listed(quarter: Path) -> None:
    """The override of the first quarter is over; the sheet rolled says what it was."""
    assert read(quarter / "q2.xlsx").overrides["period"].isna().all()
    rows = list(openpyxl.load_workbook(quarter / "q2.xlsx")["rolled"].iter_rows(values_only=True))
    assert any(row[1] == "overrides" and "orders are booked from there" in str(row[4]) for row in rows)


def test_same_input_same_bytes(quarter: Path, tmp_path: Path) -> None:
    for name in ("q1.xlsx", "q1_results.xlsx"):
        (tmp_path / name).write_bytes((quarter / name).read_bytes())
    assert roll(tmp_path, "q1", "q2") == 0
    assert (tmp_path / "q2.xlsx").read_bytes() == (quarter / "q2.xlsx").read_bytes()


def test_an_existing_workbook_is_never_overwritten(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (quarter / "q2.xlsx").read_bytes()
    assert roll(quarter, "q1", "q2") == 2
    assert (quarter / "q2.xlsx").read_bytes() == before
    assert "choose another name" in capsys.readouterr().err


def test_results_of_another_plan_are_refused(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(quarter / name) for name in ("q2.xlsx", "q1_results.xlsx")]
    assert main(["roll", *files, "-o", str(quarter / "q3.xlsx")]) == 3
    assert "was not made from" in capsys.readouterr().err
    assert main(["roll", files[0], files[0], "-o", str(quarter / "q3.xlsx")]) == 3
    assert "no results workbook" in capsys.readouterr().err
    assert not (quarter / "q3.xlsx").exists()


def test_actuals_win_over_the_plan(quarter: Path) -> None:
    """In fact nothing opened: Moscow runs as before, with 7 refrigerators."""
    actual = {
        "current_network": pd.DataFrame(
            [("Moscow", "sever_trade", "storage_tax", "2025Q3")], columns=["site", "operator", "bundle", "since"]
        ),
        "current_stock": pd.DataFrame([("REF-340", "Moscow", 7)], columns=["sku", "site", "units"]),
    }
    write_tables(quarter / "actuals.xlsx", actual)
    assert roll(quarter, "q1", "q2_actual", "--actuals", str(quarter / "actuals.xlsx")) == 0
    case = read(quarter / "q2_actual.xlsx")
    assert case.current_network["site"].tolist() == ["Moscow"]
    assert case.current_stock[["sku", "site", "units"]].to_numpy().tolist() == [["REF-340", "Moscow", 7]]
    assert (case.sites["status"] == "existing").sum() == 1


def test_wrong_actuals_are_told(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A site that the plan does not have: an error on it, and nothing is written."""
    rows = pd.DataFrame([("Moskow", "sever_trade", "storage_tax")], columns=["site", "operator", "bundle"])
    write_tables(quarter / "wrong.xlsx", {"current_network": rows})
    assert roll(quarter, "q1", "q2_wrong", "--actuals", str(quarter / "wrong.xlsx")) == 3
    assert "Moskow" in capsys.readouterr().err
    assert not (quarter / "q2_wrong.xlsx").exists()


def test_a_damaged_file_is_told(quarter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Half of a workbook in place of the actuals, and of the results."""
    half = quarter / "half.xlsx"
    content = (quarter / "q1_results.xlsx").read_bytes()
    half.write_bytes(content[: len(content) // 2])
    assert roll(quarter, "q1", "q2_half", "--actuals", str(half)) == 3
    assert main(["roll", str(quarter / "q1.xlsx"), str(half), "-o", str(quarter / "q2_half.xlsx")]) == 3
    assert capsys.readouterr().err.count("ERROR E10") == 2
    assert not (quarter / "q2_half.xlsx").exists()


def test_long_demand_and_dated_rows(tmp_path: Path) -> None:
    """Demand a row a period, an event in the first quarter and one until the end, a site that must open."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    case = tiny.build(made)
    assert case.periods["quarters"].tolist() == [4, 4]
    made["sites"][0] |= {"status": "must_open"}
    tables = {name: pd.DataFrame(rows) for name, rows in made.items() if name != "settings"}
    tables["settings"] = pd.DataFrame([(k, v) for k, v in tiny.SETTINGS.items()], columns=["name", "value"])
    write_tables(tmp_path / "q1.xlsx", tables)
    plan(tmp_path, "q1")
    assert roll(tmp_path, "q1", "q2") == 0
    rolled = inspect(tmp_path / "q2.xlsx").case
    assert rolled is not None
    assert rolled.periods["quarters"].tolist() == [3, 5]
    assert set(rolled.demand["period"]) == set(rolled.periods["period"])
    site = made["sites"][0]["site"]
    assert rolled.sites.set_index("site")["status"][site] == "existing"
    assert rolled.overrides[["site", "decision"]].to_numpy().tolist() == [[site, "must"]]
    assert len(rolled.events) == len(replace(case).events)


NAMES = {
    "North": "莫斯科仓",
    "South": "Казань",
    "Indie": "独立运营商",
    "Plat": "Площадка «Ё»",
    "A": "冰箱-甲",
    "B": "Печь №2",
}


def named(value: object) -> object:
    return NAMES.get(value, value) if isinstance(value, str) else value


def test_chinese_and_russian_names_hold_through_read_plan_write_and_roll(tmp_path: Path) -> None:
    """Sites, zones, operators and SKUs, the planner's own sheet, column and Excel table, and the files themselves."""
    made = tiny.tables()
    tables = {
        name: pd.DataFrame([{key: named(value) for key, value in row.items()} for row in rows])
        for name, rows in made.items()
        if name != "settings"
    }
    settings = made["settings"] | {"plan_name": "网络 — сеть"}
    write_tables(
        tmp_path / "计划.xlsx", tables | {"settings": pd.DataFrame(settings.items(), columns=["name", "value"])}
    )
    book = openpyxl.load_workbook(tmp_path / "计划.xlsx")
    page = book.create_sheet("Заметки 备注")
    for row in (["列", "Столбец"], ["值", "значение"]):
        page.append(row)
    page.add_table(Table(displayName="需求_Спрос", ref="A1:B2"))
    book["demand"].add_table(Table(displayName="Спрос", ref=book["demand"].dimensions))
    book.save(tmp_path / "计划.xlsx")
    results = plan(tmp_path, "计划")
    assert roll(tmp_path, "计划", "план") == 0
    old, new = read(tmp_path / "计划.xlsx"), read(tmp_path / "план.xlsx")
    pd.testing.assert_frame_equal(old.skus, new.skus)
    assert list(new.skus["sku"]) == ["冰箱-甲", "Печь №2"] and new.settings.plan_name == "网络 — сеть"
    assert set(running(results)["site"]) <= {"莫斯科仓", "Казань"} and len(running(results))
    assert set(new.current_network["site"]) == set(running(results)["site"])
    assert set(new.current_network["operator"]) <= {"独立运营商", "Площадка «Ё»"}
    demand = openpyxl.load_workbook(tmp_path / "план.xlsx")["demand"]
    assert demand.tables["Спрос"].ref.endswith(str(demand.max_row))
    rolled = openpyxl.load_workbook(tmp_path / "план.xlsx")["Заметки 备注"]
    assert rolled.tables["需求_Спрос"].ref == "A1:B2" and rolled["B2"].value == "значение"
    written = openpyxl.load_workbook(results)
    assert any("莫斯科仓" in str(cell.value) or "Казань" in str(cell.value) for (cell,) in written["sites"]["A3:A9"])
    for page in written.worksheets:
        for table in page.tables.values():
            assert [column.name for column in table.tableColumns] == [cell.value for cell in page[table.ref][0]]


def check_comparison(folder: Path, old: int, new: int) -> None:
    """Compared with their plans: the effects of the groups sum to the change of expected profit."""
    changes = folder / f"changes{new}.xlsx"
    files = [str(folder / f"q{number}{kind}.xlsx") for kind in ("_results", "") for number in (old, new)]
    assert main(["compare", *files[:2], "--plans", *files[2:], "-o", str(changes)]) == 0
    reasons = pd.read_excel(changes, sheet_name="reasons", header=1)
    profit = pd.read_excel(changes, sheet_name="figures", header=1).iloc[0]
    assert reasons["effect"].sum() == pytest.approx(profit["difference"], abs=1)
    assert profit["new"] - profit["old"] == pytest.approx(profit["difference"])


@pytest.mark.slow
def test_four_quarters(tmp_path: Path) -> None:
    """Plan, roll and compare four times: nothing typed is lost, decisions go on, no lease is broken within its term."""
    (tmp_path / "q1.xlsx").write_bytes(examples.path("russia_small").read_bytes())
    annotate(tmp_path / "q1.xlsx")
    first = read(tmp_path / "q1.xlsx")
    terms = first.site_options.set_index(["site", "operator"])["minimum_term"]
    before = first
    for number in range(1, 5):
        results = plan(tmp_path, f"q{number}")
        if number > 1:
            check_comparison(tmp_path, number - 1, number)
        assert roll(tmp_path, f"q{number}", f"q{number + 1}") == 0
        after = read(tmp_path / f"q{number + 1}.xlsx")
        check_continuity(before, results, after)
        begin = quarters.count(before.periods["first_quarter"].iloc[0])
        runs = running(results)
        for row in before.current_network.itertuples():
            if not isinstance(row.since, str):
                continue
            end = quarters.count(row.since) + int(terms[row.site, row.operator])
            mine = runs[(runs["site"] == row.site) & (runs["operator"] == row.operator)]["period"].tolist()
            for period in before.periods.itertuples():
                if quarters.count(period.first_quarter) < end:
                    assert period.period in mine, (number, row.site, period.period)
        for name in UNTOUCHED:
            pd.testing.assert_frame_equal(getattr(first, name), getattr(after, name), obj=name)
        assert begin + 1 == quarters.count(after.periods["first_quarter"].iloc[0])
        before = after
    book = openpyxl.load_workbook(tmp_path / "q5.xlsx")
    assert book["备注"]["A1"].value == "别忘了 Казань"
