"""Results of a workbook that is open elsewhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import tiny

from inputs.writing import write_tables
from owp import planning
from owp.cli import main
from owp.target import free_target

DAY = dt.date(2027, 1, 5)


@pytest.mark.parametrize("mark", [".~lock.r.xlsx#", "~$r.xlsx"])
def test_an_open_workbook_is_left_alone(tmp_path: Path, mark: str) -> None:
    """LibreOffice's and Excel's marks; the second run of a day finds another name."""
    asked = tmp_path / "r.xlsx"
    assert free_target(asked, DAY) == (asked, "")
    asked.write_text("old")
    assert free_target(asked, DAY) == (asked, "")
    (tmp_path / mark).touch()
    target, word = free_target(asked, DAY)
    assert target == tmp_path / "r.2027-01-05.xlsx"
    assert "open in another program" in word
    target.touch()
    assert free_target(asked, DAY)[0].name == "r.2027-01-05.2.xlsx"


def test_the_plan_says_so_before_it_solves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = tiny.tables()
    frames = {sheet: pd.DataFrame(rows) for sheet, rows in made.items() if sheet != "settings"}
    frames["settings"] = pd.DataFrame(list(made["settings"].items()), columns=["name", "value"])
    write_tables(tmp_path / "p.xlsx", frames)
    (tmp_path / "r.xlsx").write_text("open")
    (tmp_path / ".~lock.r.xlsx#").touch()
    assert main(["plan", str(tmp_path / "p.xlsx"), "-o", str(tmp_path / "r.xlsx")]) == 0
    told = capsys.readouterr().err
    assert told.index("open in another program") < told.index("solving")
    assert (tmp_path / "r.xlsx").read_text() == "open"
    assert len(list(tmp_path.glob("r.20*.xlsx"))) == 1


def test_results_that_are_opened_during_the_solve_stay_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = tiny.tables()
    frames = {sheet: pd.DataFrame(rows) for sheet, rows in made.items() if sheet != "settings"}
    frames["settings"] = pd.DataFrame(list(made["settings"].items()), columns=["name", "value"])
    write_tables(tmp_path / "p.xlsx", frames)
    (tmp_path / "r.xlsx").write_text("open")
    solve = planning.solve_plan

    def opened_meanwhile(*given: object) -> object:
        (tmp_path / "~$r.xlsx").touch()
        return solve(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "solve_plan", opened_meanwhile)
    assert main(["plan", str(tmp_path / "p.xlsx"), "-o", str(tmp_path / "r.xlsx")]) == 0
    assert (tmp_path / "r.xlsx").read_text() == "open"
    assert len(list(tmp_path.glob("r.20*.xlsx"))) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["template", "new.xls"],
        ["example", "new"],
        ["check", "plan.xlsx", "-o", "new.txt"],
        ["plan", "plan.xlsx", "-o", "new.csv"],
        ["roll", "plan.xlsx", "results.xlsx", "-o", "new.xlsm"],
        ["compare", "one.xlsx", "other.xlsx", "-o", "new.pdf"],
    ],
)
def test_a_workbook_is_written_under_no_other_ending(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told before anything is read: no program would open it."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    assert "workbooks end in .xlsx" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
