"""The solver door: Pyomo to arrays, HiGHS, and what comes back."""

from __future__ import annotations

import itertools
import math
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyomo.environ as pyo
import pytest

from solvers.compiled import Compiled, compile_model, load
from solvers.highs import EXACT, solve
from solvers.progress import Monitor, Progress
from solvers.result import relative_gap

ROOT = Path(__file__).parents[1]


def furniture(sense: int = pyo.maximize, domain: object = pyo.NonNegativeReals) -> pyo.ConcreteModel:
    """Desks and tables: 5 and 4 a piece; 6 desk + 4 table <= 24 wood, desk + 2 table <= 6 hours; 10 for showing up."""
    m = pyo.ConcreteModel()
    m.desk, m.table = pyo.Var(domain=domain), pyo.Var(domain=domain)
    m.profit = pyo.Objective(expr=(5 * m.desk + 4 * m.table + 10) * (1 if sense == pyo.maximize else -1), sense=sense)
    m.wood = pyo.Constraint(expr=6 * m.desk + 4 * m.table <= 24)
    m.hours = pyo.Constraint(expr=m.desk + 2 * m.table <= 6)
    return m


def depots(sites: int, customers: int, seed: int, tight: bool = True) -> pyo.ConcreteModel:
    """Capacitated depot location: open depots, serve every customer at least cost."""
    rng = np.random.default_rng(seed)
    here, there = rng.random((sites, 1, 2)), rng.random((1, customers, 2))
    distance = 10 * np.hypot(*np.moveaxis(here - there, 2, 0))
    demand = rng.integers(1, 20, customers).tolist()
    opening, room = rng.integers(60, 120, sites).tolist(), rng.integers(60, 120, sites).tolist()
    m = pyo.ConcreteModel()
    m.S, m.C = pyo.RangeSet(0, sites - 1), pyo.RangeSet(0, customers - 1)
    m.open = pyo.Var(m.S, domain=pyo.Binary)
    m.serve = pyo.Var(m.S, m.C, bounds=(0, 1))
    m.cost = pyo.Objective(
        expr=sum(opening[s] * m.open[s] for s in m.S)
        + sum(float(distance[s, c]) * demand[c] * m.serve[s, c] for s in m.S for c in m.C)
    )
    m.served = pyo.Constraint(m.C, rule=lambda m, c: sum(m.serve[s, c] for s in m.S) == 1)
    m.room = pyo.Constraint(m.S, rule=lambda m, s: sum(demand[c] * m.serve[s, c] for c in m.C) <= room[s] * m.open[s])
    if tight:
        m.link = pyo.Constraint(m.S, m.C, rule=lambda m, s, c: m.serve[s, c] <= m.open[s])
    return m


def big_m_links(rng: np.random.Generator) -> pyo.ConcreteModel:
    """Sell from up to six depots, each with a costly licence behind a big-M link of its own."""
    n = int(rng.integers(3, 7))
    margin, room = rng.uniform(0.5, 5, n).tolist(), rng.integers(50, 3000, n).tolist()
    licence, big = rng.uniform(100, 20000, n).tolist(), 10.0 ** rng.integers(4, 7)
    m = pyo.ConcreteModel()
    m.N = pyo.RangeSet(0, n - 1)
    m.sell = pyo.Var(m.N, bounds=lambda m, i: (0, room[i]))
    m.licence = pyo.Var(m.N, domain=pyo.Binary)
    m.link = pyo.Constraint(m.N, rule=lambda m, i: m.sell[i] <= big * m.licence[i])
    m.demand = pyo.Constraint(expr=sum(m.sell[i] for i in m.N) <= int(rng.integers(500, 6000)))
    m.profit = pyo.Objective(
        expr=sum(margin[i] * m.sell[i] - licence[i] * m.licence[i] for i in m.N), sense=pyo.maximize
    )
    return m


def enumerated(compiled: Compiled) -> float | None:
    """The best objective over every setting of the binaries, each an LP; None if all are infeasible."""
    best = None
    where = np.flatnonzero(compiled.integer)
    for choice in itertools.product((0.0, 1.0), repeat=where.size):
        x = np.zeros(len(compiled.columns))
        x[where] = choice
        result = solve(compiled.held(compiled.integer, x))
        if result.status == "optimal" and (
            best is None or (result.objective > best if compiled.maximise else result.objective < best)
        ):
            best = result.objective
    return best


# --- compiling ---


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


# --- ends ---


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
    assert abs(result.objective - result.bound) <= 50.0
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


# --- starts, limits, interruptions ---


def plain_start(sites: int, customers: int) -> dict[str, float]:
    """Every depot open, every customer served in equal parts by all."""
    start = {f"open[{s}]": 1.0 for s in range(sites)}
    return start | {f"serve[{s},{c}]": 1 / sites for s in range(sites) for c in range(customers)}


def test_start_is_returned_when_there_is_no_time():
    m = depots(30, 60, 0)
    compiled = compile_model(m)
    start = plain_start(30, 60)
    result = solve(compiled, start=start, time_limit=0.0)
    assert result.status == "limit"
    assert (result.bound, result.gap, result.interrupted) == (None, None, False)
    for variable in compiled.variables:
        variable.set_value(start[variable.name])
    assert result.objective == pytest.approx(pyo.value(m.cost))
    assert result.values == pytest.approx(start)


def test_no_time_and_no_start_gives_no_plan():
    result = solve(compile_model(depots(30, 60, 0)), time_limit=0.0)
    assert (result.status, result.objective, result.values) == ("limit", None, None)


