"""The planner's limits: each a row of the limits sheet, hard or at a penalty for each unit of excess."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from inputs.case import SheetRow
from inputs.frames import numbered, tuples
from model.admission import in_scope
from model.charges import Charge
from model.economics.money import base_rates
from model.elastic import give, shortfall
from model.limit_rows import LimitRow, Sense
from model.prepare import Data
from model.state import OPTION_KEY

WHOLE_PLAN = ""
# Built where their variables are: in model.operations, model.risk and model.sourcing.
ELSEWHERE = frozenset({"minimum_demand_met", "minimum_average_of_worst", "single_source"})


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """One builder for each kind of limit that concerns the design; the others are built where their variables are."""
    m.limits = pyo.ConstraintList(doc="the planner's limits")
    m.excess = pyo.VarList(domain=pyo.NonNegativeReals, doc="by how much a limit with a penalty is broken")
    for row in numbered(data.case.limits):
        if row.limit not in ELSEWHERE:
            BUILDERS[row.limit](m, data, row)


def impose(
    m: pyo.ConcreteModel, data: Data, row: Any, used: Any, sense: Sense, *, period: str, in_money: bool = False
) -> None:
    """used <= value or used >= value, or with an excess at a penalty; `row` is numbered.

    A limit in money has its value in the row's currency and a penalty for each unit of money; the algebra counts
    money in `data.unit`s. Any other limit has a penalty in the row's currency for each site, SKU or change.
    """
    rate = float(base_rates(data.case)[row.currency])
    scale = data.unit if in_money else 1.0
    value = float(row.value) * (rate if in_money else 1.0)
    excess: Any
    penalty = float(row.penalty) if row.penalty == row.penalty else None
    if penalty is None:
        most = shortfall(data, used / scale, sense, value / scale)
        excess = give(m, data, SheetRow("limits", row.Index), most=most, per=scale / (rate if in_money else 1.0))
    else:
        excess = m.excess.add()
        amount = penalty * (data.unit if in_money else rate)
        last = period or data.network.calendar.names[-1]
        discount = data.network.calendar.discount(last, "through")
        m.charges.append(
            Charge("limit_penalty", (row.limit, row.scope), last, excess, amount, discount, counted_in=scale)
        )
    room = -excess if sense == "at most" else excess
    body = used / scale + room + m.impossible
    m.limits.add(body <= value / scale if sense == "at most" else body >= value / scale)
    kept = excess if penalty is not None else None
    m.limit_rows.append(LimitRow(row.limit, row.scope, period, used, sense, value, penalty, kept, scale))


def _options_in_scope(data: Data, scope: str) -> set[tuple[str, str, str]]:
    table = data.network.options
    return set(tuples(table.loc[in_scope(table, scope), OPTION_KEY]))


def _sites(sense: Sense) -> Callable[[pyo.ConcreteModel, Data, Any], None]:
    """Fewest or most sites run, in each period."""

    def build(m: pyo.ConcreteModel, data: Data, row: Any) -> None:
        chosen = _options_in_scope(data, row.scope)
        for t in m.T:
            used = pyo.quicksum(m.run[i] for i in m.RUNS if i[3] == t and i[:3] in chosen)
            impose(m, data, row, used, sense, period=t)

    return build


def _stock_value(m: pyo.ConcreteModel, data: Data, row: Any) -> None:
    """Exposure: sum of stock ceilings in scope, in each period."""
    chosen = _options_in_scope(data, row.scope)
    for t in m.T:
        used = data.unit * pyo.quicksum(m.ceiling[i] for i in m.RUNS if i[3] == t and i[:3] in chosen)
        impose(m, data, row, used, "at most", period=t, in_money=True)


def _skus(m: pyo.ConcreteModel, data: Data, row: Any) -> None:
    """Most SKUs at a site, in each period."""
    for s in m.SITES:
        if row.scope in ("all", f"site:{s}"):
            for t in m.T:
                used = pyo.quicksum(m.stock[k, u, t] for k, u in m.PAIRS if u == s)
                impose(m, data, row, used, "at most", period=t)


def _changes(m: pyo.ConcreteModel, data: Data, row: Any) -> None:
    """Openings plus closings of tenancies over the whole plan."""
    chosen = {a[:2] for a in _options_in_scope(data, row.scope)}
    used = pyo.quicksum(m.opened[h, t] + m.closing[h, t] for h in m.TENANCIES if h in chosen for t in m.T)
    impose(m, data, row, used, "at most", period=WHOLE_PLAN)


def _if_then(m: pyo.ConcreteModel, data: Data, row: Any) -> None:
    """site:A -> site:B: some run of B whenever A runs; "site:A -> not site:B": none (each site, each period)."""
    first, _, second = row.scope.partition("->")
    forbidden = second.strip().startswith("not ")
    cause = _options_in_scope(data, first.strip())
    effect = _options_in_scope(data, second.strip().removeprefix("not "))
    rule = row._replace(value=1.0 if forbidden else 0.0)
    for (s, t), runs in m.runs_of_site.items():
        causes = pyo.quicksum(m.run[i] for i in runs if i[:3] in cause)
        if not any(i[:3] in cause for i in runs):
            continue
        if not forbidden:
            effects = pyo.quicksum(m.run[i] for i in m.RUNS if i[3] == t and i[:3] in effect)
            impose(m, data, rule, causes - effects, "at most", period=t)
            continue
        for (place, when), others in m.runs_of_site.items():
            banned = [m.run[i] for i in others if i[:3] in effect and not (place == s and i[:3] in cause)]
            if when == t and banned:
                impose(m, data, rule, causes + pyo.quicksum(banned), "at most", period=t)


BUILDERS: dict[str, Callable[[pyo.ConcreteModel, Data, Any], None]] = {
    "minimum_sites": _sites("at least"),
    "maximum_sites": _sites("at most"),
    "maximum_stock_value": _stock_value,
    "maximum_skus": _skus,
    "maximum_changes": _changes,
    "if_then": _if_then,
}
