"""Risk: what a seizure takes, the profit of each scenario, the average of the worst outcomes, the objective.

w = scenario, n(w,t) = its state in period t. The loss of a seizure hangs on the stock ceiling, decided before
anyone knows the scenario, so that foresight cannot dodge it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyomo.environ as pyo

from inputs.case import Case
from inputs.frames import numbered, records
from model.charges import Charge, present_cost
from model.limits import WHOLE_PLAN, impose
from model.prepare import Data

TIE_BREAK = 1e-6  # least weight of the expected profit: settles ties among plans equal in the tail


def add_seizures(m: pyo.ConcreteModel, data: Data) -> None:
    """Charges of each scenario's seizures: goods and fine, lost fit-out, the cost of being out of use."""
    _lost_stock(m, data)
    _lost_fit_out(m, data)
    periods, rows = data.network.calendar, data.network.rows()
    for (w, a, t), share in data.futures.idle.items():
        if (*a, t) in m.RUNS:
            amount = rows[a].cost_while_seized * periods.length[t] * share
            through = periods.discount(t, "through")
            m.charges.append(Charge("cost_while_seized", a, t, m.run[(*a, t)], amount, through, w))


def _lost_stock(m: pyo.ConcreteModel, data: Data) -> None:
    """loss = seizure_loss * the highest ceiling of the struck options of a tenancy in the seizure's window."""
    periods, rows = data.network.calendar, data.network.rows()
    struck = struck_runs(data)
    m.exposed = pyo.Var(
        list(struck), domain=pyo.NonNegativeReals, doc="stock value that seizure j takes from tenancy h"
    )
    moments = [(*i, t) for i, by_period in struck.items() for t in by_period]

    @m.Constraint(moments, doc="exposed[j,h] >= sum of ceiling[a,t] over the struck options of h, t in the window")
    def exposed_at_any_moment(m: Any, j: int, s: str, o: str, t: str) -> Any:
        return m.exposed[j, s, o] >= pyo.quicksum(m.ceiling[i] for i in struck[j, s, o][t])

    multiple = {a[:2]: row.seizure_loss for a, row in rows.items()}
    for j, s, o in struck:
        seizure = data.futures.seizures[j]
        amount, end = multiple[s, o] * data.unit, periods.discount(seizure.period, "end")
        charge = (s, o), seizure.period, m.exposed[j, s, o], amount, end, seizure.scenario, data.unit
        m.charges.append(Charge("seized_stock_and_fine", *charge))


def struck_runs(data: Data) -> dict[tuple[int, str, str], dict[str, list[tuple[str, str, str, str]]]]:
    """(seizure, site, operator) -> period of its window -> runs of the options it strikes.

    Two seizures of one scenario that strike a tenancy in the same period take its stock once, and one that finds an
    option out of use since an earlier seizure finds nothing.
    """
    runs = set(data.network.runs)
    first: dict[tuple[str, str, str, str], int] = {}
    found: dict[tuple[int, str, str], dict[str, list[tuple[str, str, str, str]]]] = {}
    for j, seizure in enumerate(data.futures.seizures):
        for a in seizure.options:
            if data.futures.idle.get((seizure.scenario, a, seizure.period), 0.0) >= 1:
                continue
            number = first.setdefault((seizure.scenario, seizure.period, a[0], a[1]), j)
            for t in seizure.window:
                struck = found.setdefault((number, a[0], a[1]), {}).setdefault(t, [])
                if (*a, t) in runs and (*a, t) not in struck:
                    struck.append((*a, t))
    return {i: {t: struck for t, struck in by.items() if struck} for i, by in found.items() if any(by.values())}


def settle(m: pyo.ConcreteModel, data: Data) -> None:
    """For a fixed design: every exposed[j,h] as low as the ceilings allow."""
    for i, by_period in struck_runs(data).items():
        exposed = max(sum(m.ceiling[run].value for run in runs) for runs in by_period.values())
        m.exposed[i].set_value(exposed, skip_validation=True)


def _lost_fit_out(m: pyo.ConcreteModel, data: Data) -> None:
    """The part of a struck tenancy's fit-out that its annuity would have paid after the plan.

    What falls due within the plan is owed anyway, and what an early end wrote off cannot be lost again. It is lost
    where a struck option runs in the period of the seizure, whatever package the tenancy was opened with.
    """
    struck_then: dict[tuple[str, str, str, str], list[Any]] = {}
    for seizure in data.futures.seizures:
        for a in seizure.options:
            runs = struck_then.setdefault((seizure.scenario, seizure.period, *a[:2]), [])
            if (*a, seizure.period) in m.RUNS and (*a, seizure.period) not in runs:
                runs.append((*a, seizure.period))
    owed = {i: _unpaid(m, data, i[2:], i[1]) for i in struck_then}
    moments = [i for i, runs in struck_then.items() if runs and owed[i]]
    lost = list(dict.fromkeys((w, s, o) for w, _, s, o in moments))
    m.fit_out_lost = pyo.Var(lost, domain=pyo.NonNegativeReals, doc="share of h's fit-out lost to seizure in w")

    @m.Constraint(moments, doc="fit_out_lost[w,h] >= unpaid after the plan - written_off[h], if a struck option runs")
    def seizure_takes_fit_out(m: Any, w: str, t: str, s: str, o: str) -> Any:
        shares = owed[w, t, s, o]
        unpaid = pyo.quicksum(share * m.opened[s, o, u] for u, share in shares.items())
        spared = 1 - pyo.quicksum(m.run[i] for i in struck_then[w, t, s, o])
        return m.fit_out_lost[w, s, o] >= unpaid - m.written_off[s, o] - max(shares.values()) * spared

    costs = {(r.site, r.operator): r.opening_cost for r in records(data.network.options)}
    last = data.network.calendar.names[-1]
    for w, s, o in lost:
        m.charges.append(Charge("seized_fit_out", (s, o), last, m.fit_out_lost[w, s, o], costs[s, o], 1.0, w))