def test_result_is_no_worse_than_the_start():
    compiled = compile_model(depots(12, 25, 1))
    best = solve(compiled)
    again = solve(compiled, start=best.values, gap=0.5)
    assert again.objective <= best.objective + 1e-9 * best.objective


def test_bad_start_is_reported_and_does_no_harm():
    """Nothing open, nobody served: `served` is violated by 1. A name that the model does not have is counted."""
    compiled = compile_model(depots(8, 15, 2))
    result = solve(compiled, start={"elsewhere": 1.0})
    assert result.status == "optimal"
    assert result.objective == pytest.approx(solve(compiled).objective)
    assert "served[0] by 1" in result.message
    assert "1 variables that the model does not have" in result.message
    assert solve(compiled, start={"open[0]": math.nan}).objective == pytest.approx(result.objective)
    assert solve(compiled, start={}, time_limit=0.0).values is None


def test_same_input_gives_same_values():
    runs = [solve(compile_model(depots(12, 25, 3, tight=False)), threads=n) for n in (1, 1, 2, 2)]
    assert runs[0].values == runs[1].values
    assert runs[2].values == runs[3].values


def test_progress_tightens_and_ends_with_the_result():
    reports: list[Progress] = []
    m = depots(40, 120, 5, tight=False)
    m.cost.set_value(-m.cost.expr)
    m.cost.sense = pyo.maximize
    result = solve(compile_model(m), progress=reports.append, time_limit=4.0)
    assert len(reports) >= 3
    assert (reports[-1].phase, reports[-1].objective, reports[-1].bound) == ("finished", result.objective, result.bound)
    for a, b in itertools.pairwise(reports):
        assert a.seconds < b.seconds
        assert a.objective is None or b.objective >= a.objective - 1e-6 * abs(a.objective)
        assert a.bound is None or b.bound <= a.bound
    assert all(r.bound >= r.objective for r in reports if r.bound is not None and r.objective is not None)
    assert all(b.seconds - a.seconds > 0.9 for a, b in itertools.pairwise(reports[:-1]))


def test_progress_that_raises_does_not_stop_the_solver():
    def broken(_: Progress) -> None:
        raise RuntimeError("screen gone")

    result = solve(compile_model(furniture()), progress=broken)
    assert result.objective == pytest.approx(31.0)
    assert "screen gone" in result.message


def test_monitor_never_reports_a_bound_beyond_the_objective():
    """Minimising, 10 found and 11 proven (a rounding of the solver's) is reported as 10 and 10; 8 comes too late."""
    reports: list[Progress] = []
    monitor = Monitor(reports.append, maximise=False, every=0.0)
    monitor.found(10.0)
    monitor.found(12.0)
    monitor.proved(11.0)
    monitor.proved(8.0)
    monitor.proved(-math.inf)
    monitor.beat()
    assert (reports[0].objective, reports[0].bound, reports[0].gap) == (10.0, 10.0, 0.0)


def test_event_interrupts_with_the_best_plan_so_far():
    event = threading.Event()
    threading.Timer(1.5, event.set).start()
    begun = time.monotonic()
    result = solve(compile_model(depots(40, 120, 5, tight=False)), interrupt=event)
    assert time.monotonic() - begun < 10
    assert result.interrupted
    assert result.status == "limit"
    assert result.bound < result.objective
    assert result.gap == pytest.approx((result.objective - result.bound) / result.objective)
    assert result.violation <= EXACT


def test_event_interrupts_a_linear_programme():
    compiled = compile_model(depots(60, 200, 5))
    relaxed = replace(compiled, integer=np.zeros_like(compiled.integer))
    event = threading.Event()
    event.set()
    result = solve(relaxed, interrupt=event, options={"solver": "ipm"})
    assert (result.status, result.interrupted, result.bound) == ("limit", True, None)
    start = solve(relaxed, interrupt=event, options={"solver": "ipm"}, start=plain_start(60, 200))
    assert start.values == pytest.approx(plain_start(60, 200))


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
@pytest.mark.parametrize("grace", [5.0, pytest.param(0.1, marks=pytest.mark.slow)])
def test_control_c_interrupts_with_the_best_plan_so_far(grace):
    """A real SIGINT in a process of its own. With 0.1 seconds of grace HiGHS, busy with a sub-MIP, is left behind: its
    latest plan is taken all the same, and the process ends cleanly."""
    script = f"""
        import sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_solvers import depots
        from solvers import running
        from solvers.compiled import compile_model
        from solvers.highs import solve

        running._GRACE = {grace}
        compiled = compile_model(depots(40, 120, 5, tight=False))
        print("ready", flush=True)
        result = solve(compiled, options={{"mip_heuristic_effort": 0.0 if {grace} > 1 else 0.05}})
        print(result.status, result.interrupted, result.bound < result.objective, len(result.values))
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(script)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=60)
    assert output == "limit True True 4840\n"
    assert process.returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_second_control_c_raises():
    """The first Ctrl-C waits for HiGHS, which is busy with a sub-MIP; the second does not."""
    script = f"""
        import sys, threading, os, signal, time
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        from test_solvers import depots
        from solvers.compiled import compile_model
        from solvers.highs import solve

        compiled = compile_model(depots(40, 120, 5, tight=False))

        def twice():
            for _ in range(2):
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(0.02)

        threading.Timer(1.0, twice).start()
        try:
            solve(compiled)
        except KeyboardInterrupt:
            print("raised")
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    process = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=60, check=True)
    assert process.stdout == "raised\n"
