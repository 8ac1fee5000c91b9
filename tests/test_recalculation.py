"""A spreadsheet program recalculates whole results workbooks and finds what owp wrote beside every formula."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import random_cases
import tiny
from openpyxl import load_workbook
from small_plan import results_of, small_results

from model.outcome import PlanResult
from outputs.changes_workbook import write_changes
from outputs.sheets_changes import CHANGES_SHEETS, FIGURES
from outputs.workbook import write
from owp.comparing import reasons
from solvers.attribution import End, Step
from solvers.options import SolveOptions
from solvers.planning import solve_plan

SAME = 1e-9  # relative: programs add columns up in different orders
RECALCULATE_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value>
</prop></item></oor:items>"""

Cells = dict[tuple[str, str], object]
without_libreoffice = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice saves it after calculating every formula anew, whatever results it holds."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(RECALCULATE_ALWAYS, encoding="utf-8")
    out = folder / "recalculated"
    command = ["soffice", f"-env:UserInstallation={profile.parent.as_uri()}", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=900)
    return out / path.name


def cells_of(path: Path, kind: str, *, calculated: bool) -> list[tuple[str, str]]:
    """Sheet and cell of each formula ("f"), or of each error ("e") where formulas are calculated."""
    return [
        (page.title, cell.coordinate)
        for page in load_workbook(path, data_only=calculated, read_only=True)
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == kind
    ]


def results_of_formulas(path: Path, *results: Path) -> list[Cells]:
    """What each of `results` shows where `path` has a formula."""
    formulas, found = cells_of(path, "f", calculated=False), []
    for shown in (load_workbook(result, data_only=True) for result in results):
        found.append({(sheet, cell): shown[sheet][cell].value for sheet, cell in formulas})
    return found


def differences(path: Path, folder: Path) -> list[tuple[object, ...]]:
    """(sheet, cell, stored, recalculated) where these are not the same; every formula must have a stored result."""
    stored, fresh = results_of_formulas(path, path, recalculated(path, folder))
    assert len(stored) > 200
    return [
        (*cell, stored[cell], fresh[cell])
        for cell in stored
        if stored[cell] != fresh[cell] and not _close(stored[cell], fresh[cell])
    ]


def _close(one: object, other: object) -> bool:
    numbers = isinstance(one, (int, float)) and isinstance(other, (int, float))
    return numbers and abs(one - other) <= SAME * max(1.0, abs(one), abs(other))  # type: ignore[operator, arg-type]


def error_cells(path: Path) -> list[str]:
    return [f"{sheet}!{cell}" for sheet, cell in cells_of(path, "e", calculated=True)]


@functools.cache
def with_limits() -> PlanResult:
    """Limits kept, limits broken at a penalty, and a seizure."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    made["limits"] = [
        {"limit": "maximum_stock_value", "scope": "all", "value": 5000, "reason": "=SUM(1)"},
        {"limit": "minimum_sites", "scope": "all", "value": 2, "penalty": 50, "penalty_currency": "R"},
    ]
    return solve_plan(tiny.build(made, aversion=0.3), SolveOptions(gap=0.0))


@functools.cache
def limits_results() -> bytes:
    return results_of(with_limits())


def random_results() -> bytes:
    return results_of(solve_plan(random_cases.random_case(3), SolveOptions(gap=0.0)))


@without_libreoffice
@pytest.mark.parametrize("made", [limits_results, random_results, small_results])
def test_recalculating_changes_nothing(made: Callable[[], bytes], tmp_path: Path) -> None:
    path = tmp_path / "results.xlsx"
    path.write_bytes(made())
    assert differences(path, tmp_path) == []
    assert error_cells(tmp_path / "recalculated" / "results.xlsx") == []


@without_libreoffice
def test_differences_that_are_rounding_come_out_as_nothing(tmp_path: Path) -> None:
    """A budget used up to 7 billionths of a rouble, two futures as far apart: LibreOffice takes these for 0."""
    plan = with_limits()
    used = plan.plan.limits.assign(value=5e7, used=5e7 + 7.5e-9, slack=-7.5e-9, excess=7.5e-9)
    calm, *others = plan.plan.profits
    profits = {calm: 1e8, **dict.fromkeys(others, 1e8 - 1.5e-8)}
    almost = replace(plan, plan=replace(plan.plan, limits=used, profits=profits))
    (path, *_) = write(almost, tmp_path / "results.xlsx", {})
    apart = differences(path, tmp_path)  # the plan's own sums do not fit such profits
    assert not [cell for cell in apart if cell[0] == "limits" or (cell[0], str(cell[1])[0]) == ("scenarios", "I")]
    shown = load_workbook(path, data_only=True)
    assert {shown["limits"][f"{column}3"].value for column in "GI"} == {0}
    assert {shown["scenarios"][f"I{row}"].value for row in (3, 4)} == {0}


@without_libreoffice
def test_the_changes_of_the_same_plan_planned_twice(tmp_path: Path) -> None:
    """Effects and figures that differ by rounding alone: no division by what LibreOffice takes for 0."""
    tables = {sheet.name: pd.DataFrame(columns=list(sheet.names), dtype="object") for sheet in CHANGES_SHEETS}
    steps = [Step("demand", 2e8 + 3e-8, 3e-8, 1.0, 0.0, "", False)]
    tables["reasons"] = reasons(End(2e8, 0.0), steps, pd.DataFrame({"group": ["demand"]}))
    pairs = [("expected profit", "R", 2e8, 2e8 + 3e-8, 0.0), *[("demand met", "share", 0.5, 0.5, 0.0)] * 4]
    tables["figures"] = pd.DataFrame(pairs, columns=list(FIGURES.names))
    write_changes(tmp_path / "changes.xlsx", tables, "R", {})
    path = tmp_path / "changes.xlsx"
    stored, fresh = results_of_formulas(path, path, recalculated(path, tmp_path))
    assert [cell for cell in stored if stored[cell] != fresh[cell] and not _close(stored[cell], fresh[cell])] == []
    assert stored["reasons", "D4"] == 0 and ("reasons", "E4") not in stored
    assert error_cells(tmp_path / "recalculated" / "changes.xlsx") == []


@without_libreoffice
def test_a_wrong_stored_total_is_noticed(tmp_path: Path) -> None:
    """The comparison above can fail: a stored total that the rows do not give comes out differently."""
    path = tmp_path / "results.xlsx"
    path.write_bytes(limits_results())
    false = tmp_path / "false.xlsx"
    with zipfile.ZipFile(path) as sound, zipfile.ZipFile(false, "w") as wrong:
        for name in sound.namelist():
            content = sound.read(name)
            content = re.sub(rb"(<f>SUM\(scenarios![^<]*</f><v>)1(\.0)?(?=<)", rb"\g<1>7", content)
            wrong.writestr(name, content)
    assert [cell[2:] for cell in differences(false, tmp_path)] == [(7, 1)]