def _unpaid(m: pyo.ConcreteModel, data: Data, h: tuple[str, ...], until: str) -> dict[str, float]:
    """Period of opening, up to `until` -> share of the fit-out of h still to be paid after the plan."""
    names = data.network.calendar.names
    begun = names[: names.index(until) + 1]
    shares = {u: m.unpaid_after_plan.get((h, u), 0.0) for u in begun if (*h, u) in m.runs_of_tenancy}
    return {u: share for u, share in shares.items() if share > 0}


def declare_profits(m: pyo.ConcreteModel, data: Data) -> None:
    """Variables operating_profit[n], design_cost and profit[w], in plan currency / unit, on the plan date."""
    futures = data.futures
    scenarios = tuple(futures.probability)
    m.W = pyo.Set(initialize=scenarios, ordered=True, doc="scenarios w")
    m.N = pyo.Set(initialize=range(len(futures.states)), ordered=True, doc="states n")
    m.operating_profit = pyo.Var(m.N, doc="operating profit of state n, a quarter")
    m.design_cost = pyo.Var(doc="design cost of the whole plan in every scenario, on the plan date")
    m.profit = pyo.Var(m.W, doc="profit of scenario w, on the plan date")


def quarter_weight(data: Data, state: int) -> float:
    """Today's worth of 1 a quarter, paid through the whole period of a state."""
    return data.network.calendar.weight(data.futures.states[state].period)


def add_objective(m: pyo.ConcreteModel, data: Data) -> None:
    """maximise (1 - aversion) * E + aversion * CVaR, ties by E (Rockafellar and Uryasev 2000 for CVaR).

    cvar = value_at_risk - 1/tail * sum_w probability[w] * shortfall[w];  shortfall[w] >= value_at_risk - profit[w]
    """
    probability, tail = data.futures.probability, data.case.settings.tail
    m.value_at_risk = pyo.Var(doc="profit that all but the worst outcomes reach")
    m.shortfall = pyo.Var(m.W, domain=pyo.NonNegativeReals, doc="profit[w] short of value_at_risk")
    m.expected_profit = pyo.Expression(
        expr=pyo.quicksum(probability[w] * m.profit[w] for w in m.W), doc="E = sum_w probability[w] * profit[w]"
    )
    m.cvar = pyo.Expression(
        expr=m.value_at_risk - pyo.quicksum(probability[w] / tail * m.shortfall[w] for w in m.W),
        doc="average profit of the worst outcomes",
    )

    @m.Constraint(m.W, doc="shortfall[w] >= value_at_risk - profit[w]")
    def shortfall_below_value_at_risk(m: Any, w: str) -> Any:
        return m.shortfall[w] >= m.value_at_risk - m.profit[w]

    for row in numbered(data.case.limits[data.case.limits["limit"] == "minimum_average_of_worst"]):
        hard = row._replace(penalty=float("nan"))  # a penalty would lower the very figure it is about
        impose(m, data, hard, m.cvar * data.unit, "at least", period=WHOLE_PLAN, in_money=True)
    weight = effective_aversion(data.case)
    m.objective = pyo.Objective(
        expr=(1 - weight) * m.expected_profit + weight * m.cvar, sense=pyo.maximize, doc="risk-adjusted profit"
    )


def effective_aversion(case: Case) -> float:
    """The weight of CVaR in the objective: aversion, short of 1 by TIE_BREAK."""
    return min(float(case.settings.aversion), 1 - TIE_BREAK)


def worst_average(profits: Mapping[str, float], probability: Mapping[str, float], tail: float) -> float:
    """Average of the worst outcomes that together have probability `tail`, by sorting (CVaR's definition)."""
    left, total = tail, 0.0
    for w in sorted(profits, key=lambda name: profits[name]):
        share = min(left, probability[w])
        total += share * profits[w]
        left -= share
        if left <= 0:
            break
    return total / (tail - left) if tail > left else 0.0


def close_books(m: pyo.ConcreteModel, data: Data) -> None:
    """Adds up the money; called last, when every family has declared its charges."""
    futures, unit = data.futures, data.unit
    weight = {n: quarter_weight(data, n) for n in m.N}

    @m.Constraint(doc="design_cost = sum of discounted design charges")
    def design_cost_is_sum(m: Any) -> Any:
        return m.design_cost == present_cost(m.charges, None, unit)

    @m.Constraint(m.W, doc="profit[w] = sum_t weight * operating_profit[n(w,t)] - design_cost - scenario_cost[w]")
    def profit_is_sum(m: Any, w: str) -> Any:
        earned = pyo.quicksum(weight[futures.path[w, t]] * m.operating_profit[futures.path[w, t]] for t in m.T)
        return m.profit[w] == earned - m.design_cost - present_cost(m.charges, w, unit)
