"""The writer: declared columns, wide demand, text that stays text, the same bytes again, whole files only."""

from __future__ import annotations

import os
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from inputs.sheets import BY_NAME
from inputs.writing import wide, write_tables

PERIODS = pd.DataFrame({"period": ["autumn", "2028"], "first_quarter": ["2027Q4", "2028Q1"]})
LONG = pd.DataFrame(
    [("b", None, "2028", 4.0), ("b", None, "autumn", 3.0), ("a", "Kazan", "autumn", 5.0)],
    columns=["sku", "zone", "period", "units"],
)


def page(path: Path, sheet: str) -> Worksheet:
    found = openpyxl.load_workbook(path)[sheet]
    assert isinstance(found, Worksheet)
    return found


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return list(page(path, sheet).iter_rows(values_only=True))


def lists(path: Path, sheet: str) -> dict[str, str]:
    """The drop-downs of a sheet: first cell -> list formula."""
    return {
        str(rule.sqref).split(":")[0]: str(rule.formula1) for rule in page(path, sheet).data_validations.dataValidation
    }


def test_demand_is_spread_over_the_periods_in_their_order(tmp_path: Path) -> None:
    """Three long rows become two wide ones; the empty cell is no zero."""
    write_tables(tmp_path / "plan.xlsx", {"demand": LONG, "periods": PERIODS})
    assert rows(tmp_path / "plan.xlsx", "demand") == [
        ("sku", "zone", "autumn", "2028"),
        ("b", None, 3, 4),
        ("a", "Kazan", 5, None),
    ]


def test_wide_demand_stays_as_it_is() -> None:
    spread = pd.DataFrame({"sku": ["a"], "2028": [1.0]})
    assert wide(spread, BY_NAME["demand"], ["2028"]) is spread


def test_sheets_follow_the_declared_order_and_extra_ones_come_last(tmp_path: Path) -> None:
    tables = {"demand": LONG, "periods": PERIODS}
    write_tables(tmp_path / "plan.xlsx", tables, extra={"sources": pd.DataFrame({"source": ["memory"]})})
    assert openpyxl.load_workbook(tmp_path / "plan.xlsx").sheetnames == ["periods", "demand", "sources"]


def test_the_header_holds_every_declared_column_with_its_meaning(tmp_path: Path) -> None:
    write_tables(tmp_path / "plan.xlsx", {"periods": PERIODS})
    header = page(tmp_path / "plan.xlsx", "periods")[1]
    assert [cell.value for cell in header] == list(BY_NAME["periods"].names)
    for cell, column in zip(header, BY_NAME["periods"].columns, strict=True):
        assert cell.comment is not None
        assert column.meaning in cell.comment.text
        assert column.unit in cell.comment.text


@pytest.mark.parametrize("text", ["=1+1", "+7 495", "-x", "@home", "=cmd|' /C calc'!A0"])
def test_text_is_never_a_formula(tmp_path: Path, text: str) -> None:
    operators = pd.DataFrame({"operator": [text], "kind": ["platform"]})
    extra = {"notes": pd.DataFrame({"note": [text]})}
    write_tables(tmp_path / "plan.xlsx", {"operators": operators}, extra=extra)
    for sheet in ("operators", "notes"):
        cell = page(tmp_path / "plan.xlsx", sheet)["A2"]
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_drop_downs_offer_choices_flags_and_names_of_other_sheets(tmp_path: Path) -> None:
    tables = {
        "operators": pd.DataFrame({"operator": ["o"], "kind": ["platform"], "branded_only": [True]}),
        "currencies": pd.DataFrame({"currency": ["RUB"], "rate": [1.0]}),
        "periods": PERIODS,
    }
    write_tables(tmp_path / "plan.xlsx", tables)
    assert lists(tmp_path / "plan.xlsx", "operators") == {
        "B2": '"independent,third_party,platform,government"',
        "D2": '"yes,no"',
    }
    (listed,) = lists(tmp_path / "plan.xlsx", "periods").values()
    assert listed.startswith("OFFSET(currencies!$A$2")
    assert rows(tmp_path / "plan.xlsx", "operators")[1][3] == "yes"


def test_settings_get_their_units(tmp_path: Path) -> None:
    settings = pd.DataFrame({"name": ["tail", "currency"], "value": [0.1, "RUB"]})
    write_tables(tmp_path / "plan.xlsx", {"settings": settings})
    assert rows(tmp_path / "plan.xlsx", "settings")[1:] == [
        ("tail", 0.1, "share", None),
        ("currency", "RUB", None, None),
    ]


def test_the_same_tables_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the clock says otherwise: zip entries and properties carry a fixed time."""
    write_tables(tmp_path / "a.xlsx", {"demand": LONG})
    monkeypatch.setattr("time.time", lambda: 2e9)
    write_tables(tmp_path / "b.xlsx", {"demand": LONG})
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_failed_write_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "plan.xlsx"
    write_tables(target, {"periods": PERIODS})
    before = target.read_bytes()

    def full_disk(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="disk full"):
        write_tables(target, {"periods": PERIODS.head(1)})
    assert target.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["plan.xlsx"]


@pytest.mark.parametrize(
    ("tables", "extra", "named"),
    [
        ({"prices": PERIODS}, {}, "prices"),
        ({"periods": PERIODS.assign(colour="red")}, {}, "colour"),
        ({}, {"demand": LONG}, "demand"),
    ],
)
def test_what_is_not_declared_is_refused(
    tmp_path: Path, tables: dict[str, pd.DataFrame], extra: dict[str, pd.DataFrame], named: str
) -> None:
    with pytest.raises(ValueError, match=named):
        write_tables(tmp_path / "plan.xlsx", tables, extra=extra)
