"""Small linear models for the tests of the solver door."""

from __future__ import annotations

import itertools

import numpy as np
import pyomo.environ as pyo

from solvers.compiled import Compiled
from solvers.highs import solve


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


def plain_start(sites: int, customers: int) -> dict[str, float]:
    """Every depot open, every customer served in equal parts by all."""
    start = {f"open[{s}]": 1.0 for s in range(sites)}
    return start | {f"serve[{s},{c}]": 1 / sites for s in range(sites) for c in range(customers)}
