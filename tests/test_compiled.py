"""Pyomo to arrays and back."""

from __future__ import annotations

import math

import pyomo.environ as pyo
import pytest

from solvers.compiled import compile_model, load
from solvers.highs import solve
from tests.linear_models import furniture


def test_linear_programme_by_hand():
    """wood and hours bind: 6d + 4t = 24, d + 2t = 6 gives d = 3, t = 1.5: 15 + 6 + 10 = 31."""
    m = furniture()
    compiled = compile_model(m)
    result = solve(compiled)
    assert (result.status, result.objective, result.bound, result.gap) == pytest.approx(("optimal", 31.0, 31.0, 0.0))
    assert result.values == pytest.approx({"desk": 3.0, "table": 1.5})
    load(compiled, result, m)
    assert pyo.value(m.profit) == pytest.approx(31.0)
    assert pyo.value(m.wood.body) == pytest.approx(24.0)
    assert not m.desk.stale


@pytest.mark.parametrize(("sense", "best"), [(pyo.maximize, 30.0), (pyo.minimize, -30.0)])
def test_whole_numbers_by_hand(sense, best):
    """Whole pieces: 4 desks use 24 wood and 4 hours: 20 + 10 = 30; 3 and 1: 15 + 4 + 10 = 29; 2 and 2: 28."""
    result = solve(compile_model(furniture(sense, pyo.NonNegativeIntegers)))
    assert (result.status, result.objective, result.bound) == ("optimal", best, best)
    assert result.values == {"desk": 4.0, "table": 0.0}
    assert result.violation == 0.0


def test_ranged_constraint_is_one_row():
    """1 <= x + y <= 4 with x, y in [0, 5]: minimising x + y gives 1, maximising 4."""
    m = pyo.ConcreteModel()
    m.x, m.y = pyo.Var(bounds=(0, 5)), pyo.Var(bounds=(0, 5))
    m.before = pyo.Constraint(expr=m.x <= 5)
    m.between = pyo.Constraint(expr=(1, m.x + m.y, 4))
    m.after = pyo.Constraint(expr=m.y >= 0)
    m.least = pyo.Objective(expr=m.x + m.y)
    compiled = compile_model(m)
    assert [c.name for c in compiled.constraints] == ["before", "between", "after"]
    assert compiled.row_lower.tolist() == [-math.inf, 1.0, 0.0]
    assert compiled.row_upper.tolist() == [5.0, 4.0, math.inf]
    assert solve(compiled).objective == pytest.approx(1.0)
    m.least.sense = pyo.maximize
    assert solve(compile_model(m)).objective == pytest.approx(4.0)


def test_fixed_and_unused_variables_have_values():
    """With the table fixed at 1 (4) the wood leaves 20 / 6 desks, the hours 4: 5 * 20/6 + 4 + 10 = 30.667. The unused
    variables rest at the value nearest to 0 that their bounds allow."""
    m = furniture()
    m.unused = pyo.Var(bounds=(2, 3))
    m.free = pyo.Var()
    m.shelf = pyo.Block()
    m.shelf.idle = pyo.Var(["a b", "c"], domain=pyo.Integers, bounds=(-4, -1))
    m.table.fix(1.0)
    compiled = compile_model(m)
    assert compiled.vector({"desk": 1.0})[compiled.position["unused"]] == 2.0
    result = solve(compiled)
    assert result.objective == pytest.approx(100 / 6 + 14)
    assert result.values["table"] == 1.0
    assert result.values["free"] == 0.0
    assert set(compiled.columns) == {v.name for v in m.component_data_objects(pyo.Var)}
    assert all(v.name == name for v, name in zip(compiled.variables, compiled.columns, strict=True))
    load(compiled, result, m)
    assert all(v.lb <= v.value <= v.ub for v in (m.unused, *m.shelf.idle.values()))
    assert m.table.fixed


