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
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.numbers import StateNumbers
from solvers.recourse import Cut
from solvers.template import Template

GROW, SHRINK = 1.3, 0.5  # of a price's step where what is short keeps its sign, and where it changes it
FIRST_STEP = 0.05  # of what a m3, or a unit of stock value, earns on average
LARGEST_STEP = 1.0
MEMORY = 0.8  # of the average use of a row, from step to step
MOST = 100.0  # times its bound: how much use of a row counts as at most
LESS, MELT = 0.7, 0.8  # a row used less, on average, than this share of the option's other: its price melts to MELT
NEVER = -1e30  # the net margin of what a state does not have
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Shape:
    """What all states share. Lanes are sorted by pair (k, s), sales (k, a) too.

    lane_*: flow, pair, buyer (k, z), keep. sale_*: flow, pair, option, volume and value held a unit.
    """

    lane_flow: Ints
    lane_pair: Ints
    lane_buyer: Ints
    keep: Floats
    first_lane: Ints  # of each pair, and the number of lanes at the end
    sale_flow: Ints
    sale_pair: Ints
    sale_option: Ints
    volume: Floats
    value: Floats
    parcel_flow: Ints
    parcel_buyer: Ints
    parcel_keep: Floats
    demand_row: Ints  # of each buyer
    available: Ints  # link of each pair
    run: Ints  # link of each option
    room: Ints
    headroom: Ints


@dataclass(frozen=True, eq=False)
class _State:
    """A state's figures: margins by lane and sale (NEVER where it does not have them), demand and r by buyer."""

    lane_worth: Floats  # keep * lane margin
    sale_margin: Floats
    demand: Floats
    elsewhere: Floats
    alive: Floats
    scale: Floats  # what a m3 earns, and a unit of stock value


def can_price(template: Template) -> bool:
    """Whether operations are of the kind described above: no single sourcing, no demand that must be met."""
    kinds = {kind for kind, _ in template.links}
    return "serves" not in kinds and not template.limits


