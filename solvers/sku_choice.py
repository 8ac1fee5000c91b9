"""Which sites hold each SKU, where prices of room and stock value are given: locations without capacities, in time.

At given prices SKUs no longer compete for room and stock value. k = SKU, s = site, z = zone, t = period, n = state.
With G[n,s,z] what all buyers of (k, z) are worth from s above what they are worth elsewhere, times what a unit earned
in n adds to the objective, SKU k held at the sites S[t] is worth

    sum_t sum_(n in t) sum_z max_(s in S[t]) G[n,s,z]  -  sum_t sum_(s in S[t]) holding[s,t]  -  sum listing[s,t]

where a listing is paid in each t in which s comes into S. (Where a site can serve a share of the buyers only, the next
best serves the rest.) The best periods of one site, the others as they are, are found by dynamic programming; site by
site, until nothing changes. `solvers.sku_prices` makes the figures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.space import Ints

SWEEPS = 20  # over the sites of a SKU, at most

Bools = NDArray[np.bool_]


class SkuTerms(NamedTuple):
    """Pairs (k, s) by periods: what holding and listing cost (plan currency / unit), where SKUs can and must be held;
    and by pair: whether it is held before the first period."""

    holding: Floats
    listing: Floats
    allowed: Bools
    must: Bools
    before: Bools

    def of_pairs(self, pairs: Ints) -> SkuTerms:
        """The terms of some pairs."""
        return SkuTerms(
            self.holding[pairs], self.listing[pairs], self.allowed[pairs], self.must[pairs], self.before[pairs]
        )


class SkuSales(NamedTuple):
    """One SKU in one period, sites x (states and zones): what the buyers are worth from each site, and the share of
    them that it can serve."""

    worth: Floats
    share: Floats

    @staticmethod
    def joined(states: Sequence[SkuSales]) -> SkuSales:
        """All states of a period."""
        return SkuSales(np.hstack([part.worth for part in states]), np.hstack([part.share for part in states]))

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


class Move(NamedTuple):
    """Other periods for a SKU at a site (all of them, held or not), and what they gain at the prices."""

    gain: float
    pair: int
    held: Bools


class SkuChoice:
    """The choice at some prices. Pairs (k, s) by periods throughout."""

    def __init__(self, skus: Sequence[Ints], sales: Callable[[int], list[SkuSales]], terms: SkuTerms, held: Bools):
        """`skus`: the pairs of each; `sales`: of a SKU in each period; `held`: what is held to begin with."""
        self._skus, self._sales, self._terms = skus, sales, terms
        self.held: Bools = held & terms.allowed | terms.must

    def best(self) -> Bools:
        """What is best to hold: the better of two searches for each SKU, from what is held and from all that can be."""
        best = self.held.copy()
        for k, pairs in enumerate(self._skus):
            sales, terms = self._sales(k), self._terms.of_pairs(pairs)
            found = [_site_by_site(sales, terms, start.copy()) for start in (self.held[pairs], terms.allowed)]
            best[pairs] = max(found, key=lambda held: worth_of(sales, terms, held))
        return best

    def moves(self) -> list[Move]:
        """The best change of each SKU at one site that gains anything, the best first."""
        found: list[Move] = []
        for k, pairs in enumerate(self._skus):
            sales, terms, held = self._sales(k), self._terms.of_pairs(pairs), self.held[pairs]
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
        held = self.held.copy()
        for move in moves:
            held[move.pair] = move.held
        return held


def _site_by_site(sales: list[SkuSales], terms: SkuTerms, held: Bools) -> Bools:
    """Site by site until nothing changes."""
    for _ in range(SWEEPS):
        before = held.copy()
        for s in np.flatnonzero(terms.allowed.any(axis=1)):
            held[s] = _best_periods(sales, terms, held, int(s))
        if (held == before).all():
            break
    return held


def worth_of(sales: list[SkuSales], terms: SkuTerms, held: Bools) -> float:
    """What a SKU is worth where it is held so."""
    earned = sum(part.earned(held[:, t]) for t, part in enumerate(sales))
    comes = held & ~np.column_stack([terms.before, held[:, :-1]])
    return earned - float(terms.holding[held].sum()) - float(terms.listing[comes].sum())


def _best_periods(sales: list[SkuSales], terms: SkuTerms, held: Bools, s: int) -> Bools:
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
