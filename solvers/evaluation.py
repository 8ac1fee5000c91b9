"""A fixed design, valued: every state re-optimised against it, money added up, ceilings drawn tight.

The states outside the worst tail are arbitrary in an optimum that looks at the tail alone, so what is reported
(and what a start is made of) always comes from here, never from the solver's own operations.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyo

from inputs.frames import tuples
from model import assortment, budget, risk, sourcing
from model.assortment import available
from model.build import build_operations
from model.capacity import set_ceiling
from model.economics import lanes_in_full
from model.limit_rows import LimitRow
from model.operations import Links
from model.outcome import Operations
from model.prepare import Data
from model.risk import quarter_weight, worst_average
from model.state import OPTION_KEY, State
from solvers.compiled import compile_model, load
from solvers.highs import solve

Run = tuple[str, str, str, str]  # (site, operator, bundle, period)
DUST = 1e-9  # units a quarter below which a flow is rounding


class EvaluationFailed(RuntimeError):
    """Operations of a state could not be solved against the design given (limits that must hold, say)."""


@dataclass(frozen=True)
class StateValue:
    """Operations of one state at their best: tables, limits on them and, where its operations were built, every
    variable's value by name."""

    operations: Operations
    limits: tuple[LimitRow, ...] = ()
    flows: dict[str, dict[Any, float]] = field(default_factory=dict)


def numeric_links(m: pyo.ConcreteModel, period: str) -> Links:
    """Links that hold the design's values as numbers."""

    def number(variable: Any) -> float:
        return max(0.0, float(pyo.value(variable)))

    def source(z: str, s: str) -> float | None:
        serves = sourcing.serves(m, z, s)
        return None if serves is None else number(serves)

    return Links(
        frozenset(i[:3] for i in m.RUNS if i[3] == period),
        run=lambda a: number(m.run[(*a, period)]),
        available=lambda k, s: number(available(m, k, s, period)),
        room=lambda a: number(m.room[(*a, period)]),
        headroom=lambda a: number(m.headroom[(*a, period)]),
        serves=source,
    )


def value_states(m: pyo.ConcreteModel, data: Data) -> tuple[StateValue, ...]:
    """Solves operations of every state against the design loaded in `m`. Raises EvaluationFailed."""
    assortment.settle(m)
    links = {t: running_only(numeric_links(m, t)) for t in m.T}
    return tuple(_value_state(data, n, links[state.period]) for n, state in enumerate(data.futures.states))


def running_only(links: Links) -> Links:
    """The same links with idle options left out: their flows are zero anyway."""
    return replace(links, options=frozenset(a for a in links.options if links.run(a) > 0.5))


def _open_tables(data: Data, state: int, links: Links) -> Data:
    """`data` with the lanes and options of this state that the design opens: on all others flows are zero anyway."""
    tables = data.tables[state]
    running = pd.DataFrame(sorted(links.options), columns=OPTION_KEY)
    options = tables.options.merge(running, on=OPTION_KEY)
    pairs = options[["sku", "site"]].drop_duplicates()
    stockable = set(data.pairs)
    held = np.array([pair in stockable and links.available(*pair) > 0 for pair in tuples(pairs)], dtype=bool)
    kept = replace(tables, options=options, lanes=tables.lanes.merge(pairs[held], on=["sku", "site"]))
    return replace(data, tables=(*data.tables[:state], kept, *data.tables[state + 1 :]))


def _value_state(data: Data, state: int, links: Links) -> StateValue:
    b = build_operations(_open_tables(data, state, links), state, links)
    compiled = compile_model(b)
    result = solve(compiled)
    if result.status != "optimal":
        raise EvaluationFailed(f"operations in {data.futures.states[state]}: {result.status} {result.message}")
    load(compiled, result, b)
    tables = data.tables[state]
    penalty = -sum(c * pyo.value(v) for c, v in b.penalties) * data.unit
    operations = Operations(
        shipped(data, state, flow_table(_used(b.ship), ["sku", "site", "zone"], tables.lanes)),
        flow_table(_used(b.through), ["sku", *OPTION_KEY], tables.options),
        flow_table(_used(b.parcel), ["sku", "carrier", "zone"], tables.parcels),
        float(pyo.value(b.profit)) * data.unit,
        float(penalty),
    )
    flows = {
        name: {i: float(v.value or 0.0) for i, v in getattr(b, name).items()}
        for name in ("ship", "through", "parcel", "demand_shortfall")
    }
    limits = tuple(replace(row, used=float(pyo.value(row.used))) for row in b.limit_rows)
    return StateValue(operations, limits, flows)


def _used(variable: Any) -> list[tuple[Any, ...]]:
    return [(*i, float(v.value)) for i, v in variable.items() if (v.value or 0.0) > DUST]


