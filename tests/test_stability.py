"""What stability costs: limits on changes against today's network, hard or at a cost of each change."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest
import tiny
from openpyxl import load_workbook

from model.outcome import PlanResult
from outputs.language import Words
from outputs.tables_trust import note_in_words
from outputs.workbook import write
from solvers.options import SolveOptions
from solvers.planning import solve_plan


@functools.cache
def planned(*, penalty: float | None = None, value: float = 0) -> PlanResult:
    """The tiny plan, where nothing runs today, with a limit on changes."""
    made = tiny.tables()
    made["limits"] = [{"limit": "maximum_changes", "scope": "all", "value": value, "penalty": penalty}]
    return solve_plan(tiny.build(made), SolveOptions(gap=0.0))


def test_no_change_allowed() -> None:
    """Parcels alone earn 5760, one warehouse 13 552 (see test_plan_by_hand): stability costs 7792, and no more."""
    result = planned()
    (note,) = (note for note in result.notes if note.kind == "stability")
    assert result.plan.objective == pytest.approx(5760)
    assert note.price == pytest.approx(13552 - 5760)
    assert note.most == pytest.approx(13552 - 5760, rel=1e-6)


def test_a_switching_cost_is_paid_where_a_change_is_worth_it() -> None:
    """At 1000 a change the warehouse still opens: 13 552 - 1000, so stability costs the 1000; at 8000 it does not."""
    (note,) = (note for note in planned(penalty=1000).notes if note.kind == "stability")
    assert planned(penalty=1000).plan.objective == pytest.approx(12552)
    assert note.price == pytest.approx(1000)
    assert planned(penalty=8000).plan.runs.empty


def test_without_such_a_limit_nothing_is_said() -> None:
    result = solve_plan(tiny.build(), SolveOptions(gap=0.0))
    assert not [note for note in result.notes if note.kind == "stability"]


@pytest.mark.parametrize("language", ["en", "zh", "ru"])
def test_page_one_says_it(language: str, tmp_path: Path) -> None:
    result = planned()
    (path, *_) = write(result, tmp_path / "r.xlsx", {}, language=language)  # type: ignore[arg-type]
    (note,) = (note for note in result.notes if note.kind == "stability")
    told = note_in_words(note, Words(language), "R")  # type: ignore[arg-type]
    cells = [str(cell) for row in load_workbook(path)["summary"].iter_rows(values_only=True) for cell in row if cell]
    assert any(told in text for text in cells)