class Priced:
    """Cuts of all states from prices that go on from one design to the next."""

    def __init__(self, template: Template, numbers: Sequence[StateNumbers]):
        self._links = len(template.links)
        self._shape = _shape(template)
        self._states = [_state(self._shape, template, n) for n in numbers]
        options = self._shape.run.size
        self._prices = np.zeros((len(numbers), 2, options))
        self._steps = np.zeros((len(numbers), 2, options))
        self._signs = np.zeros((len(numbers), 2, options))
        self._uses = np.ones((len(numbers), 2, options))
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1)

    def close(self) -> None:
        """Ends the threads."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def evaluate(self, links: Callable[[int], Floats], steps: int) -> list[Cut]:
        """The best cut of each state at `links(n)` after so many steps of its prices; its value is not below V_n."""
        return list(self._pool.map(lambda n: self._best(n, links(n), steps), range(len(self._states))))

    def _best(self, n: int, links: Floats, steps: int) -> Cut:
        best = None
        for _ in range(steps):
            cut, used, bounds = _cut(self._shape, self._states[n], n, links, self._prices[n], self._links)
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
        scale = self._states[n].scale
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


def _cut(shape: _Shape, state: _State, n: int, links: Floats, prices: Floats, size: int) -> tuple[Cut, Floats, Floats]:
    """The cut at `links` for these prices; volume and value used, and their bounds."""
    run = state.alive * links[shape.run]
    available = links[shape.available]
    net = state.sale_margin - prices[0][shape.sale_option] * shape.volume - prices[1][shape.sale_option] * shape.value
    order = np.lexsort((-net, shape.sale_pair))
    pair, option, net = shape.sale_pair[order], shape.sale_option[order], net[order]
    shares = run[option]
    added = np.cumsum(shares)
    first = np.searchsorted(pair, np.arange(available.size))
    before = added - shares
    base = np.append(before, 0.0)[np.minimum(first, before.size)]
    upto, until = added - base[pair], before - base[pair]
    totals = np.bincount(pair, shares, available.size)
    share = np.minimum(upto, available[pair]) - np.minimum(until, available[pair])
    share[net <= NEVER / 2] = 0.0
    target = np.where(available > 0, np.minimum(available, totals), 0.5 * totals)
    reached = (upto >= target[pair] - 1e-9) & (net > NEVER / 2)
    reached &= (totals >= available - 1e-9)[pair]
    star = np.full(available.size, NEVER)
    last = np.flatnonzero(reached)[::-1]
    star[pair[last]] = net[last]
    # buyers: the last taken sets u
    segments = np.flatnonzero(share > 1e-12)
    lane, segment = _spread(shape, pair[segments])
    segment = segments[segment]
    worth = state.lane_worth[lane] + shape.keep[lane] * net[segment]
    buyer = shape.lane_buyer[lane]
    worthy = worth > state.elsewhere[buyer]
    lane, segment, worth, buyer = lane[worthy], segment[worthy], worth[worthy], buyer[worthy]
    u, taken = _greedy(buyer, worth, share[segment], state.elsewhere)
    units = taken * state.demand[buyer] * shape.keep[lane]
    place = option[segment]
    at = order[segment]
    options = run.size
    used = np.array(
        [np.bincount(place, units * shape.volume[at], options), np.bincount(place, units * shape.value[at], options)]
    )
    bounds = np.array([state.alive * links[shape.room], state.alive * links[shape.headroom]])
    # the dual
    top = state.lane_worth + shape.keep * star[shape.lane_pair]
    demand, price = state.demand[shape.lane_buyer], u[shape.lane_buyer]
    gradient = np.zeros(size)
    gradient[shape.available] = np.bincount(shape.lane_pair, demand * np.maximum(top - price, 0.0), available.size)
    gradient[shape.room], gradient[shape.headroom] = state.alive * prices[0], state.alive * prices[1]
    better = np.flatnonzero((net > star[pair]) & (state.alive[option] > 0))
    lane, which = _spread(shape, pair[better])
    which = better[which]
    floor = np.maximum(price, top)[lane]
    t = demand[lane] * np.maximum(state.lane_worth[lane] + shape.keep[lane] * net[which] - floor, 0.0)
    gradient[shape.run] = state.alive * np.bincount(option[which], t, options)
    constant = float(state.demand @ u)
    value = constant + float(gradient @ links)
    return Cut(n, value, constant, gradient), used, bounds


def _spread(shape: _Shape, pairs: Ints) -> tuple[Ints, Ints]:
    """Every lane of each of the pairs, and the position of its pair in `pairs`."""
    start, count = shape.first_lane[pairs], np.diff(shape.first_lane)[pairs]
    which = np.repeat(np.arange(pairs.size), count)
    ends = np.cumsum(count)
    return np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - count, count) + start[which], which


def _greedy(buyer: Ints, worth: Floats, share: Floats, elsewhere: Floats) -> tuple[Floats, Floats]:
    """u by buyer and the share taken of each segment: best first, until the buyers are used up."""
    order = np.lexsort((-worth, buyer))
    b, w = buyer[order], share[order]
    added = np.cumsum(w)
    first = np.searchsorted(b, np.arange(elsewhere.size))
    before = added - w
    base = np.append(before, 0.0)[np.minimum(first, before.size)]
    until = before - base[b]
    taken = np.clip(1.0 - until, 0.0, w)
    u = elsewhere.copy()
    full = np.flatnonzero(until + w >= 1.0 - 1e-12)[::-1]
    u[b[full]] = worth[order][full]
    back = np.empty_like(taken)
    back[order] = taken
    return u, back


def _shape(template: Template) -> _Shape:
    """The arrays that all states share, from the template's keys and matrix."""
    position: dict[str, dict[Any, int]] = {"run": {}, "room": {}, "headroom": {}, "available": {}}
    for i, (kind, index) in enumerate(template.links):
        position[kind][index] = i
    options = {a: i for i, a in enumerate(position["run"])}
    pairs = {pair: i for i, pair in enumerate(position["available"])}
    rows = {key: r for r, key in enumerate(template.row_keys)}
    demanded = [index for name, index in template.row_keys if name == "within_demand"]
    buyers = {index: i for i, index in enumerate(demanded)}
    by_kind: dict[str, list[int]] = {"ship": [], "through": [], "parcel": []}
    for j, (kind, _) in enumerate(template.flows):
        by_kind[kind].append(j)
    flows = template.flows
    matrix = template.matrix.tocsc()
    demand_row = np.array([rows["within_demand", index] for index in demanded], dtype=np.int64)
    entry = np.zeros(len(rows))

    def in_row(columns: Ints, targets: Ints) -> Floats:
        return np.array(matrix[targets, columns]).ravel() if columns.size else entry[:0]

    lanes = sorted(by_kind["ship"], key=lambda j: pairs[flows[j][1][:2]])
    sales = sorted(by_kind["through"], key=lambda j: pairs[flows[j][1][:2]])
    lane_flow, sale_flow = np.array(lanes, dtype=np.int64), np.array(sales, dtype=np.int64)
    parcel_flow = np.array(by_kind["parcel"], dtype=np.int64)
    lane_pair = np.array([pairs[flows[j][1][:2]] for j in lanes], dtype=np.int64)
    lane_buyer = np.array([buyers[flows[j][1][0], flows[j][1][2]] for j in lanes], dtype=np.int64)
    parcel_buyer = np.array([buyers[flows[j][1][0], flows[j][1][2]] for j in by_kind["parcel"]], dtype=np.int64)
    volumes = np.array([rows["volume_within_room", flows[j][1][1:]] for j in sales], dtype=np.int64)
    values = np.array([rows["value_within_headroom", flows[j][1][1:]] for j in sales], dtype=np.int64)
    return _Shape(
        lane_flow=lane_flow,
        lane_pair=lane_pair,
        lane_buyer=lane_buyer,
        keep=1.0 / in_row(lane_flow, demand_row[lane_buyer]),
        first_lane=np.searchsorted(lane_pair, np.arange(len(pairs) + 1)),
        sale_flow=sale_flow,
        sale_pair=np.array([pairs[flows[j][1][:2]] for j in sales], dtype=np.int64),
        sale_option=np.array([options[flows[j][1][1:]] for j in sales], dtype=np.int64),
        volume=in_row(sale_flow, volumes),
        value=in_row(sale_flow, values),
        parcel_flow=parcel_flow,
        parcel_buyer=parcel_buyer,
        parcel_keep=1.0 / in_row(parcel_flow, demand_row[parcel_buyer]),
        demand_row=demand_row,
        available=np.array(list(position["available"].values()), dtype=np.int64),
        run=np.array([position["run"][a] for a in options], dtype=np.int64),
        room=np.array([position["room"][a] for a in options], dtype=np.int64),
        headroom=np.array([position["headroom"][a] for a in options], dtype=np.int64),
    )


