"""What SKUs cost and earn where sites are decided, at the prices of a relaxation: figures for `solvers.sku_choice`.

The cuts that bind say, on the average, what room and headroom are worth in each state, and what a unit earned there
adds to the objective. Rows of the design count by their duals, but for those that say where a SKU can be held, and when
it is listed: the choice keeps these itself. What a change gains there is no less than what it gains in truth, where
prices change with it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp

from solvers.bare import ADMITTING
from solvers.branching import Box
from solvers.compiled import Floats
from solvers.master import Relaxation
from solvers.priced import Priced
from solvers.sku_choice import Bools, SkuChoice, SkuSales, SkuTerms
from solvers.space import Ints, Space

WHERE_HELD = (*ADMITTING, "must_not_be_held")  # rows that say where a SKU can be held
LISTED = "listed_when_new"
HELD = 0.5  # what is more is held
SLACK = 1e-6  # by which a row may be missed


class SkuPrices:
    """The columns of a whole space that say which SKUs are held, and what its relaxations say of them."""

    def __init__(self, space: Space, priced: Priced, going_on: Callable[[], object]):
        """`going_on` is called for each SKU, and raises OutOfTime where the time is up."""
        self._space, self._priced, self._going_on = space, priced, going_on
        self._pairs = {pair: i for i, pair in enumerate(priced.pairs)}
        self._periods = {t: i for i, t in enumerate(space.maps)}
        self._stock, self._listing = self._columns("stock"), self._columns("listing")
        self._room = {t: self._room_columns(t) for t in space.maps}
        self._has_column = self._stock >= 0
        self._stock_columns = self._stock[self._has_column]
        kinds = np.array(space.row_kinds)
        self._by_dual = ~np.isin(kinds, (*WHERE_HELD, LISTED))
        self._bounds = self._bounding(np.flatnonzero(np.isin(kinds, WHERE_HELD)))
        self._among_skus = self._rows_among_skus()
        self._before = self._held_before(np.flatnonzero(kinds == LISTED))

    def choice(self, box: Box, x: Floats, relaxation: Relaxation) -> SkuChoice:
        """The choice in a box where runs and certificates are decided, at the prices of a relaxation there, from what x
        holds on. x and the relaxation: columns of the whole space."""
        prices, weights = self._prices(relaxation)
        skus = [self._priced.pairs_of(k) for k in range(self._priced.skus)]
        terms = self._terms(box, x, relaxation.duals)
        all_allowed = x.copy()
        all_allowed[self._stock_columns] = terms.allowed[self._has_column]
        links = {t: link_map.links(all_allowed)[0] for t, link_map in self._space.maps.items()}
        offers = [self._priced.offered(n, links[t], prices[n]) for n, t in enumerate(self._space.states)]
        states = [[n for n, period in enumerate(self._space.states) if period == t] for t in self._periods]

        def sales(k: int) -> list[SkuSales]:
            self._going_on()
            return [
                SkuSales.joined([self._in_state(skus[k], weights[n], n, *offers[n]) for n in part]) for part in states
            ]

        held = np.zeros(self._stock.shape, dtype=bool)
        held[self._has_column] = x[self._stock_columns] > HELD
        return SkuChoice(skus, sales, terms, held)

    def _prices(self, relaxation: Relaxation) -> tuple[Floats, Floats]:
        """The prices of each state (states x 2 x options), and what a unit earned there adds to the objective."""
        paid, weights = self._paid_by_cuts(relaxation)
        alive = np.array([self._priced.alive(n) for n in range(weights.size)])
        self._add_idle(paid, weights[:, None] * (alive > 0), relaxation.reduced)
        units = alive[:, None, :] * weights[:, None, None]
        return np.where(units > 0, paid / np.where(units > 0, units, 1.0), 0.0), weights

    def _paid_by_cuts(self, relaxation: Relaxation) -> tuple[Floats, Floats]:
        """What the binding cuts of each state pay for its room and headroom (states x 2 x options), and their duals
        together."""
        count = len(self._space.states)
        paid, weights = np.zeros((count, *self._priced.rooms.shape)), np.zeros(count)
        for dual, row in relaxation.binding:
            if row.state < count:  # the others are no state's
                weights[row.state] += dual
                place = self._room[self._space.states[row.state]][row.columns]
                np.add.at(paid[row.state].reshape(-1), place[place >= 0], -dual * row.values[place >= 0])
        return paid, weights

    def _add_idle(self, paid: Floats, weights: Floats, reduced: Floats) -> None:
        """Where no room is taken its price may lie anywhere up to what it costs. The highest is taken, by `weights`
        (states x options) in all states: lower ones overrate the first SKU there."""
        short = np.maximum(-reduced, 0.0)
        for t, places in self._room.items():
            states = np.array([n for n, period in enumerate(self._space.states) if period == t], dtype=np.int64)
            columns = np.flatnonzero((places >= 0) & (short > 0))
            shares = weights[states][:, places[columns] % weights.shape[1]]
            total = shares.sum(axis=0)
            added = short[columns] * shares / np.where(total > 0, total, 1.0)
            for n, row in zip(states, added, strict=True):
                paid[n].reshape(-1)[places[columns]] += row

    def _in_state(self, pairs: Ints, weight: float, n: int, net: Floats, share: Floats) -> SkuSales:
        worth = weight * self._priced.gains(n, pairs, net)
        return SkuSales(worth, np.broadcast_to(share[pairs][:, None], worth.shape))

    def possible(self, x: Floats, held: Bools) -> bool:
        """Whether rows that have SKUs alone (how many a site holds, say) let these be held; x tells of columns that
        stand for none."""
        activity = self._among_skus.matrix @ self.put(x, held)
        return bool((activity <= self._among_skus.upper).all() and (activity >= self._among_skus.lower).all())

    def put(self, x: Floats, held: Bools) -> Floats:
        """x with these SKUs held (pairs x periods)."""
        found = x.copy()
        found[self._stock_columns] = held[self._has_column]
        return found

    def _columns(self, name: str) -> Ints:
        """Columns of a kind, pairs x periods; -1: there is none."""
        found = np.full((len(self._pairs), len(self._periods)), -1, dtype=np.int64)
        for j, variable in enumerate(self._space.arrays.variables):
            if variable is not None and variable.parent_component().local_name == name:
                k, s, t = variable.index()
                found[self._pairs[k, s], self._periods[t]] = j
        return found

    def _room_columns(self, t: str) -> Ints:
        """For each column its place among the prices of a period's states (2 x options, flat), -1 where it has none."""
        place = np.full(len(self._space.arrays.columns), -1, dtype=np.int64)
        matrix = self._space.maps[t].matrices[0]
        for i, link in enumerate(self._priced.rooms.ravel()):
            place[matrix.indices[matrix.indptr[link] : matrix.indptr[link + 1]]] = i
        return place

    def _bounding(self, rows: Ints) -> _Bounds:
        """The rows solved for the one column of stock that stands in each."""
        matrix = self._space.arrays.matrix.tocsr()[rows].tocoo()
        stock = np.zeros(matrix.shape[1], dtype=bool)
        stock[self._stock_columns] = True
        mine = stock[matrix.col]
        row, column, a = matrix.row[mine], matrix.col[mine], matrix.data[mine]
        assert np.array_equal(np.sort(row), np.arange(rows.size))
        others = sp.csr_array((matrix.data[~mine], (matrix.row[~mine], matrix.col[~mine])), shape=matrix.shape)
        arrays = self._space.arrays
        side = np.where(a > 0, arrays.row_upper[rows[row]], arrays.row_lower[rows[row]])
        return _Bounds(column, side / a, others[row] / a[:, None])

    def _rows_among_skus(self) -> _Rows:
        """The rows in which there is nothing but columns of stock."""
        arrays = self._space.arrays
        others = np.ones(len(arrays.columns), dtype=bool)
        others[self._stock_columns] = False
        matrix = arrays.matrix.tocsr()
        rows = np.flatnonzero((np.diff(matrix.indptr) > 0) & (abs(matrix) @ others.astype(float) == 0))
        return _Rows(matrix[rows], arrays.row_lower[rows] - SLACK, arrays.row_upper[rows] + SLACK)

    def _held_before(self, rows: Ints) -> Bools:
        """The pairs that are held before the first period: where holding them then is no listing."""
        arrays, before = self._space.arrays, np.zeros(len(self._pairs), dtype=bool)
        for i in rows:
            k, s, t = arrays.constraints[i].index()
            pair, when = self._pairs[k, s], self._periods[t]
            if when == 0:
                a = float(arrays.matrix[i, self._stock[pair, 0]])
                before[pair] = (arrays.row_upper[i] if a > 0 else arrays.row_lower[i]) / a > HELD
        return before

    def _terms(self, box: Box, x: Floats, duals: Floats) -> SkuTerms:
        arrays, at = self._space.arrays, self._has_column
        worth = arrays.cost - arrays.matrix.T @ np.where(self._by_dual, duals, 0.0)
        upper = box.upper.copy()
        np.minimum.at(upper, self._bounds.column, self._bounds.side - self._bounds.others @ x)
        holding, listing = np.zeros(at.shape), np.zeros(at.shape)
        allowed, must = np.zeros(at.shape, dtype=bool), np.zeros(at.shape, dtype=bool)
        holding[at] = -worth[self._stock_columns]
        listed = self._listing >= 0
        listing[listed] = np.maximum(-worth[self._listing[listed]], 0.0)
        must[at] = box.lower[self._stock_columns] > HELD
        allowed[at] = (upper[self._stock_columns] > HELD) | must[at]
        return SkuTerms(holding, listing, allowed, must, self._before)


class _Rows(NamedTuple):
    """lower <= matrix @ x <= upper."""

    matrix: Any
    lower: Floats
    upper: Floats


class _Bounds(NamedTuple):
    """Upper bounds of columns of stock: side - others @ x."""

    column: Ints
    side: Floats
    others: Any
