"""A state's own numbers in the order of the template: what is exchanged from state to state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from model.economics.money import base_rates
from model.operations import demand_limits
from model.prepare import Data
from solvers.compiled import Floats
from solvers.template import LANE, LANE_BOUNDS, PARCEL, SALE, SALE_BOUND, Template

HARD_PRICE = 20.0  # of a unit short of a hard demand limit, in highest unit margins: keeps operations feasible


@dataclass(frozen=True, eq=False)
class StateNumbers:
    """One state's numbers in the template's order; money in plan currency / unit, a quarter.

    cost (c), upper (c: bounds of their own, inf where links bound a flow), row_lower, row_upper (r), bounds (b x L)
    and holdings (r x L) filled in. widest (c): what a flow can be whatever the design.
    """

    cost: Floats
    upper: Floats
    widest: Floats
    row_lower: Floats
    row_upper: Floats
    bounds: Any
    holdings: Any


class Numbers:
    """Fills in one state after another; `hard` are the columns of units short of hard demand limits."""

    def __init__(self, template: Template, data: Data):
        self._template, self._data = template, data
        self._lanes = _frame(template.flows, ["ship"], LANE)
        self._sales = _frame(template.flows, ["through"], SALE)
        self._parcels = _frame(template.flows, ["parcel"], PARCEL)
        self._demanded = _frame(template.row_keys, ["within_demand"], ["sku", "zone"])
        self._lane_bounds = _frame(template.bound_keys, list(LANE_BOUNDS), LANE)
        self._sale_bounds = _frame(template.bound_keys, [SALE_BOUND], SALE)
        self._limit_rows = _numbers(template.row_keys, "demand_is_met")
        self._shortfalls = _numbers(template.flows, "demand_shortfall")
        self._limits = template.limits
        self._penalties = self._shortfall_prices()

    @property
    def hard(self) -> NDArray[np.int64]:
        """Columns of units short of demand limits that must hold."""
        pairs = zip(self._shortfalls, self._limits, strict=True)
        return np.array([j for j, row in pairs if row.penalty != row.penalty], dtype=np.int64)

    def of(self, n: int) -> StateNumbers:
        """The numbers of state n."""
        template, tables = self._template, self._data.tables[n]
        cost, upper = np.zeros(len(template.flows)), np.full(len(template.flows), np.inf)
        unit = self._data.unit
        lanes = self._lanes.merge(tables.lanes[[*LANE, "margin", "most"]], on=LANE, how="left").fillna(0.0)
        sales = self._sales.merge(tables.options[[*SALE, "margin"]], on=SALE, how="left")
        parcels = self._parcels.merge(tables.parcels[[*PARCEL, "margin", "most"]], on=PARCEL, how="left").fillna(0.0)
        demand = self._demanded.merge(tables.demand, on=["sku", "zone"], how="left").fillna(0.0)
        cost[lanes["at"]] = lanes["margin"] / unit
        cost[sales["at"]] = sales["margin"].fillna(0.0) / unit
        cost[parcels["at"]] = parcels["margin"] / unit
        cost[self._shortfalls] = -self._penalties
        upper[parcels["at"]] = parcels["most"]
        row_lower = np.where(template.equal, 0.0, -np.inf)
        row_upper = np.zeros(len(template.row_keys))
        row_upper[demand["at"]] = demand["units"]
        row_upper[self._limit_rows] = np.inf
        wanted = {row.scope: row.value * units for row, _, units in demand_limits(self._data, n)}
        for i, j, row in zip(self._limit_rows, self._shortfalls, self._limits, strict=True):
            row_lower[i] = wanted.get(row.scope, -np.inf)
            upper[j] = wanted.get(row.scope, 0.0)
        bounds, holdings = self._links(n, lanes, sales)
        widest = upper.copy()
        np.minimum.at(widest, template.bound_column, bounds.sum(axis=1))
        return StateNumbers(cost, upper, widest, row_lower, row_upper, bounds, holdings)

    def _links(self, n: int, lanes: pd.DataFrame, sales: pd.DataFrame) -> tuple[Any, Any]:
        """Bounds and holdings with the most that lanes and options can sell, and the share of the period alive."""
        template, state = self._template, self._data.futures.states[n]
        alive = pd.Series(dict(state.alive), dtype=float)
        by_link = np.array(
            [alive.get(index, 1.0) if kind in ("run", "room", "headroom") else 1.0 for kind, index in template.links]
        )
        struck = {a[0] for a, _ in state.alive}
        most = lanes.groupby(["sku", "site"], sort=False)["most"].sum().rename("total").reset_index()
        sellable = sales.assign(sold=sales["margin"].notna()).merge(most, on=["sku", "site"], how="left")
        factor = np.zeros(len(template.bound_keys))
        factor[self._lane_bounds["at"]] = self._lane_bounds.merge(lanes[[*LANE, "most"]], on=LANE, how="left")["most"]
        total = self._sale_bounds.merge(sellable[[*SALE, "total", "sold"]], on=SALE, how="left")
        factor[total["at"]] = np.where(total["sold"], total["total"].fillna(0.0), 0.0)
        bounds = template.bounds
        row_of = np.repeat(np.arange(len(factor)), np.diff(bounds.indptr))
        shares = by_link[bounds.indices]
        whole = np.array([name == "shipped_while_alive" and i[1] not in struck for name, i in template.bound_keys])
        shares = np.where(whole[row_of], 1.0, shares) if len(whole) else shares
        held = template.holdings
        filled = sp.csr_array((factor[row_of] * shares, bounds.indices, bounds.indptr), shape=bounds.shape)
        return filled, sp.csr_array((by_link[held.indices], held.indices, held.indptr), shape=held.shape)

    def _shortfall_prices(self) -> Floats:
        """Price of a unit short of each demand limit: the planner's penalty, or a high one where it must hold."""
        rates, unit = base_rates(self._data.case), self._data.unit
        frames = [frame for t in self._data.tables for frame in (t.lanes, t.options, t.parcels)]
        highest = max((float(frame["margin"].abs().max()) for frame in frames if len(frame)), default=1.0)
        return np.array(
            [
                float(row.penalty) * float(rates[row.currency]) / unit
                if row.penalty == row.penalty
                else HARD_PRICE * highest / unit
                for row in self._limits
            ]
        )


def _numbers(keys: tuple[tuple[str, Any], ...], name: str) -> NDArray[np.int64]:
    return np.array([i for i, (kind, _) in enumerate(keys) if kind == name], dtype=np.int64)


def _frame(keys: tuple[tuple[str, Any], ...], names: list[str], columns: list[str]) -> pd.DataFrame:
    """Keys of these components as a table, `at` being their position."""
    rows = [(*index, i) for i, (name, index) in enumerate(keys) if name in names]
    table = pd.DataFrame(rows, columns=[*columns, "at"])
    return table.astype({"at": np.int64, **dict.fromkeys(columns, "str")})