def _state(shape: _Shape, template: Template, numbers: StateNumbers) -> _State:
    """The figures of one state."""
    sold, shipped = numbers.widest[shape.sale_flow] > 0, numbers.widest[shape.lane_flow] > 0
    demand = numbers.row_upper[shape.demand_row]
    elsewhere = np.zeros(demand.size)
    open_parcels = numbers.upper[shape.parcel_flow] > 0
    worth = numbers.cost[shape.parcel_flow] * shape.parcel_keep
    np.maximum.at(elsewhere, shape.parcel_buyer[open_parcels], worth[open_parcels])
    alive = np.ones(shape.run.size)
    holdings = numbers.holdings.tocsc()
    for i, room in enumerate(shape.room):
        data = holdings.data[holdings.indptr[room] : holdings.indptr[room + 1]]
        alive[i] = float(data.max()) if data.size else 1.0
    margin = np.where(shipped, numbers.cost[shape.lane_flow], NEVER)
    highest = np.full(shape.available.size, NEVER)
    np.maximum.at(highest, shape.lane_pair, margin)
    sale_margin = np.where(sold, numbers.cost[shape.sale_flow], NEVER)
    earned = highest[shape.sale_pair] + sale_margin
    good = earned > 0
    scale = [float((earned[good] / held[good]).mean()) if good.any() else 1.0 for held in (shape.volume, shape.value)]
    return _State(
        lane_worth=np.where(shipped, numbers.cost[shape.lane_flow] * shape.keep, NEVER),
        sale_margin=sale_margin,
        demand=demand,
        elsewhere=elsewhere,
        alive=alive,
        scale=np.array(scale),
    )
