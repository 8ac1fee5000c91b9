"""Which SKUs the sites of a whole design hold, SKU by SKU at given prices of room and stock value.

k = SKU, s = site, z = zone, t = period, n = state. At prices SKUs compete for nothing any more, but for rows of the
design's own, which count by their duals. With G[n,s,z] what all buyers of (k, z) are worth from s above what they are
worth elsewhere (see `solvers.priced`), times what a unit earned in n adds to the objective, a SKU is worth

    sum_t sum_(n in t) sum_z max_(s in S[t]) G[n,s,z]  -  sum_t sum_(s in S[t]) holding[s,t]  -  sum listing[s,t]

where a listing is paid in each t in which s comes into S: locations without capacities, in time. (Where a site can
serve a share of the buyers only, the next best serves the rest.) The best periods of one site, the others as they are,
are found by dynamic programming; site by site, until nothing changes.

What a change of one SKU gains here is no less than what it gains in truth, where prices change with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from solvers.branching import Box
from solvers.compiled import Floats
from solvers.master import Relaxation
from solvers.priced import Priced
from solvers.space import Ints, Space

BOUNDING = ("stocked_where_admitted", "stocked_where_certified")  # rows that say where a SKU can be held
LISTED = "listed_when_new"
SWEEPS = 20  # over the sites of a SKU, at most
HELD = 0.5  # what is more is held

Bools = NDArray[np.bool_]


class Move(NamedTuple):
    """Other periods for a SKU at a site (all of them, held or not), and what they gain at the prices."""

    gain: float
    pair: int
    held: Bools


class Terms(NamedTuple):
    """Of pairs (k, s) by periods: what holding and listing cost, where SKUs can and must be held; and the pairs held
    before the first period."""

    holding: Floats
    listing: Floats
    allowed: Bools
    must: Bools
    before: Bools

    def of(self, pairs: Ints) -> Terms:
        """The part of some pairs."""
        return Terms(
            self.holding[pairs], self.listing[pairs], self.allowed[pairs], self.must[pairs], self.before[pairs]
        )


class Assortments:
    """The columns of a space that say which SKUs are held."""

    def __init__(self, space: Space, priced: Priced):
        self._space, self._priced = space, priced
        self._pairs = {pair: i for i, pair in enumerate(priced.pairs)}
        self._periods = {t: i for i, t in enumerate(space.maps)}
        self._stock, self._listing = self._columns("stock"), self._columns("listing")
        self._room = {t: self._room_columns(t) for t in space.maps}
        self._at = self._stock >= 0
        self._held = self._stock[self._at]
        kinds = np.array(space.row_kinds)
        self._own = ~np.isin(kinds, (*BOUNDING, LISTED))
        self._bounds = self._bounding(np.flatnonzero(np.isin(kinds, BOUNDING)))
        self._before = self._held_before(np.flatnonzero(kinds == LISTED))

    def at_prices(self, box: Box, x: Floats, relaxation: Relaxation) -> Assortment:
        """The choice in a box at the prices of a relaxation there, from what x holds on; runs and certificates are
        whole at both."""
        prices, weights = self._prices(relaxation)
        terms = self._terms(box, x, relaxation.duals)
        wide = x.copy()
        wide[self._held] = terms.allowed[self._at]
        links = {t: link_map.links(wide)[0] for t, link_map in self._space.maps.items()}
        offers = [self._priced.offered(n, links[t], prices[n]) for n, t in enumerate(self._space.states)]
        states = [[n for n, period in enumerate(self._space.states) if period == t] for t in self._periods]

        def markets(k: int) -> list[Sales]:
            return [Sales.of([self._sales(n, k, weights[n], *offers[n]) for n in part]) for part in states]

        held = np.zeros(self._stock.shape, dtype=bool)
        held[self._at] = x[self._held] > HELD
        skus = [self._priced.pairs_of(k) for k in range(self._priced.skus)]
        return Assortment(skus, markets, terms, held)

    def _prices(self, relaxation: Relaxation) -> tuple[Floats, Floats]:
        """The prices of each state (states x 2 x options), and what a unit earned there adds to the objective: of the
        cuts that bind, on the average. Where no room is taken, up to what it costs: any less is as good for the
        relaxation, but promises a first SKU too much."""
        count = len(self._space.states)
        paid, weights = np.zeros((count, *self._priced.rooms.shape)), np.zeros(count)
        for dual, (n, columns, values, _) in relaxation.binding:
            if n < count:
                weights[n] += dual
                place = self._room[self._space.states[n]][columns]
                np.add.at(paid[n].reshape(-1), place[place >= 0], -dual * values[place >= 0])
        cheap = np.maximum(-relaxation.reduced, 0.0)
        for t, places in self._room.items():
            states = [n for n in range(count) if self._space.states[n] == t]
            columns = np.flatnonzero((places >= 0) & (cheap > 0))
            for n in states if weights[states].sum() > 0 else ():
                paid[n].reshape(-1)[places[columns]] += cheap[columns] * weights[n] / weights[states].sum()
        alive = np.array([self._priced.alive(n) for n in range(count)])[:, None, :] * weights[:, None, None]
        return np.where(alive > 0, paid / np.where(alive > 0, alive, 1.0), 0.0), weights

    def _sales(self, n: int, k: int, weight: float, net: Floats, share: Floats) -> Sales:
        worth = weight * self._priced.gains(n, k, net)
        return Sales(worth, np.broadcast_to(share[self._priced.pairs_of(k)][:, None], worth.shape))

    def put(self, x: Floats, held: Bools) -> Floats:
        """x with these SKUs held (pairs x periods)."""
        found = x.copy()
        found[self._held] = held[self._at]
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
        stock[self._held] = True
        mine = stock[matrix.col]
        row, column, a = matrix.row[mine], matrix.col[mine], matrix.data[mine]
        others = sp.csr_array((matrix.data[~mine], (matrix.row[~mine], matrix.col[~mine])), shape=matrix.shape)
        arrays = self._space.arrays
        side = np.where(a > 0, arrays.row_upper[rows[row]], arrays.row_lower[rows[row]])
        return _Bounds(column, side / a, others[row] / a[:, None])

    def _held_before(self, rows: Ints) -> Bools:
        """The pairs that are held before the first period: where holding them then is no listing."""
        arrays, before = self._space.arrays, np.zeros(len(self._pairs), dtype=bool)
        for i in rows:
            k, s, t = arrays.constraints[i].index()
            pair, when = self._pairs[k, s], self._periods[t]
            if when == 0:
                a = arrays.matrix[i, self._stock[pair, 0]]
                before[pair] = (arrays.row_upper[i] if a > 0 else arrays.row_lower[i]) / a > HELD
        return before

    def _terms(self, box: Box, x: Floats, duals: Floats) -> Terms:
        arrays, at = self._space.arrays, self._at
        worth = arrays.cost - arrays.matrix.T @ np.where(self._own, duals, 0.0)
        upper = box.upper.copy()
        np.minimum.at(upper, self._bounds.column, self._bounds.side - self._bounds.others @ x)
        holding, listing = np.zeros(at.shape), np.zeros(at.shape)
        allowed, must = np.zeros(at.shape, dtype=bool), np.zeros(at.shape, dtype=bool)
        holding[at] = -worth[self._held]
        listed = self._listing >= 0
        listing[listed] = np.maximum(-worth[self._listing[listed]], 0.0)
        must[at] = box.lower[self._held] > HELD
        allowed[at] = (upper[self._held] > HELD) | must[at]
        return Terms(holding, listing, allowed, must, self._before)


class _Bounds(NamedTuple):
    """Upper bounds of columns of stock: side - others @ x."""

    column: Ints
    side: Floats
    others: Any


class Sales(NamedTuple):
    """One SKU in one period, sites x (states and zones): what the buyers are worth from each site, and the share of
    them that it can serve."""

    worth: Floats
    share: Floats

    @staticmethod
    def of(states: Sequence[Sales]) -> Sales:
        """All states of a period."""
        return Sales(np.hstack([part.worth for part in states]), np.hstack([part.share for part in states]))

    def earned(self, held: Bools) -> float:
        """What sites that hold the SKU earn together: each buyer is served from the best of them that can."""
        worth, share = self.worth[held], self.share[held]
        if not worth.size:
            return 0.0
        if ((share <= 0) | (share >= 1)).all():
            return float((worth * share).max(axis=0).sum())
        order = np.argsort(-worth, axis=0, kind="stable")
        worth, share = np.take_along_axis(worth, order, 0), np.take_along_axis(share, order, 0)
        before = np.cumsum(share, axis=0) - share
        return float((np.clip(1.0 - before, 0.0, share) * worth).sum())


class Assortment:
    """The choice at some prices. Pairs (k, s) by periods throughout."""

    def __init__(self, skus: Sequence[Ints], sales: Callable[[int], list[Sales]], terms: Terms, held: Bools):
        """`skus`: the pairs of each; `sales`: of a SKU in each period; `held`: what is held to begin with."""
        self._skus, self._sales, self._terms = skus, sales, terms
        self._held = held & terms.allowed | terms.must

    def best(self) -> Bools:
        """What is best to hold: the better of two searches for each SKU, from what is held and from all that can be."""
        best = self._held.copy()
        for k, pairs in enumerate(self._skus):
            sales, terms = self._sales(k), self._terms.of(pairs)
            found = [_searched(sales, terms, start.copy()) for start in (self._held[pairs], terms.allowed)]
            best[pairs] = max(found, key=lambda held: worth_of(sales, terms, held))
        return best

    def moves(self) -> list[Move]:
        """The best change of each SKU at one site that gains anything, the best first."""
        found: list[Move] = []
        for k, pairs in enumerate(self._skus):
            sales, terms, held = self._sales(k), self._terms.of(pairs), self._held[pairs]
            now, best = worth_of(sales, terms, held), None
            for s in np.flatnonzero(terms.allowed.any(axis=1)):
                changed = held.copy()
                changed[s] = _best_periods(sales, terms, held, int(s))
                gain = worth_of(sales, terms, changed) - now
                if gain > (best.gain if best else 0.0):
                    best = Move(gain, int(pairs[s]), changed[s])
            if best:
                found.append(best)
        return sorted(found, key=lambda move: (-move.gain, move.pair))

    def moved(self, moves: Sequence[Move]) -> Bools:
        """What is held after some moves."""
        held = self._held.copy()
        for move in moves:
            held[move.pair] = move.held
        return held


def _searched(sales: list[Sales], terms: Terms, held: Bools) -> Bools:
    """Site by site until nothing changes."""
    for _ in range(SWEEPS):
        before = held.copy()
        for s in np.flatnonzero(terms.allowed.any(axis=1)):
            held[s] = _best_periods(sales, terms, held, int(s))
        if (held == before).all():
            break
    return held


def worth_of(sales: list[Sales], terms: Terms, held: Bools) -> float:
    """What a SKU is worth where it is held so."""
    earned = sum(part.earned(held[:, t]) for t, part in enumerate(sales))
    comes = held & ~np.column_stack([terms.before, held[:, :-1]])
    return earned - float(terms.holding[held].sum()) - float(terms.listing[comes].sum())


def _best_periods(sales: list[Sales], terms: Terms, held: Bools, s: int) -> Bools:
    """The best periods at one site, the others as they are."""
    has, lacks = held.copy(), held.copy()
    has[s], lacks[s] = True, False
    added = [part.earned(has[:, t]) - part.earned(lacks[:, t]) for t, part in enumerate(sales)]
    worth = np.array(added) - terms.holding[s]
    return best_periods(worth, terms.listing[s], terms.allowed[s], terms.must[s], before=bool(terms.before[s]))


def best_periods(worth: Floats, listing: Floats, allowed: Bools, must: Bools, *, before: bool) -> Bools:
    """Where worth[t] is earned in each period held, and listing[t] paid in each that follows one that is not.

    `before`: held before the first period. Dynamic programming over (held, not held).
    """
    best = np.array([-np.inf, 0.0] if before else [0.0, -np.inf])  # not held, held
    came = np.zeros((worth.size, 2), dtype=np.int64)
    for t in range(worth.size):
        into = np.array([best[0] - listing[t], best[1]])
        came[t] = int(best[1] > best[0]), int(into[1] >= into[0])
        out = -np.inf if must[t] else best.max()
        best = np.array([out, into.max() + worth[t] if allowed[t] else -np.inf])
    held = np.zeros(worth.size, dtype=bool)
    state = int(best[1] > best[0])
    for t in range(worth.size - 1, -1, -1):
        held[t] = state == 1
        state = int(came[t, state])
    return held
