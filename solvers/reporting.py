"""From solved variables to an `Outcome`: valued states, tightened ceilings, tables in plan currency."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyomo.environ as pyo

from model.outcome import Outcome
from model.prepare import Data
from model.risk import effective_aversion
from solvers.evaluation import StateValue, add_up, risk_figures, stock_held, tighten, value_states
from solvers.result import Result, relative_gap

GAP_FLOOR = 0.001  # of revenue at full demand: gaps are relative to at least this much money
BOUND_TOLERANCE = 1e-6  # relative: the solver's own
CERTAIN = 0.5  # a binary above this is one


Valuing = Callable[[pyo.ConcreteModel, Data], tuple[StateValue, ...]]


def value_design(m: pyo.ConcreteModel, data: Data, value: Valuing = value_states) -> tuple[StateValue, ...]:
    """Values the design loaded in `m` in every state and leaves `m` holding tight ceilings and all money."""
    states = value(m, data)
    tighten(m, data, states)
    add_up(m, data, states)
    return states


def report(m: pyo.ConcreteModel, data: Data, result: Result, value: Valuing = value_states) -> Outcome:
    """The outcome of a solved model; `m` holds the solver's values, `value` solves operations against its design."""
    states = value_design(m, data, value)
    unit = data.unit
    profits = {w: float(m.profit[w].value) * unit for w in m.W}
    expected, cvar = risk_figures(data, profits)
    weight = effective_aversion(data.case)
    objective = (1 - weight) * expected + weight * cvar
    bound, message = _honest_bound(result, objective, unit)
    gap = relative_gap(objective, bound, GAP_FLOOR * data.revenue)
    return Outcome(
        data=data,
        runs=_runs(m, data, states),
        closings=_chosen(m.closing, ["site", "operator", "period"]),
        stock=_stock(m),
        certificates=_chosen(m.certify_start, ["family", "customs_area", "period"]),
        charges=_charges(m),
        limits=_limits(m, states),
        operations=tuple(valued.operations for valued in states),
        profits=profits,
        expected_profit=expected,
        cvar=cvar,
        objective=objective,
        status=result.status,
        bound=bound,
        gap=gap,
        solver_objective=None if result.objective is None else result.objective * unit,
        message=message,
        values={v.name: float(v.value or 0.0) for v in m.component_data_objects(pyo.Var, descend_into=False)},
    )


def _honest_bound(result: Result, objective: float, unit: float) -> tuple[float | None, str]:
    """The solver's bound in plan currency; none, with a remark, where the plan itself refutes it."""
    if result.bound is None:
        return None, result.message
    bound = result.bound * unit
    if objective > bound + BOUND_TOLERANCE * max(abs(bound), unit):
        return None, f"{result.message} The plan is worth more than the solver's bound, which is left out.".strip()
    return max(bound, objective), result.message


def _chosen(variable: Any, columns: list[str]) -> pd.DataFrame:
    """Indices whose binary is one."""
    return pd.DataFrame([i for i, v in variable.items() if (v.value or 0.0) > CERTAIN], columns=columns)


def _runs(m: pyo.ConcreteModel, data: Data, states: tuple[StateValue, ...]) -> pd.DataFrame:
    used = _highest_use(data, states)
    rows, capacity = [], data.network.rows()
    value: Callable[[Any, Any], float] = lambda var, i: float(var[i].value or 0.0) if i in var else 0.0  # noqa: E731
    for i in m.RUNS:
        if value(m.run, i) > CERTAIN:
            volume, money = used.get(i, (0.0, 0.0))
            rows.append(
                {
                    **dict(zip(("site", "operator", "bundle", "period"), i, strict=True)),
                    "opening": value(m.opening, i) > CERTAIN,
                    "capacity_m3": float(capacity[i[:3]].capacity_m3),
                    "room_m3": value(m.room, i),
                    "kept_volume_m3": value(m.kept_volume, i),
                    "ceiling": value(m.ceiling, i) * data.unit,
                    "kept_value": value(m.kept_value, i) * data.unit,
                    "used_m3": volume + value(m.kept_volume, i),
                    "used_value": money + value(m.kept_value, i) * data.unit,
                }
            )
    columns = [
        "site", "operator", "bundle", "period", "opening", "capacity_m3", "room_m3", "kept_volume_m3", "ceiling",
        "kept_value", "used_m3", "used_value",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _highest_use(data: Data, states: tuple[StateValue, ...]) -> dict[Any, tuple[float, float]]:
    """Most volume (m3) and value (plan currency) of cycle stock in each option and period, over the states."""
    most: dict[Any, tuple[float, float]] = {}
    for state, valued in zip(data.futures.states, states, strict=True):
        for i, (volume, value) in stock_held(state, valued.operations).items():
            before = most.get(i, (0.0, 0.0))
            most[i] = (max(before[0], volume), max(before[1], value))
    return most


def _stock(m: pyo.ConcreteModel) -> pd.DataFrame:
    rows = [(*i, float(v.value)) for i, v in m.stock.items() if (v.value or 0.0) > 1e-6]
    return pd.DataFrame(rows, columns=["sku", "site", "period", "held"])


def _charges(m: pyo.ConcreteModel) -> pd.DataFrame:
    rows = []
    for charge in m.charges:
        quantity = float(pyo.value(charge.variable))
        cost = quantity * charge.amount * charge.discount
        if abs(cost) > 1e-9:
            subject = " / ".join(charge.subject)
            unit_cost = charge.amount / charge.counted_in
            count = quantity * charge.counted_in
            row = (charge.term, charge.scenario, subject, charge.period, count, unit_cost, charge.discount, cost)
            rows.append(row)
    columns = ["term", "scenario", "subject", "period", "quantity", "unit_cost", "discount", "present_value"]
    return pd.DataFrame(rows, columns=columns)


def _limits(m: pyo.ConcreteModel, states: tuple[StateValue, ...]) -> pd.DataFrame:
    rows = []
    for row in [*m.limit_rows, *(limit for valued in states for limit in valued.limits)]:
        used = float(pyo.value(row.used))
        slack = row.value - used if row.sense == "at most" else used - row.value
        penalty = float("nan") if row.penalty is None else row.penalty
        rows.append((row.limit, row.scope, row.period, row.sense, row.value, used, slack, penalty, row.broken_by(used)))
    columns = ["limit", "scope", "period", "sense", "value", "used", "slack", "penalty", "excess"]
    return pd.DataFrame(rows, columns=columns)
