"""Rows past the workbook's in CSV files: which rows, and that no crash leaves a workbook beside rows of another."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import tiny
from openpyxl import load_workbook

from inputs import saving
from model.outcome import PlanResult
from outputs import overflow, workbook
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan


def plan(chance: float) -> PlanResult:
    """The tiny plan with a seizure of independents: ten deliveries, eight of them without events."""
    return solve_plan(tiny.build(tiny.with_seizure(tiny.tables(), chance), aversion=0.3), SolveOptions(gap=0.0))


@pytest.fixture(scope="module")
def seized() -> PlanResult:
    return plan(0.05)


@pytest.fixture(scope="module")
def dearer() -> PlanResult:
    """The same with other demand, so that its deliveries differ."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    made["demand"] = [
        {k: v * 0.5 if isinstance(v, (int, float)) else v for k, v in row.items()} for row in made["demand"]
    ]
    return solve_plan(tiny.build(made, aversion=0.3), SolveOptions(gap=0.0))


def named(path: Path) -> dict[str, str]:
    """The CSV files that a workbook names, by item of provenance."""
    rows = load_workbook(path)["provenance"].iter_rows(min_row=3, values_only=True)
    return {str(item): str(value) for item, value in rows if str(item).startswith("csv_")}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def beside(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*.csv")}


def test_long_tables_go_on_in_csv(seized: PlanResult, tmp_path: Path) -> None:
    """Ten deliveries, at most nine rows: the eight without events stay, two go to the CSV, provenance names it."""
    first, *others = write(seized, tmp_path / "r.xlsx", {}, most_rows=9)
    assert first.name == "r.xlsx" and {path.name for path in others} == beside(tmp_path) == set(named(first).values())
    flows = pd.read_excel(first, sheet_name="flows", header=1)
    rest = rows_of(tmp_path / named(first)["csv_flows"])
    totals = pd.read_excel(first, sheet_name="flow_totals", header=1)
    assert (len(flows), len(rest)) == (8, 2)
    assert {row["situation"] for row in rest} == {"2"}
    assert (totals["rows"].sum(), totals["rows_here"].sum()) == (10, 8)


def test_files_of_earlier_results_go(seized: PlanResult, dearer: PlanResult, tmp_path: Path) -> None:
    """Other rows take other names; once the workbook names those, the earlier ones go; a planner's own file stays."""
    own = tmp_path / "r.flows.csv"
    own.write_text("mine")
    other = tmp_path / "other.flows.0123abcd.csv"
    other.write_text("of other results")
    (path, *_) = write(seized, tmp_path / "r.xlsx", {}, most_rows=9)
    before = named(path)
    write(dearer, path, {}, most_rows=9)
    after = named(path)
    assert before["csv_flows"] != after["csv_flows"]
    assert beside(tmp_path) == {own.name, other.name, *after.values()}
    write(seized, path, {})
    assert named(path) == {} and beside(tmp_path) == {own.name, other.name}


@pytest.mark.parametrize(
    ("module", "step"), [(workbook, "write_csv_files"), (saving, "replace_whole"), (workbook, "remove_stale")]
)
def test_a_crash_at_any_step_leaves_whole_results(
    seized: PlanResult, dearer: PlanResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: Any, step: str
) -> None:
    """Whatever step is not reached: every file that the workbook in place names is there, with the rows it had when
    the workbook was written; the next run leaves no others."""
    (path, *_) = write(seized, tmp_path / "r.xlsx", {}, most_rows=9)
    old = {name: (tmp_path / name).read_bytes() for name in named(path).values()}

    def crash(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(module, step, crash)
        with pytest.raises(KeyboardInterrupt):
            write(dearer, path, {}, most_rows=9)
    if step == "remove_stale":
        assert not set(named(path).values()) & set(old)
        assert set(named(path).values()) <= beside(tmp_path)
    else:
        assert set(named(path).values()) == set(old)
        assert {name: (tmp_path / name).read_bytes() for name in old} == old
    write(dearer, path, {}, most_rows=9)
    assert beside(tmp_path) == set(named(path).values())


def test_the_same_plan_gives_the_same_files(seized: PlanResult, tmp_path: Path) -> None:
    """Names and contents, of the workbook and of the files beside it."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write(seized, tmp_path / folder / "r.xlsx", {}, most_rows=9)
    a, b = ({f.name: f.read_bytes() for f in (tmp_path / folder).iterdir()} for folder in ("a", "b"))
    assert a == b and len(a) > 1


def test_csv_is_what_pandas_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of value, over several pieces: numbers to the last digit, zeros with their sign, blanks, flags, and
    text that needs quotation marks; an apostrophe before what looks like a formula is all that differs."""
    monkeypatch.setattr(overflow, "ROWS", 3)
    table = pd.DataFrame(
        {
            "figure": [0.1 + 0.2, -0.0, 0.0, 1e-5, 1e16, 1.0, float("nan")],
            "count": [1, -2, 3, 1, 1, 0, 7],
            "flag": [True, False, True, True, False, False, True],
            "mixed": pd.Series([1, True, 1.0, None, "1", "a", float("nan")], dtype="object"),
            "text, quoted": ["plain", "a,b", 'say "yes"', "two\nlines", None, "Москва", "plain"],
            "guarded": ["=1+1", "-x", "x", "@home", "x", "+7, 495", None],
        }
    )
    path = overflow.write_csv_files(tmp_path / "r.xlsx", {"flows": table})["flows"]
    expected = table.assign(guarded=["'=1+1", "'-x", "x", "'@home", "x", "'+7, 495", None])
    assert path.read_bytes() == expected.to_csv(index=False, lineterminator="\n").encode("utf-8-sig")


def test_a_full_disk_leaves_no_part_of_a_csv_file(
    seized: PlanResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(descriptor: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(OSError, match="disk full"):
        write(seized, tmp_path / "r.xlsx", {}, most_rows=9)
    assert list(tmp_path.iterdir()) == []
