"""The solver door: what HiGHS is asked and what comes back."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pyomo.environ as pyo
import pytest

from solvers.compiled import compile_model, load
from solvers.highs import EXACT, solve
from solvers.result import relative_gap
from tests.linear_models import big_m_links, depots, enumerated, furniture


@pytest.mark.parametrize("domain", [pyo.NonNegativeReals, pyo.NonNegativeIntegers])
def test_infeasible_and_unbounded_are_told_apart(domain):
    """desk - table <= 1 with both unlimited is unbounded; with desk >= 2, table <= 0 on top it is infeasible."""
    m = pyo.ConcreteModel()
    m.desk, m.table = pyo.Var(domain=domain), pyo.Var(domain=domain)
    m.profit = pyo.Objective(expr=m.desk + m.table, sense=pyo.maximize)
    m.pairs = pyo.Constraint(expr=m.desk - m.table <= 1)
    result = solve(compile_model(m))
    assert (result.status, result.objective, result.bound, result.values) == ("unbounded", None, None, None)
    m.some = pyo.Constraint(expr=m.desk >= 2)
    m.few = pyo.Constraint(expr=m.table <= 0)
    result = solve(compile_model(m))
    assert (result.status, result.objective, result.bound, result.values) == ("infeasible", None, None, None)


def test_bounds_that_cross_are_infeasible():
    m = furniture()
    m.desk.setlb(3)
    m.desk.setub(2)
    assert solve(compile_model(m)).status == "infeasible"


def test_coefficient_beyond_the_solver_fails_openly():
    """HiGHS refuses coefficients of 1e15 and more; its objective would read 0."""
    m = furniture()
    m.monstrous = pyo.Constraint(expr=1e17 * m.desk + m.table >= 1)
    result = solve(compile_model(m))
    assert (result.status, result.objective, result.values) == ("failed", None, None)
    assert "HiGHS failed" in result.message


def test_arguments_out_of_range():
    compiled = compile_model(furniture())
    for wrong in ({"gap": -0.1}, {"threads": 0}, {"time_limit": -1.0}, {"gap": math.nan}, {"options": {"nonsense": 1}}):
        with pytest.raises(ValueError):
            solve(compiled, **wrong)


def test_options_reach_the_solver():
    compiled = compile_model(furniture())
    assert solve(compiled, options={"solver": "ipm"}).objective == pytest.approx(31.0)
    stopped = solve(compiled, options={"simplex_iteration_limit": 0, "presolve": "off"})
    assert (stopped.status, stopped.bound) == ("limit", None)


def test_thread_counts_may_follow_one_another():
    compiled = compile_model(furniture(domain=pyo.NonNegativeIntegers))
    assert [solve(compiled, threads=n).objective for n in (1, 2, 1, 2)] == [30.0] * 4


# --- gaps ---


def test_relative_gap():
    assert relative_gap(100.0, 105.0) == pytest.approx(0.05)
    assert relative_gap(-100.0, -95.0) == pytest.approx(0.05)
    assert relative_gap(1.0, 6.0, gap_scale=50.0) == pytest.approx(0.1)
    assert relative_gap(0.0, 0.0) == 0.0
    assert relative_gap(0.0, 1.0) is None
    assert relative_gap(None, 1.0) is None


@pytest.mark.parametrize("seed", range(4))
def test_gap_is_honest(seed):
    """Stopping early must bracket the optimum: bound <= optimum <= objective when costs are minimised."""
    compiled = compile_model(depots(12, 25, seed, tight=False))
    best = solve(compiled)
    assert best.status == "optimal"
    early = solve(compiled, gap=0.05)
    assert early.status in ("gap_reached", "optimal")
    assert early.bound <= best.objective + 1e-6 * best.objective <= early.objective * (1 + 2e-6)
    assert early.gap == pytest.approx((early.objective - early.bound) / early.objective)
    assert early.gap <= 0.05


def test_gap_scale_keeps_small_objectives_from_asking_too_much():
    """Shifted so that the best cost is 1, a gap of 5 % of 1 would take the whole search; 5 % of 1000 does not."""
    m = depots(12, 25, 1, tight=False)
    best = solve(compile_model(m)).objective
    m.cost.expr -= best - 1
    result = solve(compile_model(m), gap=0.05, gap_scale=1000.0)
    assert result.status == "gap_reached"
    assert 0.05 < result.objective - result.bound <= 50.0
    assert result.bound <= 1 + 1e-5 <= result.objective + 2e-5
    assert result.gap == pytest.approx((result.objective - result.bound) / max(1000.0, result.objective))


# --- against enumeration ---


@pytest.mark.parametrize("seed", range(30))
def test_random_binary_problems_against_enumeration(seed):
    """Up to 8 binaries, 4 rows with coefficients of either sign, either sense: all 2^n settings are looked at."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 9))
    rows, value = rng.integers(-9, 10, (4, n)), rng.integers(-20, 21, n)
    limit = rng.integers(-5, 15, 4)
    m = pyo.ConcreteModel()
    m.x = pyo.Var(range(n), domain=pyo.Binary)
    sense = pyo.maximize if seed % 2 else pyo.minimize
    m.value = pyo.Objective(expr=sum(int(value[i]) * m.x[i] for i in range(n)) + 3, sense=sense)
    m.row = pyo.Constraint(range(4), rule=lambda m, r: sum(int(rows[r, i]) * m.x[i] for i in range(n)) <= int(limit[r]))
    points = np.array(list(itertools.product((0, 1), repeat=n)))
    feasible = points[(points @ rows.T <= limit).all(axis=1)]
    result = solve(compile_model(m))
    if not feasible.size:
        assert result.status == "infeasible"
    else:
        worth = feasible @ value + 3
        assert result.objective == (worth.max() if seed % 2 else worth.min())
        assert result.bound == pytest.approx(result.objective)


