"""The whole model, assembled from its families: this file is the table of contents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo

from model import (
    assortment,
    budget,
    capacity,
    certificates,
    elastic,
    limits,
    operations,
    overrides,
    risk,
    sites,
    sourcing,
)
from model.prepare import Data

DESIGN = (sites, certificates, assortment, sourcing, capacity, overrides, limits, budget)


def build_design(data: Data) -> pyo.ConcreteModel:
    """Design variables and rows of every family, and `m.charges`, what they cost. No objective."""
    m = blank_model()
    if data.elastic:
        elastic.open_slacks(m)
    for family in DESIGN:
        family.add(m, data)
    risk.add_seizures(m, data)
    return m


def blank_model() -> pyo.ConcreteModel:
    """What every family finds: open lists of charges and limits, and a zero for rows that nothing can fulfil."""
    m = pyo.ConcreteModel(name="overseas warehouse network")
    m.charges, m.limit_rows = [], []
    m.impossible = pyo.Var(bounds=(0, 0), doc="zero: stands for what no option can do")
    return m


def build_books(data: Data) -> pyo.ConcreteModel:
    """Design, money and the objective; what operations earn in each state stands as a free `operating_profit[n]`."""
    m = build_design(data)
    risk.declare_profits(m, data)
    risk.add_objective(m, data)
    risk.close_books(m, data)
    return m


def build_whole(data: Data) -> pyo.ConcreteModel:
    """The books, and one operations block for each state that says what it earns."""
    m = build_books(data)
    _add_operations(m, data, m.N)

    @m.Constraint(m.N, doc="operating_profit[n] = profit of operations in state n")
    def operating_profit_is_sum(m: Any, n: int) -> Any:
        return m.operating_profit[n] == m.operations[n].profit

    return m


def build_limits(data: Data) -> pyo.ConcreteModel:
    """What decides whether any plan satisfies the workbook, no more: the design, and the operations that limits look at
    (without such a limit they may always ship nothing). No objective.

    Elastic data make the model in which the planner's rows give way (`model.elastic`).
    """
    if _worst_limited(data):
        m = build_whole(data)
        m.objective.deactivate()
    else:
        m = build_design(data)
        states = range(len(data.futures.states))
        _add_operations(m, data, [n for n in states if operations.demand_limits(data, n)])
    if data.elastic:
        elastic.close_slacks(m, data)
    return m


def _worst_limited(data: Data) -> bool:
    return bool((data.case.limits["limit"] == "minimum_average_of_worst").any())


def _add_operations(m: pyo.ConcreteModel, data: Data, states: Iterable[int]) -> None:
    m.operations = pyo.Block(states, doc="operations of state n")
    links = {t: operations.links_of(m, t) for t in m.T}
    for n in states:
        operations.add(m.operations[n], data, n, links[data.futures.states[n].period])


def build_operations(data: Data, state: int, links: operations.Links) -> pyo.ConcreteModel:
    """Operations of one state alone, against design figures given as numbers; maximises profit a quarter."""
    m = pyo.ConcreteModel(name=f"operations of state {state}")
    operations.add(m, data, state, links)
    m.objective = pyo.Objective(expr=m.profit, sense=pyo.maximize)
    return m
