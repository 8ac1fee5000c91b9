"""Everything the algebra reads, computed once from a `Case`: index sets, futures, unit margins, money unit."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from inputs.case import Case
from inputs.frames import records, tuples
from model.admission import PAIR
from model.economics import StateTables, plan_values, tables_of_states
from model.economics.money import base_rates
from model.futures import Futures, build_futures
from model.network import Network, build_network


@dataclass(frozen=True)
class Data:
    """A case made ready for the algebra.

    `tables[n]` holds the unit margins of state n, cut down to what is admitted and can pay. `values[k, s]` is the
    stock value of a unit. `pairs` lists (sku, site) that can be stocked, `transit_days` how long the first
    goods of a new site are on the way. Money inside the algebra is counted in
    `unit` units of the plan's currency, so that the solver sees figures of moderate size.
    `revenue` is what buyers would spend in the whole plan if all demand were met (plan currency, undiscounted).
    """

    case: Case
    network: Network
    futures: Futures
    tables: tuple[StateTables, ...]
    values: dict[tuple[str, str], float]
    pairs: tuple[tuple[str, str], ...]
    transit_days: dict[tuple[str, str], float]
    unit: float
    revenue: float

    def demand_bound(self) -> dict[tuple[str, str], float]:
        """Most units a quarter of SKU k that site s can sell in any state: sum over zones of keep * demand."""
        bound: dict[tuple[str, str], float] = {}
        for tables in self.tables:
            sums: dict[tuple[str, str], float] = {}
            for k, s, most in tuples(tables.lanes[["sku", "site", "most"]]):
                sums[k, s] = sums.get((k, s), 0.0) + most
            for pair, units in sums.items():
                bound[pair] = max(bound.get(pair, 0.0), units)
        return bound


def prepare(case: Case) -> Data:
    """Index sets, states and unit margins of `case`."""
    network = build_network(case)
    futures = build_futures(case, network)
    at_any_price = (case.limits["limit"] == "minimum_demand_met").any()
    tables = tuple(
        _cut(table, network, keep_losses=bool(at_any_price))
        for table in tables_of_states(case, network.options, futures.states)
    )
    value = plan_values(case)
    values = {(k, s): float(v) for k, s, v in records(value[["sku", "site", "value"]])}
    sold = {pair for table in tables for pair in tuples(table.lanes[["sku", "site"]])}
    told = set(case.overrides.loc[case.overrides["decision"] == "must", "sku"].dropna())
    admitted = tuples(network.admitted[["sku", "site"]].drop_duplicates())
    pairs = tuple(p for p in admitted if p in values and (p in sold or p[0] in told))
    revenue = full_revenue(case)
    unit = 10.0 ** max(0, round(math.log10(revenue)) - 4) if revenue > 0 else 1.0
    transit = _transit_days(case, pairs)
    return Data(case, network, futures, tables, values, pairs, transit, unit, revenue)


def _transit_days(case: Case, pairs: tuple[tuple[str, str], ...]) -> dict[tuple[str, str], float]:
    """Days until a new site has its first goods, which come by the fastest route.

    (By the route that is cheapest in the long run, dearer freight on a slow one would help, by calling the fast one.)
    """
    fastest = case.inbound_lanes.groupby("site", sort=False)["days"].min()
    return {(k, s): float(fastest[s]) for k, s in pairs}


def full_revenue(case: Case) -> float:
    """Buyers' spending in the whole plan if all demand were met, in plan currency, undiscounted."""
    rates = base_rates(case)
    skus = case.skus.set_index("sku")
    price = skus["price"] * skus["price_currency"].map(rates)
    quarters = case.periods.set_index("period")["quarters"]
    return float((case.demand["units"] * case.demand["sku"].map(price) * case.demand["period"].map(quarters)).sum())


def _cut(tables: StateTables, network: Network, *, keep_losses: bool) -> StateTables:
    """Only what is admitted and can be of use.

    A lane whose best option still loses money, or a parcel that does, is never used in an optimal plan: nothing
    rewards the sale itself, and dropping it frees storage and demand. (Not so where the planner demands that
    demand be met: then `keep_losses`.) Adds `most` = keep * demand, the units a lane can sell.
    """
    options = tables.options.merge(network.admitted, on=PAIR)
    best = options.groupby(["sku", "site"], sort=False)["margin"].max().rename("best").reset_index()
    lanes = tables.lanes.merge(best, on=["sku", "site"]).merge(tables.demand, on=["sku", "zone"])
    parcels = tables.parcels.merge(tables.demand, on=["sku", "zone"])
    if not keep_losses:
        lanes = lanes[lanes["margin"] + lanes["best"] > 0]
        parcels = parcels[parcels["margin"] > 0]
    lanes = lanes.assign(most=lanes["keep"] * lanes["units"]).drop(columns=["best", "units"])
    parcels = parcels.assign(most=parcels["keep"] * parcels["units"]).drop(columns="units")
    used = lanes[["sku", "site"]].drop_duplicates()
    options = options.merge(used, on=["sku", "site"])
    return replace(
        tables,
        lanes=lanes.reset_index(drop=True),
        options=options.reset_index(drop=True),
        parcels=parcels.reset_index(drop=True),
    )
