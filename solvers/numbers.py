"""A state's own numbers in the order of the template: what is exchanged from state to state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.economics.money import base_rates
from model.operations import demand_limits
from model.prepare import Data
from solvers.compiled import Floats
from solvers.template import LANE, PARCEL, SALE, Template

HARD_PRICE = 20.0  # of a unit short of a hard demand limit, in highest unit margins: keeps operations feasible


@dataclass(frozen=True, eq=False)
class StateNumbers:
    """One state's numbers in the template's order; money in plan currency / unit, a quarter.

    cost (c); most (c): what a flow can be whatever the design; row_lower, row_upper (r); alive (L): the share of the
    period that each link's option is. Patterns are the template's: with many states, matrices of their own would fill
    the memory.
    """

    cost: Floats
    most: Floats
    row_lower: Floats
    row_upper: Floats
    alive: Floats

    def upper(self, template: Template) -> Floats:
        """(c) Bounds of the flows' own, inf where links bound a flow."""
        return np.where(template.unlinked, self.most, np.inf)

    def limits(self, template: Template, links: Floats) -> Floats:
        """(b) B_n l: what each bound lets its flow be at these links."""
        return np.asarray(self.most[template.bound_column] * (template.bounds @ (self.alive * links)))

    def shift(self, template: Template, links: Floats) -> Floats:
        """(r) H_n l."""
        return np.asarray(template.holdings @ (self.alive * links))

    def gradient(self, template: Template, prices: Floats, weights: Floats) -> Floats:
        """(L) prices H_n + weights B_n, for prices of the rows and weights of the bounds."""
        weights = self.most[template.bound_column] * weights
        parts = template.holdings_transposed @ prices + template.bounds_transposed @ weights
        return np.asarray(self.alive * parts)


class Numbers:
    """Fills in one state after another; `hard` are the columns of units short of hard demand limits."""

    def __init__(self, template: Template, data: Data):
        self._template, self._data = template, data
        self._lanes, self._sales = _Keys(template.flows, "ship"), _Keys(template.flows, "through")
        self._parcels, self._demanded = _Keys(template.flows, "parcel"), _Keys(template.row_keys, "within_demand")
        pairs = {pair: i for i, pair in enumerate(dict.fromkeys(i[:2] for i in self._sales.keys))}
        self._sale_pair = np.array([pairs[i[:2]] for i in self._sales.keys], dtype=np.int64)
        self._lane_pair = np.array([pairs[i[:2]] for i in self._lanes.keys], dtype=np.int64)
        self._limit_rows = _positions(template.row_keys, "demand_is_met")
        self._shortfalls = _positions(template.flows, "demand_shortfall")
        self._limits = template.limits
        self._penalties = self._shortfall_prices()

    @property
    def hard(self) -> NDArray[np.int64]:
        """Columns of units short of demand limits that must hold."""
        pairs = zip(self._shortfalls, self._limits, strict=True)
        return np.array([j for j, row in pairs if row.penalty != row.penalty], dtype=np.int64)

    def of(self, n: int) -> StateNumbers:
        """The numbers of state n."""
        template, tables, unit = self._template, self._data.tables[n], self._data.unit
        cost, most = np.zeros(len(template.flows)), np.zeros(len(template.flows))
        for keys, table, columns in ((self._lanes, tables.lanes, LANE), (self._parcels, tables.parcels, PARCEL)):
            at, mine = keys.at(table, columns)
            cost[at], most[at] = table["margin"].to_numpy()[mine] / unit, table["most"].to_numpy()[mine]
        sold, mine = self._sales.at(tables.options, SALE)
        cost[sold] = tables.options["margin"].to_numpy()[mine] / unit
        reach = np.bincount(self._lane_pair, most[self._lanes.position], len(self._sale_pair))
        total = np.zeros(len(template.flows))
        total[self._sales.position] = reach[self._sale_pair]  # an option sells at most what the site's lanes can
        most[sold] = total[sold]
        cost[self._shortfalls] = -self._penalties
        row_lower = np.where(template.equal, 0.0, -np.inf)
        row_upper = np.zeros(len(template.row_keys))
        at, mine = self._demanded.at(tables.demand, ["sku", "zone"])
        row_upper[at] = tables.demand["units"].to_numpy()[mine]
        row_upper[self._limit_rows] = np.inf
        wanted = {row.scope: row.value * units for row, _, units in demand_limits(self._data, n)}
        for i, j, row in zip(self._limit_rows, self._shortfalls, self._limits, strict=True):
            row_lower[i] = wanted.get(row.scope, -np.inf)
            most[j] = wanted.get(row.scope, 0.0)
        return StateNumbers(cost, most, row_lower, row_upper, self._alive(n))

    def _alive(self, n: int) -> Floats:
        """The share of the period that each link's option is alive; other links are whole."""
        shares = dict[Any, float](self._data.futures.states[n].alive)
        options = ("run", "room", "headroom")
        return np.array([shares.get(i, 1.0) if kind in options else 1.0 for kind, i in self._template.links])

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


class _Keys:
    """The keys of one component among flows or rows: `position[i]` is where `keys[i]` stands."""

    def __init__(self, keys: tuple[tuple[str, Any], ...], name: str):
        self.position = _positions(keys, name)
        self.keys = [keys[i][1] for i in self.position]
        self._index = pd.MultiIndex.from_tuples(self.keys) if self.keys else None

    def at(self, table: pd.DataFrame, columns: list[str]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Positions of the table's rows, and which of its rows they are; rows that have none are left out."""
        if self._index is None or not len(table):
            return self.position[:0], self.position[:0]
        found = self._index.get_indexer(pd.MultiIndex.from_frame(table[columns]))
        mine = np.flatnonzero(found >= 0)
        return self.position[found[mine]], mine


def _positions(keys: tuple[tuple[str, Any], ...], name: str) -> NDArray[np.int64]:
    return np.array([i for i, (kind, _) in enumerate(keys) if kind == name], dtype=np.int64)
