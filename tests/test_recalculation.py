"""A spreadsheet program recalculates whole results workbooks and finds what owp wrote beside every formula."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
import random_cases
import tiny
from openpyxl import load_workbook

from inputs import examples
from inputs.reading import read
from model.outcome import PlanResult
from outputs.workbook import write
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
    subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=180)
    return out / path.name


def results_of_formulas(path: Path, results: Path) -> Cells:
    """What `results` shows where `path` has a formula."""
    shown = load_workbook(results, data_only=True)
    return {
        (page.title, cell.coordinate): shown[page.title][cell.coordinate].value
        for page in load_workbook(path)
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def differences(path: Path, folder: Path) -> list[tuple[object, ...]]:
    """(sheet, cell, stored, recalculated) where these are not the same; every formula must have a stored result."""
    stored, fresh = results_of_formulas(path, path), results_of_formulas(path, recalculated(path, folder))
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
    return [
        f"{page.title}!{cell.coordinate}"
        for page in load_workbook(path, data_only=True)
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "e"
    ]


def with_limits() -> PlanResult:
    """Limits kept, limits broken at a penalty, and a seizure."""
    made = tiny.with_seizure(tiny.tables(), 0.05)
    made["limits"] = [
        {"limit": "maximum_stock_value", "scope": "all", "value": 5000, "reason": "=SUM(1)"},
        {"limit": "minimum_sites", "scope": "all", "value": 2, "penalty": 50, "penalty_currency": "R"},
    ]
    return solve_plan(tiny.build(made, aversion=0.3), SolveOptions(gap=0.0))


def small_example() -> PlanResult:
    return solve_plan(read(examples.path("russia_small")), SolveOptions(gap=0.05))


def random_case() -> PlanResult:
    return solve_plan(random_cases.random_case(3), SolveOptions(gap=0.0))


@without_libreoffice
@pytest.mark.parametrize("made", [with_limits, random_case, small_example])
def test_recalculating_changes_nothing(made, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (path, *_) = write(made(), tmp_path / "results.xlsx", {})
    assert differences(path, tmp_path) == []
    assert error_cells(tmp_path / "recalculated" / "results.xlsx") == []


@without_libreoffice
def test_a_wrong_stored_total_is_noticed(tmp_path: Path) -> None:
    """The comparison above can fail: a stored total that the rows do not give comes out differently."""
    (path, *_) = write(with_limits(), tmp_path / "results.xlsx", {})
    false = tmp_path / "false.xlsx"
    with zipfile.ZipFile(path) as sound, zipfile.ZipFile(false, "w") as wrong:
        for name in sound.namelist():
            content = sound.read(name)
            content = re.sub(rb"(<f>SUM\(scenarios![^<]*</f><v>)1(\.0)?(?=<)", rb"\g<1>7", content)
            wrong.writestr(name, content)
    assert [cell[2:] for cell in differences(false, tmp_path)] == [(7, 1)]
