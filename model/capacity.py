"""Storage and stock value set aside for operations: room, headroom and the stock ceiling of each option."""

from __future__ import annotations

import math
from typing import Any

import pyomo.environ as pyo

from inputs.frames import records, tuples
from model.admission import in_scope
from model.economics.money import base_rates
from model.prepare import Data
from model.state import OPTION_KEY
from model.stock_today import import_vat, stock_value_today


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """room (m3) and headroom (plan currency / unit) that operations may use; ceiling = headroom + minimum stock."""
    rows = data.network.rows()
    most, affordable = most_stock_value(data), affordable_stock(data)
    m.room = pyo.Var(m.RUNS, domain=pyo.NonNegativeReals, doc="m3 that operations may fill in option a")
    m.headroom = pyo.Var(m.RUNS, domain=pyo.NonNegativeReals, doc="stock value that operations may hold in option a")
    m.ceiling = pyo.Var(m.RUNS, domain=pyo.NonNegativeReals, doc="most stock value that may lie in option a")

    def kept(variable: Any, i: Any) -> Any:
        return variable[i] if i in variable else 0.0  # noqa: SIM401 (a Pyomo variable has no get)

    @m.Constraint(m.RUNS, doc="room[a,t] + kept_volume[a,t] <= capacity[a] * run[a,t], in m3")
    def volume_within_capacity(m: Any, s: str, o: str, b: str, t: str) -> Any:
        i = (s, o, b, t)
        return m.room[i] + kept(m.kept_volume, i) <= float(rows[s, o, b].capacity_m3) * m.run[i]

    @m.Constraint(m.RUNS, doc="ceiling[a,t] = headroom[a,t] + kept_value[a,t]")
    def ceiling_covers_stock(m: Any, s: str, o: str, b: str, t: str) -> Any:
        i = (s, o, b, t)
        return m.ceiling[i] == m.headroom[i] + kept(m.kept_value, i)

    @m.Constraint(m.RUNS, doc="ceiling[a,t] <= max_stock_value[a] * run[a,t]")
    def ceiling_within_admission(m: Any, s: str, o: str, b: str, t: str) -> Any:
        i = (s, o, b, t)
        return m.ceiling[i] <= min(most[s, o, b], affordable.get((s, t), math.inf)) / data.unit * m.run[i]


def most_stock_value(data: Data) -> dict[tuple[str, str, str], float]:
    """Largest stock value that option a can ever hold, in plan currency: a valid big-M, and the operator's own limit.

    min(max_stock_value, the planner's hard limits on stock value that count it, capacity * highest value density,
    minimum stock + cycle stock of all demand it could serve). Limits that may give way bound nothing.
    """
    limited = {} if data.elastic else _limited_value(data)
    bound = data.demand_bound()
    skus = {r.sku: r for r in records(data.case.skus)}
    peak = data.case.settings.peak_factor
    found: dict[tuple[str, str, str], float] = {}
    by_site: dict[str, list[tuple[float, float]]] = {}
    for k, s in data.pairs:
        row, value = skus[k], data.values[k, s]
        units = row.minimum_stock + bound.get((k, s), 0.0) * peak * 4 / row.stock_turns
        by_site.setdefault(s, []).append((value * units, value / row.volume_m3))
    for option in records(data.network.options):
        goods = by_site.get(option.site, [])
        demand = sum(value for value, _ in goods)
        stored = float(option.capacity_m3) * max((density for _, density in goods), default=0.0)
        admitted = option.max_stock_value if option.max_stock_value == option.max_stock_value else demand
        found[option.site, option.operator, option.bundle] = float(
            min(admitted, stored, demand, limited.get((option.site, option.operator, option.bundle), demand))
        )
    return found


def _limited_value(data: Data) -> dict[tuple[str, str, str], float]:
    """The least hard limit on stock value in whose scope an option lies, in plan currency."""
    limits, table = data.case.limits, data.network.options
    rates = base_rates(data.case)
    hard = limits[(limits["limit"] == "maximum_stock_value") & limits["penalty"].isna()]
    found: dict[tuple[str, str, str], float] = {}
    for row in records(hard):
        value = float(row.value) * float(rates[row.currency])
        for a in tuples(table.loc[in_scope(table, row.scope), OPTION_KEY]):
            found[a] = min(found.get(a, value), value)
    return found


def affordable_stock(data: Data) -> dict[tuple[str, str], float]:
    """(site, period) -> most stock value there if every opening budget up to then went into it, in plan currency.

    Nothing for the periods after the first one without a budget, or where budgets may give way.
    """
    if data.elastic:
        return {}
    rates, vat, today = base_rates(data.case), import_vat(data), stock_value_today(data)
    regime = dict(zip(data.case.sites["site"], data.case.sites["regime"], strict=True))
    found: dict[tuple[str, str], float] = {}
    spendable = {s: today.get(s, 0.0) for s in regime}
    for row in records(data.case.periods):
        if row.opening_budget != row.opening_budget:
            break
        for s in spendable:
            price = 1 + (vat[s, row.period] if regime[s] == "duty_paid" else 0.0)
            spendable[s] += row.opening_budget * float(rates[row.currency]) / price
            found[s, row.period] = spendable[s]
    return found


def set_ceiling(m: pyo.ConcreteModel, i: tuple[str, str, str, str], headroom: float) -> None:
    """For a fixed design: the headroom of option and period i, and the ceiling that follows."""
    m.headroom[i].set_value(headroom, skip_validation=True)
    kept = m.kept_value[i].value if i in m.kept_value else 0.0
    m.ceiling[i].set_value(headroom + kept, skip_validation=True)