def flow_table(used: list[tuple[Any, ...]], keys: list[str], table: pd.DataFrame) -> pd.DataFrame:
    """Flows (keys and units) with the columns of their table, in the table's order."""
    frame = pd.DataFrame(used, columns=[*keys, "units"])
    return table.merge(frame.astype({key: table[key].dtype for key in keys}), on=keys, how="inner")


def shipped(data: Data, state: int, lanes: pd.DataFrame) -> pd.DataFrame:
    """Units shipped by lane with the lane's ledger, which `model.prepare` does not keep."""
    full = lanes_in_full(data.case, data.futures.states[state], lanes)
    return full.assign(units=lanes["units"].to_numpy())


def stock_held(state: State, operations: Operations) -> dict[Run, tuple[float, float]]:
    """Peak cycle stock of each option in a state: m3 and plan currency."""
    held: dict[Run, tuple[float, float]] = {}
    columns = ["site", "operator", "bundle", "units", "volume_held", "value_held"]
    for s, o, b, units, volume, value in tuples(operations.through[columns]):
        before = held.get((s, o, b, state.period), (0.0, 0.0))
        held[s, o, b, state.period] = (before[0] + units * volume, before[1] + units * value)
    return held


def tighten(m: pyo.ConcreteModel, data: Data, states: tuple[StateValue, ...]) -> None:
    """Lowers room, headroom and ceiling to what operations use in some state: never worse, and what to lease.

    headroom[a,t] = max over states n of t of (sum_k value_held * through[k,a]) / alive[a,n]; likewise room.
    """
    need: dict[Run, tuple[float, float]] = {}
    for state, valued in zip(data.futures.states, states, strict=True):
        alive = dict(state.alive)
        for i, (volume, value) in stock_held(state, valued.operations).items():
            room, headroom = need.get(i, (0.0, 0.0))
            share = alive.get(i[:3], 1.0)
            need[i] = (max(room, volume / share), max(headroom, value / share))
    before = {i: float(m.ceiling[i].value) for i in m.RUNS}
    for i in m.RUNS:
        room, headroom = need.get(i, (0.0, 0.0))
        m.room[i].set_value(min(room, max(0.0, m.room[i].value)), skip_validation=True)
        set_ceiling(m, i, min(headroom / data.unit, max(0.0, m.headroom[i].value)))
    budget.keep_rises(m, data, before)
    risk.settle(m, data)
    budget.settle(m, data)
    for row in m.limit_rows:
        if row.excess is not None:
            row.excess.set_value(row.broken_by(pyo.value(row.used)) / row.scale, skip_validation=True)


def add_up(m: pyo.ConcreteModel, data: Data, states: tuple[StateValue, ...]) -> dict[str, float]:
    """Sets the money variables of `m` from the design and the states' profits; returns each scenario's profit."""
    unit, futures = data.unit, data.futures
    earned = [valued.operations.profit / unit for valued in states]
    for n, profit in enumerate(earned):
        m.operating_profit[n].set_value(profit, skip_validation=True)
    cost: dict[str | None, float] = dict.fromkeys([None, *futures.probability], 0.0)
    for charge in m.charges:
        cost[charge.scenario] += charge.amount * charge.discount / unit * pyo.value(charge.variable)
    m.design_cost.set_value(cost[None], skip_validation=True)
    profits: dict[str, float] = {}
    for w in m.W:
        profits[w] = (
            sum(quarter_weight(data, futures.path[w, t]) * earned[futures.path[w, t]] for t in m.T)
            - cost[None]
            - cost[w]
        )
        m.profit[w].set_value(profits[w], skip_validation=True)
    tail = data.case.settings.tail
    value_at_risk = _value_at_risk(profits, futures.probability, tail)
    m.value_at_risk.set_value(value_at_risk, skip_validation=True)
    for w in m.W:
        m.shortfall[w].set_value(max(0.0, value_at_risk - profits[w]), skip_validation=True)
    return {w: profit * unit for w, profit in profits.items()}


def _value_at_risk(profits: dict[str, float], probability: dict[str, float], tail: float) -> float:
    """The lowest profit at which the outcomes up to it have probability `tail` or more."""
    reached = 0.0
    ordered = sorted(profits, key=lambda w: profits[w])
    for w in ordered:
        reached += probability[w]
        if reached >= tail - 1e-12:
            return profits[w]
    return profits[ordered[-1]]


def risk_figures(data: Data, profits: dict[str, float]) -> tuple[float, float]:
    """Expected profit and the average of the worst outcomes, in the unit of `profits`."""
    probability = data.futures.probability
    expected = sum(probability[w] * profits[w] for w in profits)
    return expected, worst_average(profits, probability, data.case.settings.tail)
