"""owp compare: what changed between two plans, and why. Arithmetic of the tiny plan: see test_plan_by_hand."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import tiny
from openpyxl import load_workbook

from inputs.exchange import CALENDAR, REST, changed_inputs, group_of, mixed, on_calendar
from inputs.writing import write_tables
from outputs.changes import decisions
from outputs.language import Words
from outputs.reading import read_results
from outputs.since_last import since_last
from outputs.styles import POINTS
from owp.cli import main
from solvers.attribution import End, attribute
from solvers.options import SolveOptions

EXACT = SolveOptions(gap=0.0)


def more_wanted(made: tiny.Tables) -> tiny.Tables:
    """Twenty of A wanted in North, not ten."""
    for row in made["demand"]:
        if (row["sku"], row["zone"]) == ("A", "North"):
            row["units"] = 20
    return made


def dearer_delivery(made: tiny.Tables) -> tiny.Tables:
    """Delivery within North costs 15, not 5."""
    for row in made["outbound_lanes"]:
        if row["site"] == row["zone"] == "North":
            row["order_cost"] = 15
    return made


def test_each_group_has_its_own_effect() -> None:
    """Ten more of A in North earn 86.667 each, eight quarters long: 6933.33. Then 40 units there cost 10 more each:
    3200. From 13 552 to 17 285.33."""
    old, new = tiny.build(), tiny.build(dearer_delivery(more_wanted(tiny.tables())))
    end = 13552 + 20800 / 3 - 3200
    steps = attribute(old, new, (End(13552, 0.0), End(end, 0.0)), EXACT)
    assert [step.group for step in steps] == ["demand", "freight"]
    assert [step.effect for step in steps] == pytest.approx([20800 / 3, -3200])
    assert sum(step.effect or 0 for step in steps) == pytest.approx(end - 13552)


def test_equal_plans_have_no_reasons() -> None:
    assert attribute(tiny.build(), tiny.build(), (End(1, 0.0), End(1, 0.0)), EXACT) == []
    assert changed_inputs(tiny.build(), tiny.build()).empty


def test_a_mix_without_a_plan_is_told_with_the_next_group() -> None:
    """The old plan must run two sites; in the new one South is excluded and the limit gone. South out alone leaves no
    plan, so the effect of both stands in one line: 13 552 less what two sites earn."""
    made = tiny.tables()
    made["limits"] = [{"limit": "minimum_sites", "scope": "all", "value": 2}]
    old = tiny.build(made)
    less = tiny.tables()
    less["sites"][1]["status"] = "excluded"
    before = tiny.solved(old).expected_profit
    steps = attribute(old, tiny.build(less), (End(before, 0.0), End(13552, 0.0)), EXACT)
    assert [step.group for step in steps] == [CALENDAR, "limits"]
    assert steps[0].effect is None
    assert "no plan" in steps[0].note
    assert steps[1].effect == pytest.approx(13552 - before)


def test_a_new_sku_comes_with_the_last_group() -> None:
    """Demand for a SKU that the old plan does not offer cannot be planned before the SKU itself is there."""
    made = tiny.tables()
    made["skus"].append(tiny.sku("C"))
    made["demand"].append({"sku": "C", "zone": "North", "period": "Y1", "units": 5})
    old, new = tiny.build(), tiny.build(made)
    assert set(mixed(on_calendar(old, new), new, ["demand"]).demand["sku"]) == {"A", "B"}
    table = changed_inputs(old, new)
    assert dict(table.groupby("group").size()) == {"demand": 1, REST: 1}


def test_moving_on_alone_changes_only_the_calendar() -> None:
    """A plan of the same years a quarter later has the same units a quarter, so only periods differ."""
    made = tiny.tables()
    made["periods"] = [
        {"period": "Y1", "first_quarter": "2027Q2", "quarters": 3},
        {"period": "Y2", "first_quarter": "2028Q1", "quarters": 5},
    ]
    table = changed_inputs(tiny.build(), tiny.build(made))
    assert set(table["group"]) == {CALENDAR}
    assert set(table["sheet"]) == {"periods"}


def test_settings_belong_to_their_groups() -> None:
    assert group_of("settings", "aversion") == "risk"
    assert group_of("settings", "discount_rate") == REST
    assert group_of("site_options", "seizure_loss") == "risk"
    assert group_of("site_options", "fixed_cost") == REST


def written(folder: Path, name: str, made: tiny.Tables) -> None:
    """A plan and its results: name.xlsx, name_results.xlsx."""
    frames = {sheet: pd.DataFrame(rows) for sheet, rows in made.items() if sheet != "settings"}
    frames["settings"] = pd.DataFrame(list(made["settings"].items()), columns=["name", "value"])
    write_tables(folder / f"{name}.xlsx", frames)
    plan = str(folder / f"{name}.xlsx")
    assert main(["plan", plan, "-o", str(folder / f"{name}_results.xlsx"), "--gap", "0"]) == 0


def compare(folder: Path, out: str, *more: str) -> int:
    results = (str(folder / "old_results.xlsx"), str(folder / "new_results.xlsx"))
    return main(["compare", *results, "-o", str(folder / out), "--gap", "0", *more])


@pytest.fixture(scope="module")
def plans(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An old plan, and a new one in which more is wanted, delivery is dearer and North costs too much to run."""
    folder = tmp_path_factory.mktemp("plans")
    written(folder, "old", tiny.tables())
    made = dearer_delivery(more_wanted(tiny.tables()))
    for row in made["site_options"]:
        row["fixed_cost"] += 5000 if row["site"] == "North" else 0
    written(folder, "new", made)
    return folder