@pytest.mark.parametrize("seed", range(25))
def test_costly_binary_behind_a_big_m_link(seed):
    """The shape on which highspy 1.14.0 returned wrong optima: licence fees behind sell <= M * licence."""
    compiled = compile_model(big_m_links(np.random.default_rng(seed)))
    result = solve(compiled)
    assert result.status == "optimal"
    assert result.objective == pytest.approx(enumerated(compiled), rel=1e-7, abs=1e-6)
    assert result.violation <= EXACT


@pytest.mark.parametrize("seed", range(5))
def test_depots_against_enumeration(seed):
    compiled = compile_model(depots(6, 8, seed, tight=seed % 2 == 0))
    result = solve(compiled)
    assert result.objective == pytest.approx(enumerated(compiled), rel=1e-7)
    assert result.bound == pytest.approx(result.objective, rel=1e-6)


# --- polish ---


LEAKY = {"mip_feasibility_tolerance": 1e-4, "presolve": "off"}


@pytest.mark.parametrize("seed", [1082, 1236, 1282])
def test_polish_closes_big_m_leaks(seed):
    """A licence of 1e-8 that counts as whole lets a little be sold for nothing; polished, the plan is exact."""
    compiled = compile_model(big_m_links(np.random.default_rng(seed)))
    raw = solve(compiled, options=LEAKY, polish=False)
    assert raw.violation > EXACT, "the solver no longer leaks here: choose another case"
    result = solve(compiled, options=LEAKY)
    assert result.violation <= EXACT
    assert result.objective == pytest.approx(enumerated(compiled), rel=1e-9)
    assert all(result.values[name] in (0.0, 1.0) for name in result.values if name.startswith("licence"))


def test_plan_beyond_tolerance_is_mended_and_its_gap_is_honest():
    """At a tolerance of 1e-4 HiGHS "proves" 3273 with a licence of 7e-5. Unpolished such a plan is refused; polished it
    is worth less, and the gap to the claimed bound is shown instead of a claim to be optimal."""
    compiled = compile_model(big_m_links(np.random.default_rng(1033)))
    raw = solve(compiled, options=LEAKY, polish=False)
    assert (raw.status, raw.objective, raw.values) == ("failed", None, None)
    assert "licence[2]" in raw.message
    result = solve(compiled, options=LEAKY)
    assert result.violation <= EXACT
    assert (result.status, result.gap > 0.05) == ("limit", True)
    best = enumerated(compiled)
    assert result.objective <= best * (1 + 1e-9) <= result.bound
    assert solve(compiled).objective == pytest.approx(best)


def test_reported_objective_is_that_of_the_values():
    m = depots(8, 15, 2)
    compiled = compile_model(m)
    result = solve(compiled)
    load(compiled, result, m)
    assert pyo.value(m.cost) == pytest.approx(result.objective, rel=1e-12)
    assert all(m.open[s].value in (0.0, 1.0) for s in m.S)
    assert result.violation <= EXACT
