"""Whatever a planner types into five cells: a plan, or an error that names one of these cells; never a traceback."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path

import pytest
from edits import Edit, base, edited, edits, save, touches
from hypothesis import HealthCheck, given, seed, settings

from owp.cli import main
from owp.exits import Exit

PARTS = 16
ALLOWED = {Exit.DONE, Exit.INVALID, Exit.INFEASIBLE, Exit.STOPPED, Exit.NOTHING}
UNHURRIED = settings(
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def planned(path: Path, seconds: int = 5) -> tuple[int, dict[str, object], str]:
    """Exit code, --json report and stderr of `owp plan` with so much time."""
    out, err = io.StringIO(), io.StringIO()
    words = ["plan", str(path), "-o", str(path.with_name("results.xlsx")), "--time-limit", str(seconds), "--json"]
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(words)
    return code, json.loads(out.getvalue()), err.getvalue()


def holds(changes: list[Edit], folder: Path) -> None:
    """What must hold of the workbook with these edits."""
    after = edited(changes)
    code, report, told = planned(save(after, folder / "plan.xlsx"))
    assert code in ALLOWED, (code, report["message"])
    assert "Traceback" not in told
    if code == Exit.INVALID:
        problems = report["problems"]
        assert isinstance(problems, list)
        errors = [problem for problem in problems if problem["severity"] == "error"]
        assert any(touches(error, changes, after) for error in errors), [error["text"] for error in errors]


def test_the_workbook_is_planned_and_has_every_sheet(tmp_path: Path) -> None:
    """So that an edit may strike any kind of table. Alone on a machine it takes 2 to 3 s, a tenth of it HiGHS."""
    path = save(base(), tmp_path / "plan.xlsx")
    code, report, _ = planned(path, seconds=600)
    assert (code, report["status"], report["problems"]) == (Exit.DONE, "gap_reached", [])
    assert all(len(rows) > 1 for rows in base().sheets.values()) and len(base().sheets) == 28


@settings(UNHURRIED, max_examples=10)
@given(edits())
def test_any_five_cells(tmp_path: Path, changes: list[Edit]) -> None:
    holds(changes, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_any_five_cells_many_times(part: int, tmp_path: Path) -> None:
    """2000 sets of edits, in parts that run beside each other: half an hour on two cores."""

    @seed(part)
    @settings(UNHURRIED, max_examples=2000 // PARTS)
    @given(edits())
    def any_five_cells(changes: list[Edit]) -> None:
        holds(changes, tmp_path)

    any_five_cells()