def test_row_of_fixed_variables_only():
    """x = 3 is fixed: x <= 3 holds, x <= 2 makes the model infeasible."""
    m = pyo.ConcreteModel()
    m.x, m.y = pyo.Var(initialize=3.0), pyo.Var(bounds=(0, 1))
    m.x.fix()
    m.limit = pyo.Param(initialize=3.0, mutable=True)
    m.low = pyo.Constraint(expr=m.x <= m.limit)
    m.most = pyo.Objective(expr=m.x + m.y, sense=pyo.maximize)
    assert solve(compile_model(m)).objective == pytest.approx(4.0)
    m.limit = 2.0
    assert solve(compile_model(m)).status == "infeasible"


def test_constant_constraint_that_cannot_hold():
    m = furniture()
    m.size = pyo.Param(initialize=1.0, mutable=True)
    m.impossible = pyo.Constraint(expr=m.size >= 2)
    result = solve(compile_model(m))
    assert result.status == "infeasible"
    assert "impossible" in result.message


def test_model_without_objective_or_variables():
    """Nothing to optimise: any point of 2 <= x <= 3 will do, worth 0; no variables: the objective's constant."""
    m = pyo.ConcreteModel()
    m.nothing = pyo.Block()
    empty = solve(compile_model(m))
    assert (empty.status, empty.objective, empty.values) == ("optimal", 0.0, {})
    m.constant = pyo.Objective(expr=7.0, sense=pyo.maximize)
    assert solve(compile_model(m)).objective == 7.0
    m.constant.deactivate()
    m.x = pyo.Var(bounds=(0, 3))
    m.row = pyo.Constraint(expr=m.x >= 2)
    result = solve(compile_model(m))
    assert (result.status, result.objective) == ("optimal", 0.0)
    assert 2 <= result.values["x"] <= 3


def test_deactivated_parts_do_not_count():
    """Without the hours 6 tables fill the wood: 24 + 10 = 34."""
    m = furniture()
    m.hours.deactivate()
    m.off = pyo.Block()
    m.off.x = pyo.Var()
    m.off.never = pyo.Constraint(expr=m.off.x + m.desk <= -1)
    m.off.deactivate()
    compiled = compile_model(m)
    assert compiled.columns == ("desk", "table")
    assert solve(compiled).objective == pytest.approx(34.0)


def test_models_that_cannot_be_compiled():
    m = furniture()
    m.second = pyo.Objective(expr=m.desk)
    with pytest.raises(ValueError, match="several active objectives"):
        compile_model(m)
    m.second.deactivate()
    m.bad = pyo.Constraint(expr=math.nan * m.desk <= 1)
    with pytest.raises(ValueError):
        compile_model(m)
    m.del_component(m.bad)
    m.gap = pyo.Var(domain=pyo.RangeSet(0, 10, 5))
    with pytest.raises(ValueError, match="gap"):
        compile_model(m)


def test_load_refuses_other_models_and_missing_plans():
    m = furniture()
    compiled = compile_model(m)
    with pytest.raises(ValueError, match="not the one"):
        load(compiled, solve(compiled), furniture())
    m.desk.setlb(100)
    compiled = compile_model(m)
    with pytest.raises(ValueError, match="no plan"):
        load(compiled, solve(compiled), m)


def test_violation_names_the_worst_place():
    """desk = 5, table = 0: wood 30 > 24 by 6, against a row of 30: 0.2; table = 0.5 in whole numbers is off by 0.5."""
    compiled = compile_model(furniture(domain=pyo.NonNegativeIntegers))
    assert compiled.violation(compiled.vector({"desk": 5})) == (pytest.approx(0.2), "wood")
    assert compiled.violation(compiled.vector({"table": 0.5})) == (0.5, "table")
    assert compiled.violation(compiled.vector({"desk": -2})) == (1.0, "desk")
    assert compiled.violation(compiled.vector({"desk": math.nan})) == (math.inf, "desk")
    assert compiled.violation(compiled.vector({"desk": 4})) == (0.0, "")