def test_the_workbook_tells_decisions_figures_inputs_and_reasons(plans: Path) -> None:
    given = ("--plans", str(plans / "old.xlsx"), str(plans / "new.xlsx"))
    assert compare(plans, "changes.xlsx", *given) == 0
    tables = {
        name: pd.read_excel(plans / "changes.xlsx", sheet_name=name, header=1)
        for name in ("reasons", "figures", "decisions", "inputs")
    }
    reasons = tables["reasons"].set_index("group")
    assert reasons.loc["old plan", "expected_profit"] == pytest.approx(13552)
    assert reasons.loc["demand", "effect"] == pytest.approx(20800 / 3)
    assert reasons.loc["freight", "effect"] == pytest.approx(-3200)
    assert reasons["part"].sum() == pytest.approx(1)
    profit = tables["figures"].iloc[0]
    assert profit["difference"] == pytest.approx(reasons["effect"].sum())
    sites = tables["decisions"][tables["decisions"]["decision"] == "site"].set_index("site")
    assert sites.loc["North", ["first_quarter", "last_quarter", "old", "new"]].tolist() == [
        "2027Q1", "2028Q4", "Indie, full", "-",
    ]  # fmt: skip
    assert sites.loc["South", "new"] == "Indie, full"
    changed = tables["inputs"].groupby("sheet").size().to_dict()
    assert changed == {"demand": 2, "outbound_lanes": 1, "site_options": 2}
    live = load_workbook(plans / "changes.xlsx")
    assert live["figures"]["E3"].value == "=IF(ABS(D3-C3)<1E-12*MAX(1,ABS(C3)),0,D3-C3)"
    service = tables["figures"].iloc[3]
    assert service["unit"] == "share"
    assert service["difference"] == pytest.approx(100 * (service["new"] - service["old"]))
    assert live["figures"]["E6"].value == "=100*IF(ABS(D6-C6)<1E-12*MAX(1,ABS(C6)),0,D6-C6)"
    shown = [live["figures"]["E6"], *(cell for row in live["summary"].iter_rows() for cell in row)]
    assert {cell.number_format for cell in shown if cell.value in (live["figures"]["E6"].value, "=figures!E6")} == {
        POINTS
    }
    assert live["figures"]["D6"].number_format == "0.0%"
    assert live["reasons"]["D4"].value == "=IF(ABS(C4-C3)<1E-12*MAX(1,ABS(C3)),0,C4-C3)"


def test_results_alone_can_be_compared(plans: Path) -> None:
    assert compare(plans, "alone.xlsx") == 0
    assert pd.read_excel(plans / "alone.xlsx", sheet_name="reasons", header=1).dropna(how="all").empty


def test_the_same_twice_is_no_change_and_the_same_bytes(plans: Path) -> None:
    same = [str(plans / "old_results.xlsx")] * 2
    both = ["--plans", *[str(plans / "old.xlsx")] * 2]
    for name in ("a.xlsx", "b.xlsx"):
        assert main(["compare", *same, "-o", str(plans / name), *both]) == 0
    assert (plans / "a.xlsx").read_bytes() == (plans / "b.xlsx").read_bytes()
    results = read_results(plans / "old_results.xlsx")
    assert decisions(results, results).empty


def test_a_comparison_that_is_open_is_left_alone(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (plans / "seen.xlsx").write_text("open")
    (plans / "~$seen.xlsx").touch()
    assert compare(plans, "seen.xlsx", "--json") == 0
    told, said = capsys.readouterr()
    assert "open in another program" in said
    assert (plans / "seen.xlsx").read_text() == "open"
    assert Path(json.loads(told)["results_file"]).name.startswith("seen.20")


def test_wrong_files_are_told(plans: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A plan in place of results; the plans the wrong way round."""
    plan = str(plans / "old.xlsx")
    assert main(["compare", plan, plan, "-o", str(plans / "no.xlsx")]) == 3
    assert "no results workbook" in capsys.readouterr().err
    assert compare(plans, "no.xlsx", "--plans", str(plans / "new.xlsx"), plan) == 3
    assert "was not made from" in capsys.readouterr().err
    assert not (plans / "no.xlsx").exists()


def test_page_one_tells_what_changed_since(plans: Path) -> None:
    """In words, in three languages; without earlier results there is no such part."""
    old, new = (read_results(plans / f"{name}_results.xlsx") for name in ("old", "new"))
    facts = since_last(old, new.tables, "R", Words())
    assert facts[0] == "Expected profit 13.6 thousand R → 16.3 thousand R (+2.8 thousand R)"
    assert "North no longer runs from 2027Q1 to 2028Q4 (Indie, full)" in " ".join(facts)
    for language in ("zh", "ru"):
        assert len(since_last(old, new.tables, "R", Words(language))) == len(facts)  # type: ignore[arg-type]
    out = plans / "since.xlsx"
    command = ["plan", str(plans / "new.xlsx"), "-o", str(out), "--previous", str(plans / "old_results.xlsx")]
    assert main(command) == 0
    words = [str(cell) for row in load_workbook(out)["summary"].iter_rows(values_only=True) for cell in row if cell]
    assert any("no longer runs" in text for text in words)
    plain = [
        str(c) for row in load_workbook(plans / "new_results.xlsx")["summary"].iter_rows(values_only=True) for c in row
    ]
    assert not any("Since the last plan" in text for text in plain)
