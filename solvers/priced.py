"""Operations of a state by prices: a greedy choice a SKU and zone instead of a linear program, and the cut it gives.

k = SKU, s = site, a = an option of s, z = zone; one state n throughout. Every unit that goes through option a pays
for the storage and the stock value it takes, at prices p_a (a m3) and q_a (a unit of money). A buyer of (k, z) served
from s through a is then worth

    g[k,a,z] = keep * (lane margin + option margin - p_a * volume_held - q_a * value_held)

and, served by parcel or not at all, r[k,z] >= 0. With x[k,a,z] the share of the buyers of (k, z) that a serves,

    V_n(l) <= sum_a alive_a (p_a room_a + q_a headroom_a) + sum_kz demand * max sum_a (g - r) x + r
              x[k,a,z] <= alive_a run_a,   sum_(a of s) x[k,a,z] <= available[k,s],   sum_a x[k,a,z] <= 1

holds for all prices >= 0: whole designs run one option a site, for which `through[k,a] = sum_z ship` and the rows
above say the same as the linear program of `solvers.template`; for shares of runs they say more, since there an option
that runs by a tenth may serve a tenth of each buyer, not all of a few (the bound of `through[k,a]` counts every buyer
in reach). The three rows are laminar, so the greedy choice by g is the best one, and its dual is at hand:

    u[k,z]    the worth of the last buyers taken (r where not all are)
    v[k,s,z]  max(0, g[k,a*,z] - u), a* = the option of s at which the runs, best first, add up to available[k,s]
    t[k,a,z]  max(0, g[k,a,z] - max(u, g[k,a*,z]))

    V_n(l) <= sum_a alive_a (p_a room_a + q_a headroom_a + run_a sum_kz demand t) + sum_ks available sum_z demand v
              + sum_kz demand u

which holds at every l, since (u, v, t) satisfies u + v + t >= g whatever l. The order of the options of a site is the
same for all zones (keep does not depend on the option), so a* is found once for each SKU and site.

Prices move by the sign of what is over or short, each with a step of its own (Riedmiller and Braun 1993), and go on
where they stopped: from round to round the design moves little. Volume and value of an option often go over and short
together though only one of them binds: the price of the one that is used less on average melts away.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from solvers.compiled import Floats
from solvers.market import NEVER, Ints, Market, Shape, market_of, shape_of, spread
from solvers.numbers import StateNumbers
from solvers.recourse import Cut
from solvers.template import Template

GROW, SHRINK = 1.3, 0.5  # of a price's step where what is short keeps its sign, and where it changes it
FIRST_STEP = 0.05  # of what a m3, or a unit of stock value, earns on average
LARGEST_STEP, LEAST_STEP = 1.0, 1e-3  # the latter after prices were taken over, so that steps do not die out
LEARNT = 0.3  # of its step that a price keeps where it was taken over
MEMORY = 0.8  # of the average use of a row, from step to step
MOST = 100.0  # times its bound: how much use of a row counts as at most
LESS, MELT = 0.7, 0.8  # a row used less, on average, than this share of the option's other: its price melts to MELT
TINY = 1e-9  # shares of buyers below which there are none; sums this near are equal


def can_price(template: Template) -> bool:
    """Whether operations are of the kind described above: no single sourcing, no demand that must be met."""
    kinds = {kind for kind, _ in template.links}
    return "serves" not in kinds and not template.limits


class Priced:
    """Cuts of all states from prices that go on from one design to the next.

    `options`: (site, operator, bundle) in the order of the prices, which are 2 x options: of room, of headroom.
    `pairs`: (SKU, site); `skus`: how many there are.
    """

    def __init__(self, template: Template, numbers: Sequence[StateNumbers]):
        self.options = tuple(index for kind, index in template.links if kind == "run")
        self.pairs = tuple(index for kind, index in template.links if kind == "available")
        self._links = len(template.links)
        self._shape = shape_of(template)
        self.skus = int(self._shape.pair_sku.max(initial=-1)) + 1
        self._markets = [market_of(self._shape, n) for n in numbers]
        options = self._shape.run.size
        self._prices = np.zeros((len(numbers), 2, options))
        self._steps = np.zeros((len(numbers), 2, options))
        self._signs = np.zeros((len(numbers), 2, options))
        self._uses = np.ones((len(numbers), 2, options))
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def learn(self, cuts: Sequence[Cut], links: Callable[[int], Floats]) -> None:
        """Takes over the prices of cuts of `solvers.recourse` made at `links`, for the options that run there."""
        shape = self._shape
        for cut in cuts:
            n = cut.state
            alive = self._markets[n].alive
            runs = (alive > 0) & (links(n)[shape.run] > TINY)
            self._prices[n][:, runs] = self.prices_of(cut)[:, runs]
            floor = np.broadcast_to((LEAST_STEP * self._markets[n].scale)[:, None], self._steps[n].shape)
            self._steps[n] = np.maximum(LEARNT * self._steps[n], floor)

    def prices_of(self, cut: Cut) -> Floats:
        """The prices by which a cut was made (2 x options); 0 where its state does not have the option."""
        alive = self._markets[cut.state].alive
        paid = np.array([cut.gradient[self._shape.room], cut.gradient[self._shape.headroom]])
        return np.where(alive > 0, paid / np.where(alive > 0, alive, 1.0), 0.0)

    @property
    def rooms(self) -> Ints:
        """The links that the prices are for (2 x options)."""
        return np.array([self._shape.room, self._shape.headroom])

    def alive(self, n: int) -> Floats:
        """The share of the period that each option is there in a state."""
        return self._markets[n].alive

    def start_from(self, prices: Sequence[Floats]) -> None:
        """Goes on from these prices of each state (2 x options); their steps stay."""
        self._prices[:] = prices

    def pairs_of(self, k: int) -> Ints:
        """The pairs of a SKU."""
        return np.flatnonzero(self._shape.pair_sku == k)

    def offered(self, n: int, links: Floats, prices: Floats) -> tuple[Floats, Floats]:
        """What the option that runs earns a unit at these prices (2 x options; NEVER: none does), and the share of
        buyers that it may serve, by pair. Runs are whole."""
        offer = _offer(self._shape, self._markets[n], links, prices)
        net, share = np.full(len(self.pairs), NEVER), np.zeros(len(self.pairs))
        runs = offer.share > TINY
        net[offer.pair[runs]], share[offer.pair[runs]] = offer.net[runs], offer.share[runs]
        return net, share

    def gains(self, n: int, pairs: Ints, net: Floats) -> Floats:
        """What all buyers of a SKU in a zone are worth from each site above what they are worth elsewhere, where sites
        offer this (see `offered`): pairs of the SKU x zones."""
        shape, market = self._shape, self._markets[n]
        lane, which = spread(shape, pairs)
        pair, buyer = shape.lane_pair[lane], shape.lane_buyer[lane]
        above = market.lane_worth[lane] + shape.keep[lane] * net[pair] - market.elsewhere[buyer]
        found = np.zeros((pairs.size, int(shape.buyer_zone.max(initial=-1)) + 1))
        found[which, shape.buyer_zone[buyer]] = market.demand[buyer] * np.maximum(above, 0.0)
        return found

    def evaluate(self, links: Callable[[int], Floats], steps: int) -> list[Cut]:
        """The best cut of each state at `links(n)` after so many steps of its prices; its value is not below V_n."""
        return list(self._pool.map(lambda n: self._best(n, links(n), steps), range(len(self._markets))))

    def _best(self, n: int, links: Floats, steps: int) -> Cut:
        best = None
        for _ in range(steps):
            cut, used, bounds = _cut(self._shape, self._markets[n], n, links, self._prices[n], self._links)
            if best is None or cut.value < best.value:
                best = cut
            self._move(n, used, bounds)
        assert best is not None
        return best

    def _move(self, n: int, used: Floats, bounds: Floats) -> None:
        """Raises prices of what is over its bound, lowers the others; leaves those of options that do not run."""
        runs = (used > 0) | (bounds > 0)
        share = np.minimum(used[runs], MOST * bounds[runs]) / np.maximum(bounds[runs], 1e-12)
        self._uses[n][runs] = MEMORY * self._uses[n][runs] + (1 - MEMORY) * np.where(bounds[runs] > 0, share, MOST)
        scale = self._markets[n].scale
        sign, steps = np.where(runs, np.sign(used - bounds), 0.0), self._steps[n]
        same, turned = sign * self._signs[n] > 0, sign * self._signs[n] < 0
        steps[same] *= GROW
        steps[turned] *= SHRINK
        fresh = (steps <= 0) & (sign != 0)
        steps[fresh] = np.broadcast_to((FIRST_STEP * scale)[:, None], steps.shape)[fresh]
        np.minimum(steps, LARGEST_STEP * scale[:, None], out=steps)
        melting = np.where(runs & (self._uses[n] < LESS * self._uses[n][::-1]), MELT, 1.0)
        self._prices[n] = np.maximum(melting * self._prices[n] + sign * steps, 0.0)
        self._signs[n] = sign


@dataclass(frozen=True, eq=False)
class _Offer:
    """Sales by pair, the best net margin first, at a design and prices.

    share   of the buyers of a pair that each sale may have
    best    the net margin of a*, by pair (NEVER: the runs of the site do not add up to `available`)
    """

    order: Ints
    pair: Ints
    option: Ints
    net: Floats
    share: Floats
    best: Floats


def _offer(shape: Shape, market: Market, links: Floats, prices: Floats) -> _Offer:
    held = prices[0][shape.sale_option] * shape.volume + prices[1][shape.sale_option] * shape.value
    net = market.sale_margin - held
    order = np.lexsort((-net, shape.sale_pair))
    pair, option, net = shape.sale_pair[order], shape.sale_option[order], net[order]
    available = links[shape.available]
    runs = (market.alive * links[shape.run])[option]
    upto, before = _running_sums(runs, shape.first_sale, pair)
    totals = np.bincount(pair, runs, available.size)
    sold = net > NEVER / 2
    share = np.where(sold, np.minimum(upto, available[pair]) - np.minimum(before, available[pair]), 0.0)
    target = np.where(available > 0, np.minimum(available, totals), 0.5 * totals)  # any a* will do where it is 0
    reached = np.flatnonzero(sold & (upto >= target[pair] - TINY) & (totals >= available - TINY)[pair])[::-1]
    best = np.full(available.size, NEVER)
    best[pair[reached]] = net[reached]
    return _Offer(order, pair, option, net, share, best)


def _running_sums(values: Floats, first: Ints, group: Ints) -> tuple[Floats, Floats]:
    """Sums of the values within each group up to and including each of them, and without it."""
    upto = np.cumsum(values)
    before = upto - values
    base = np.append(before, 0.0)[np.minimum(first, before.size)][group]
    return upto - base, before - base


def _cut(shape: Shape, market: Market, n: int, links: Floats, prices: Floats, size: int) -> tuple[Cut, Floats, Floats]:
    """The cut at `links` for these prices; volume and value used, and their bounds."""
    offer = _offer(shape, market, links, prices)
    u, used = _served(shape, market, offer)
    gradient = _gradient(shape, market, offer, u, prices, size)
    constant = float((market.demand * u).sum())  # a dot product's last digits may depend on the number of cores
    bounds = np.array([market.alive * links[shape.room], market.alive * links[shape.headroom]])
    return Cut(n, constant + float((gradient * links).sum()), constant, gradient), used, bounds


def _served(shape: Shape, market: Market, offer: _Offer) -> tuple[Floats, Floats]:
    """u by buyer: the worth of the last of them taken, best first; volume and value that those taken use, by option."""
    segments = np.flatnonzero(offer.share > TINY)
    lane, which = spread(shape, offer.pair[segments])
    which = segments[which]
    worth = market.lane_worth[lane] + shape.keep[lane] * offer.net[which]
    worthy = worth > market.elsewhere[shape.lane_buyer[lane]]
    lane, which, worth = lane[worthy], which[worthy], worth[worthy]
    order = best_first(shape.lane_buyer[lane], worth)
    lane, which, worth = lane[order], which[order], worth[order]
    buyer, share = shape.lane_buyer[lane], offer.share[which]
    first = np.searchsorted(buyer, np.arange(market.demand.size))
    upto, before = _running_sums(share, first, buyer)
    u = market.elsewhere.copy()
    full = np.flatnonzero(upto >= 1.0 - TINY)[::-1]
    u[buyer[full]] = worth[full]
    units = np.clip(1.0 - before, 0.0, share) * market.demand[buyer] * shape.keep[lane]
    sale, option = offer.order[which], offer.option[which]
    held = (shape.volume, shape.value)
    return u, np.array([np.bincount(option, units * each[sale], market.alive.size) for each in held])


def best_first(buyer: Ints, worth: Floats) -> Ints:
    """The order by buyer, best worth first, then as they stand; worths nearer than 1e-9 of the largest may change
    places, for up to a million buyers.

    One key of floats, which numpy sorts several times faster than two keys; only it leaves open in which order equals
    come, and that must not depend on the machine.
    """
    largest = float(np.abs(worth).max(initial=0.0)) or 1.0
    key = buyer + (0.5 - worth * (0.49 / largest))  # stays between the buyer and the next one
    order = np.argsort(key)
    key = key[order]
    new = np.append(True, key[1:] != key[:-1])
    tied = np.flatnonzero(~(new & np.append(new[1:], True)))
    order[tied] = order[tied][np.lexsort((order[tied], np.cumsum(new)[tied]))]
    return order


def _gradient(shape: Shape, market: Market, offer: _Offer, u: Floats, prices: Floats, size: int) -> Floats:
    """Prices on room and headroom, v on what is available, t on runs."""
    top = market.lane_worth + shape.keep * offer.best[shape.lane_pair]
    demand, price = market.demand[shape.lane_buyer], u[shape.lane_buyer]
    gradient = np.zeros(size)
    v = demand * np.maximum(top - price, 0.0)
    gradient[shape.available] = np.bincount(shape.lane_pair, v, offer.best.size)
    gradient[shape.room], gradient[shape.headroom] = market.alive * prices[0], market.alive * prices[1]
    better = np.flatnonzero((offer.net > offer.best[offer.pair]) & (market.alive[offer.option] > 0))
    lane, which = spread(shape, offer.pair[better])
    which = better[which]
    worth = market.lane_worth[lane] + shape.keep[lane] * offer.net[which]
    t = demand[lane] * np.maximum(worth - np.maximum(price, top)[lane], 0.0)
    gradient[shape.run] = market.alive * np.bincount(offer.option[which], t, market.alive.size)
    return gradient
