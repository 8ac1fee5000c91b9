"""Everything the algebra reads, computed once from a `Case`: index sets, futures, unit margins, money unit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from inputs.case import Case
from inputs.frames import records, tuples
from model.admission import PAIR
from model.dominance import needed
from model.economics import StateTables, conditions, demand, ledgers, plan_values
from model.economics.money import base_rates
from model.futures import Futures, build_futures
from model.network import Network, build_network
from model.state import State


@dataclass(frozen=True)
class Data:
    """A case made ready for the algebra.

    `tables[n]` holds the unit margins of state n, cut down to what is admitted and can pay. `values[k, s]` is the
    stock value of a unit. `pairs` lists (sku, site) that can be stocked, `transit_days` how long the first
    goods of a new site are on the way. Money inside the algebra is counted in
    `unit` units of the plan's currency, so that the solver sees figures of moderate size.
    `revenue` is what buyers would spend in the whole plan if all demand were met (plan currency, undiscounted).
    Where `elastic`, limits that the planner owns may give way (`model.elastic`).
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
    elastic: bool = False

    def demand_bound(self) -> dict[tuple[str, str], float]:
        """Most units a quarter of SKU k that site s can sell in any state: sum over zones of keep * demand."""
        sums = [table.lanes.groupby(["sku", "site"], sort=False)["most"].sum() for table in self.tables]
        highest = pd.concat(sums).groupby(level=[0, 1], sort=False).max()
        return {(k, s): float(units) for (k, s), units in highest.items()}


def prepare(case: Case, *, masks: bool = True, elastic: bool = False) -> Data:
    """Index sets, states and unit margins of `case`; `masks=False` keeps what dominance would cut (for tests of it).

    With `elastic`, data for the model in which limits that the planner owns may give way.
    """
    network = build_network(case, elastic=elastic)
    futures = build_futures(case, network)
    at_any_price = bool((case.limits["limit"] == "minimum_demand_met").any())
    value = plan_values(case)
    tables = _tables(case, network, futures.states, value, masks=masks and not at_any_price and not network.owners)
    values = {(k, s): float(v) for k, s, v in records(value[["sku", "site", "value"]])}
    sold = {pair for table in tables for pair in tuples(table.options[["sku", "site"]].drop_duplicates())}
    told = set(case.overrides.loc[case.overrides["decision"] == "must", "sku"].dropna())
    admitted = tuples(network.admitted[["sku", "site"]].drop_duplicates())
    pairs = tuple(p for p in admitted if p in values and (p in sold or p[0] in told))
    revenue = full_revenue(case)
    unit = 10.0 ** max(0, round(math.log10(revenue)) - 4) if revenue > 0 else 1.0
    transit = _transit_days(case, pairs)
    return Data(case, network, futures, tables, values, pairs, transit, unit, revenue, elastic)


def rigid(data: Data, case: Case) -> Data:
    """Rigid data of a case that differs from that of elastic `data` in the planner's rows only; ledgers are kept."""
    network = build_network(case)
    kept: dict[int, pd.DataFrame] = {}  # by identity: states share their frames
    for table in data.tables:
        if id(table.options) not in kept:
            kept[id(table.options)] = table.options.merge(network.admitted, on=PAIR)
    tables = tuple(replace(table, options=kept[id(table.options)]) for table in data.tables)
    admitted = set(tuples(network.admitted[["sku", "site"]].drop_duplicates()))
    pairs = tuple(pair for pair in data.pairs if pair in admitted)
    transit = {pair: data.transit_days[pair] for pair in pairs}
    return replace(data, case=case, network=network, tables=tables, pairs=pairs, transit_days=transit, elastic=False)


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


def _tables(
    case: Case, network: Network, states: Sequence[State], values: pd.DataFrame, *, masks: bool
) -> tuple[StateTables, ...]:
    """What is admitted, has buyers and, with `masks`, can be needed (`model.dominance`), for each state.

    Adds `most` = keep * demand, the units a lane or a parcel can sell. States in which the same rules, duties, rates
    and corridors hold share their ledgers (the same frames, not copies; `most` apart) where the same buyers exist.
    With many states they would fill the memory, so ledgers are cut down as they are made, one after another, and of
    lanes, the longest of them, only keys (as categories), keep, margin and most are left.
    """
    sharing: dict[State, list[int]] = {}
    for n, state in enumerate(states):
        sharing.setdefault(conditions(case, state), []).append(n)
    found: dict[int, StateTables] = {}
    for shared, members in sharing.items():
        ledger = _Ledger(ledgers(case, network.options, shared, values), case, network, masks=masks)
        found |= {n: ledger.with_demand(demand(case, states[n])) for n in members}
    return tuple(found[n] for n in range(len(states)))


class _Ledger:
    """One ledger cut down, and made into the tables of the states that share it."""

    def __init__(self, tables: StateTables, case: Case, network: Network, *, masks: bool):
        self._grid = pd.MultiIndex.from_product([case.skus["sku"], case.zones["zone"]])
        options = tables.options.merge(network.admitted, on=PAIR)
        lanes, parcels = tables.lanes, tables.parcels
        if masks:
            lanes, options, parcels = needed(lanes, options, parcels)
        else:
            lanes = lanes.merge(options[["sku", "site"]].drop_duplicates(), on=["sku", "site"])
        names = {"sku": case.skus["sku"], "site": case.sites["site"], "zone": case.zones["zone"]}
        lanes = lanes[[*names, "keep", "margin"]].astype(
            {key: pd.CategoricalDtype(all_) for key, all_ in names.items()}
        )
        self._tables = replace(tables, lanes=lanes, options=options, parcels=parcels)
        self._lane_buyers, self._parcel_buyers = self._buyers(lanes), self._buyers(parcels)
        self._shared: dict[bytes, tuple[StateTables, NDArray[np.int64], NDArray[np.int64]]] = {}

    def with_demand(self, demand: pd.DataFrame) -> StateTables:
        """The tables of a state with this demand."""
        units = np.zeros(len(self._grid))
        units[self._buyers(demand)] = demand["units"]
        wanted = units > 0
        if wanted.tobytes() not in self._shared:
            self._shared[wanted.tobytes()] = self._wanted(wanted)
        tables, lane_buyers, parcel_buyers = self._shared[wanted.tobytes()]
        return replace(
            tables,
            lanes=tables.lanes.assign(most=tables.lanes["keep"] * units[lane_buyers]),
            parcels=tables.parcels.assign(most=tables.parcels["keep"] * units[parcel_buyers]),
            demand=demand,
        )

    def _wanted(self, wanted: NDArray[np.bool_]) -> tuple[StateTables, NDArray[np.int64], NDArray[np.int64]]:
        """Lanes and parcels to buyers that exist, options whose site has such a lane; and the buyers."""
        to, by_parcel = wanted[self._lane_buyers], wanted[self._parcel_buyers]
        lanes, parcels = self._tables.lanes[to], self._tables.parcels[by_parcel]
        options = self._tables.options.merge(lanes[["sku", "site"]].drop_duplicates(), on=["sku", "site"])
        kept = replace(
            self._tables,
            lanes=lanes.reset_index(drop=True),
            options=options.reset_index(drop=True),
            parcels=parcels.reset_index(drop=True),
        )
        return kept, self._lane_buyers[to], self._parcel_buyers[by_parcel]

    def _buyers(self, table: pd.DataFrame) -> NDArray[np.int64]:
        """Row of the (SKU, zone) grid that each row of the table belongs to."""
        rows = self._grid.get_indexer(pd.MultiIndex.from_frame(table[["sku", "zone"]]))
        return np.asarray(rows, dtype=np.int64)
