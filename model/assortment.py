"""Assortment: which SKUs each site holds. k = SKU, s = site.

A SKU is held where an option runs that admits it and, where its family needs a certificate, one is held by the
seller or by the operator. Holding it costs its listing and ties up its minimum stock.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyomo.environ as pyo

from inputs.frames import records, tuples
from inputs.quarters import DAYS_PER_QUARTER
from model.charges import Charge
from model.economics.money import base_rates
from model.elastic import where_lifted
from model.prepare import Data


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """stock, listing, kept_volume, kept_value and what they cost."""
    case = data.case
    skus = {r.sku: r for r in records(case.skus)}
    pairs = data.pairs
    admitting = _admitting(data)
    m.PAIRS = pyo.Set(initialize=pairs, dimen=2, ordered=True, doc="(SKU, site) that can be stocked k, s")
    counted = set(_counted_sites(data))
    whole = {(k, s) for k, s in pairs if skus[k].listing_cost > 0 or skus[k].minimum_stock > 0 or s in counted}
    m.stock = pyo.Var(
        m.PAIRS,
        m.T,
        domain=lambda m, k, s, t: pyo.Binary if (k, s) in whole else pyo.UnitInterval,
        doc="SKU k is assigned to site s in t",
    )

    @m.Constraint(m.PAIRS, m.T, doc="stock[k,s,t] <= sum of run[a,t] over options of s that admit k")
    def stocked_where_admitted(m: Any, k: str, s: str, t: str) -> Any:
        runs = [i for i in m.runs_of_site.get((s, t), []) if i[:3] in admitting[k, s]]
        options = [where_lifted(m, data, k, i) for i in runs]
        return m.stock[k, s, t] <= pyo.quicksum(options) if options else m.stock[k, s, t] <= 0

    _available(m, data)
    _certified(m, data, admitting)
    _listing(m, data, skus, pairs)
    _minimum_stock(m, data, skus, pairs, admitting)


def _admitting(data: Data) -> dict[tuple[str, str], set[tuple[str, str, str]]]:
    """The options of site s that admit SKU k."""
    found: dict[tuple[str, str], set[tuple[str, str, str]]] = {pair: set() for pair in data.pairs}
    for k, s, o, b in tuples(data.network.admitted):
        if (k, s) in found:
            found[k, s].add((s, o, b))
    return found


def _counted_sites(data: Data) -> list[str]:
    """Sites with a limit on the number of SKUs."""
    limits = data.case.limits
    scopes = limits.loc[limits["limit"] == "maximum_skus", "scope"]
    sites = list(data.case.sites["site"])
    return [s for s in sites if "all" in set(scopes) or f"site:{s}" in set(scopes)]


def _available(m: pyo.ConcreteModel, data: Data) -> None:
    """Where a tenancy's first goods are still in transit, part of its first period is lost to sales.

    It is lost lane by lane (a bound on the site's total sales would let it skip its worst lanes instead).
    """
    m.share_lost = shares_lost(data)
    m.available = pyo.Var(list(m.share_lost), bounds=(0, 1), doc="share of t in which site s can sell SKU k")

    @m.Constraint(list(m.share_lost), doc="available[k,s,t] <= stock[k,s,t]")
    def available_where_stocked(m: Any, k: str, s: str, t: str) -> Any:
        return m.available[k, s, t] <= m.stock[k, s, t]

    @m.Constraint(list(m.share_lost), doc="available[k,s,t] <= 1 - share_lost[k,s,t] * sum_a opening[a,t]")
    def available_after_transit(m: Any, k: str, s: str, t: str) -> Any:
        opening = pyo.quicksum(m.opening[i] for i in m.runs_of_site[s, t])
        return m.available[k, s, t] <= 1 - m.share_lost[k, s, t] * opening


def shares_lost(data: Data) -> dict[tuple[str, str, str], float]:
    """(SKU, site, period) -> share of a first period lost to transit, where there is any; calm transit times."""
    periods = data.network.calendar
    runnable = {(s, t) for s, _, _, t in data.network.runs}
    lost = {
        (k, s, t): min(1.0, days / (DAYS_PER_QUARTER * periods.length[t]))
        for (k, s), days in data.transit_days.items()
        for t in periods.names
        if (s, t) in runnable
    }
    return {i: lost[i] for i in lost if lost[i] > 0}


def available(m: pyo.ConcreteModel, k: str, s: str, t: str) -> Any:
    """available[k,s,t], which is stock[k,s,t] where no transit can shorten the period."""
    return m.available[k, s, t] if (k, s, t) in m.share_lost else m.stock[k, s, t]


def settle(m: pyo.ConcreteModel) -> None:
    """For a fixed design: every available[k,s,t] as high as stock and transit allow."""
    for i, lost in m.share_lost.items():
        opening = sum(m.opening[run].value for run in m.runs_of_site[i[1], i[2]])
        m.available[i].set_value(max(0.0, min(m.stock[i].value, 1 - lost * opening)), skip_validation=True)


def _certified(m: pyo.ConcreteModel, data: Data, admitting: dict[tuple[str, str], set[tuple[str, str, str]]]) -> None:
    area = dict(zip(data.case.sites["site"], data.case.sites["customs_area"], strict=True))
    family = dict(zip(data.case.skus["sku"], data.case.skus["family"], strict=True))
    rows = data.network.rows()
    needed = [(k, s) for k, s in data.pairs if (family[k], area[s]) in m.CERTIFICATES]

    @m.Constraint(needed, m.T, doc="stock[k,s,t] <= certified[f,c,t] + sum of run over operators who hold one")
    def stocked_where_certified(m: Any, k: str, s: str, t: str) -> Any:
        by_operator = [
            m.run[i] for i in m.runs_of_site.get((s, t), []) if i[:3] in admitting[k, s] and rows[i[:3]].certification
        ]
        return m.stock[k, s, t] <= m.certified[family[k], area[s], t] + pyo.quicksum(by_operator)


def _listing(m: pyo.ConcreteModel, data: Data, skus: dict[str, Any], pairs: tuple[tuple[str, str], ...]) -> None:
    """A listing is paid whenever a SKU comes to a site that did not hold it the period before."""
    periods = data.network.calendar
    rates = base_rates(data.case)
    stocked_today = set(zip(data.case.current_stock["sku"], data.case.current_stock["site"], strict=True))
    listed = [(k, s) for k, s in pairs if skus[k].listing_cost > 0]
    m.listing = pyo.Var(listed, m.T, bounds=(0, 1), doc="SKU k is newly listed at site s in t")

    @m.Constraint(listed, m.T, doc="listing[k,s,t] >= stock[k,s,t] - stock[k,s,t-1]")
    def listed_when_new(m: Any, k: str, s: str, t: str) -> Any:
        previous = periods.previous(t)
        before = m.stock[k, s, previous] if previous else float((k, s) in stocked_today)
        return m.listing[k, s, t] >= m.stock[k, s, t] - before

    for k, s in listed:
        cost = skus[k].listing_cost * rates[skus[k].currency]
        for t in periods.names:
            m.charges.append(Charge("listing_cost", (k, s), t, m.listing[k, s, t], cost, periods.discount(t, "start")))


def _minimum_stock(
    m: pyo.ConcreteModel,
    data: Data,
    skus: dict[str, Any],
    pairs: tuple[tuple[str, str], ...],
    admitting: dict[tuple[str, str], set[tuple[str, str, str]]],
) -> None:
    """The minimum stock lies in the option that runs: kept_volume (m3) and kept_value (plan currency / unit).

    No more of it than all SKUs that the option admits need: for whole runs that follows, for shares of them it keeps
    a sliver of one option from holding the whole site's.
    """
    periods = data.network.calendar
    rows, rates = data.network.rows(), base_rates(data.case)
    by_site: dict[str, list[str]] = {}
    for k, s in pairs:
        if skus[k].minimum_stock > 0:
            by_site.setdefault(s, []).append(k)
    places = [i for i in data.network.runs if i[0] in by_site]
    site_periods = list(dict.fromkeys((i[0], i[3]) for i in places))
    m.kept_volume = pyo.Var(places, domain=pyo.NonNegativeReals, doc="m3 of minimum stock in option a")
    m.kept_value = pyo.Var(places, domain=pyo.NonNegativeReals, doc="money of minimum stock in option a")

    def kept_is_minimum_stock(variable: Any, weight: Any) -> Any:
        def rule(m: Any, s: str, t: str) -> Any:
            kept = pyo.quicksum(variable[i] for i in m.runs_of_site[s, t])
            return kept == pyo.quicksum(weight(k, s) * skus[k].minimum_stock * m.stock[k, s, t] for k in by_site[s])

        return rule

    weights: dict[str, Callable[[str, str], float]] = {
        "kept_volume": lambda k, s: skus[k].volume_m3,
        "kept_value": lambda k, s: data.values[k, s] / data.unit,
    }
    m.kept_volume_is_minimum_stock = pyo.Constraint(
        site_periods,
        rule=kept_is_minimum_stock(m.kept_volume, weights["kept_volume"]),
        doc="sum_a kept_volume[a,t] = sum_k volume * minimum_stock * stock[k,s,t]",
    )
    m.kept_value_is_minimum_stock = pyo.Constraint(
        site_periods,
        rule=kept_is_minimum_stock(m.kept_value, weights["kept_value"]),
        doc="sum_a kept_value[a,t] = sum_k value * minimum_stock * stock[k,s,t]",
    )
    kept_at_most = {
        (name, a): sum(weight(k, a[0]) * skus[k].minimum_stock for k in by_site[a[0]] if a in admitting[k, a[0]])
        for a in dict.fromkeys(i[:3] for i in places)
        for name, weight in weights.items()
    }

    @m.Constraint(list(weights), places, doc="kept_volume[a,t] <= minimum stock of every SKU admitted * run[a,t]")
    def kept_where_it_runs(m: Any, name: str, s: str, o: str, b: str, t: str) -> Any:
        return m.component(name)[s, o, b, t] <= kept_at_most[name, (s, o, b)] * m.run[s, o, b, t]

    for i in places:
        row, t = rows[i[:3]], i[3]
        length, through = periods.length[t], periods.discount(t, "through")
        rent = row.storage_cost * rates[row.currency] * length
        interest = data.case.settings.capital_cost / 4 * length * data.unit
        m.charges.append(Charge("minimum_stock_storage", i[:3], t, m.kept_volume[i], rent, through))
        m.charges.append(
            Charge("minimum_stock_capital", i[:3], t, m.kept_value[i], interest, through, counted_in=data.unit)
        )
