"""The calm first plan: a valid start, never a claim."""

import pytest
import tiny

from model.prepare import prepare
from solvers import planning
from solvers.calm import LANES_A_BUYER, calm
from solvers.options import SolveOptions


def risky_case():
    made = tiny.with_seizure(tiny.tables())
    made["events"].append(made["events"][0] | {"kind": "demand_factor", "target": "all", "value": 0.5})
    return tiny.build(made, aversion=0.3)


def test_one_state_a_period_and_few_lanes():
    data = prepare(risky_case())
    quiet = calm(data)
    assert [state.period for state in quiet.futures.states] == ["Y1", "Y2"]
    assert set(quiet.futures.path) == set(data.futures.path)
    for table in quiet.tables:
        assert table.lanes.groupby(["sku", "zone"]).size().max() <= LANES_A_BUYER


def test_no_calm_plan_where_every_future_has_events():
    made = tiny.with_seizure(tiny.tables(), 1.0)
    made["scenarios"][0]["probability"] = 0
    made["events"] += [
        {"scenario": "calm", "kind": "demand_factor", "target": "all", "first_period": "Y1", "value": 0.5},
        {"scenario": "seized", "kind": "demand_factor", "target": "all", "first_period": "Y1", "value": 0.7},
    ]
    assert calm(prepare(tiny.build(made))) is None


def test_the_plan_is_the_same_with_a_calm_start(monkeypatch):
    """Solved to gap 0 the start cannot matter."""
    case = risky_case()
    without = planning.solve_plan(case, SolveOptions(gap=0)).plan
    monkeypatch.setattr(planning, "LARGE", 0)
    assert planning.solve_plan(case, SolveOptions(gap=0)).plan.objective == pytest.approx(without.objective)
