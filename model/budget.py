"""The cash of each period against its opening budget (the objective sees annuities, the budget sees cash)."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pyomo.environ as pyo

from inputs.case import SheetRow
from inputs.frames import numbered, records
from model.capacity import set_ceiling
from model.economics.money import base_rates
from model.elastic import give
from model.limit_rows import LimitRow
from model.prepare import Data
from model.stock_today import import_vat, stock_value_today


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """Openings + certificates + listings + added stock with duty and VAT <= opening_budget[t].

    Added stock is the rise of a site's stock ceiling over the period before (today's stock, at the start), VAT
    on top where goods are cleared on arrival.
    """
    case, periods, unit = data.case, data.network.calendar, data.unit
    rates = base_rates(case)
    budgets = {
        r.period: r.opening_budget * rates[r.currency]
        for r in records(case.periods)
        if r.opening_budget == r.opening_budget
    }
    if not budgets:
        return
    m.stock_rise = pyo.Var(m.SITES, m.T, domain=pyo.NonNegativeReals, doc="rise of the stock value at site s in t")
    today = stock_value_today(data)

    def held(m: Any, s: str, t: str | None) -> Any:
        if t is None:
            return today.get(s, 0.0) / unit
        return pyo.quicksum(m.ceiling[i] for i in m.runs_of_site.get((s, t), []))

    @m.Constraint(m.SITES, m.T, doc="stock_rise[s,t] >= sum_a ceiling[a,t] - sum_a ceiling[a,t-1]")
    def stock_rises(m: Any, s: str, t: str) -> Any:
        return m.stock_rise[s, t] >= held(m, s, t) - held(m, s, periods.previous(t))

    rows = data.network.rows()
    skus = {r.sku: r.listing_cost * rates[r.currency] for r in records(case.skus)}
    certificates = {(r.family, r.customs_area): r.cost * rates[r.currency] for r in records(case.certifications)}
    vat = import_vat(data)
    regime = dict(zip(case.sites["site"], case.sites["regime"], strict=True))

    def cash(m: Any, t: str) -> Any:
        openings = [
            rows[i[:3]].opening_cost / unit * m.opening[i] for i in m.RUNS if i[3] == t and rows[i[:3]].opening_cost
        ]
        certifying = [certificates[i] / unit * m.certify_start[i, t] for i in m.CERTIFICATES]
        listings = [skus[k] / unit * m.listing[k, s, u] for k, s, u in m.listing if u == t]
        stock = [(1 + (vat[s, t] if regime[s] == "duty_paid" else 0.0)) * m.stock_rise[s, t] for s in m.SITES]
        return pyo.quicksum(openings + certifying + listings + stock)

    m.cash = pyo.Expression(list(budgets), rule=cash, doc="cash for openings, certificates, listings, added stock in t")

    rows_of_periods = {r.period: r for r in numbered(case.periods)}

    @m.Constraint(list(budgets), doc="cash[t] <= opening_budget[t]")
    def cash_within_budget(m: Any, t: str) -> Any:
        row = rows_of_periods[t]
        given = give(m, data, SheetRow("periods", row.Index), most=math.inf, per=unit / rates[row.currency])
        return m.cash[t] - given <= budgets[t] / unit

    for t, budget in budgets.items():
        m.limit_rows.append(LimitRow("opening_budget", "all", t, m.cash[t] * unit, "at most", budget, None, None))


def keep_rises(m: pyo.ConcreteModel, data: Data, before: dict[tuple[str, str, str, str], float]) -> None:
    """Lifts ceilings of a fixed design again where lowering them would break a later budget.

    A lower ceiling makes the next period's rise larger. Backwards from the end: while a period's cash is above its
    budget, ceilings of the period before it are lifted, at most until the rise is what it was (`before`).
    """
    if m.component("stock_rise") is None:
        return
    budgets = {row.period: row.value / data.unit for row in m.limit_rows if row.limit == "opening_budget"}
    vat = import_vat(data)
    regime = dict(zip(data.case.sites["site"], data.case.sites["regime"], strict=True))
    for t, after in reversed(list(pairwise(data.network.calendar.names))):
        settle(m, data)
        over = float(pyo.value(m.cash[after])) - budgets[after] if after in budgets else 0.0
        for s in m.SITES:
            now, later = m.runs_of_site.get((s, t), []), m.runs_of_site.get((s, after), [])
            rise = max(0.0, sum(before[i] for i in later) - sum(before[i] for i in now))
            short = sum(m.ceiling[i].value for i in later) - rise - sum(m.ceiling[i].value for i in now)
            running = [i for i in now if m.run[i].value > 0.5]
            if over > 0 and short > 0 and running:
                price = 1 + (vat[s, after] if regime[s] == "duty_paid" else 0.0)
                lift = min(short, over / price)
                set_ceiling(m, running[0], m.headroom[running[0]].value + lift)
                over -= lift * price


def settle(m: pyo.ConcreteModel, data: Data) -> None:
    """For a fixed design: stock_rise[s,t] as low as the ceilings allow (it exists where a period has a budget)."""
    if m.component("stock_rise") is None:
        return
    today = stock_value_today(data)
    for s in m.SITES:
        before = today.get(s, 0.0) / data.unit
        for t in m.T:
            held = sum(m.ceiling[i].value for i in m.runs_of_site.get((s, t), []))
            m.stock_rise[s, t].set_value(max(0.0, held - before), skip_validation=True)
            before = held
