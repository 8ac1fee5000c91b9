"""Who can be served from where, by whom and for how much: the figures that prices work on, as flat arrays.

k = SKU, s = site, a = an option of s, z = zone. A pair is (k, s), a buyer (k, z).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvers.compiled import Floats
from solvers.numbers import StateNumbers
from solvers.template import Template

NEVER = -1e30  # the margin of what a state does not have
Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Shape:
    """What all states share. Lanes are sorted by pair (k, s), sales (k, a) too.

    lane_*: flow, pair, buyer (k, z), keep. sale_*: flow, pair, option, volume and value held a unit. pair_sku and
    buyer_zone count SKUs and zones from 0.
    """

    lane_flow: Ints
    lane_pair: Ints
    lane_buyer: Ints
    keep: Floats
    first_lane: Ints  # of each pair, and the number of lanes at the end
    first_sale: Ints
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
    pair_sku: Ints
    buyer_zone: Ints


@dataclass(frozen=True, eq=False)
class Market:
    """A state's figures: margins by lane and sale (NEVER where it does not have them), demand and r by buyer."""

    lane_worth: Floats  # keep * lane margin
    sale_margin: Floats
    demand: Floats
    elsewhere: Floats
    alive: Floats
    scale: Floats  # what a m3 earns, and a unit of stock value


def spread(shape: Shape, pairs: Ints) -> tuple[Ints, Ints]:
    """Every lane of each of the pairs, and the position of its pair in `pairs`."""
    start, count = shape.first_lane[pairs], np.diff(shape.first_lane)[pairs]
    which = np.repeat(np.arange(pairs.size), count)
    ends = np.cumsum(count)
    return np.arange(ends[-1] if ends.size else 0) - np.repeat(ends - count, count) + start[which], which


def shape_of(template: Template) -> Shape:
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
    sale_pair = np.array([pairs[flows[j][1][:2]] for j in sales], dtype=np.int64)
    volumes = np.array([rows["volume_within_room", flows[j][1][1:]] for j in sales], dtype=np.int64)
    values = np.array([rows["value_within_headroom", flows[j][1][1:]] for j in sales], dtype=np.int64)
    return Shape(
        lane_flow=lane_flow,
        lane_pair=lane_pair,
        lane_buyer=lane_buyer,
        keep=1.0 / in_row(lane_flow, demand_row[lane_buyer]),
        first_lane=np.searchsorted(lane_pair, np.arange(len(pairs) + 1)),
        first_sale=np.searchsorted(sale_pair, np.arange(len(pairs) + 1)),
        sale_flow=sale_flow,
        sale_pair=sale_pair,
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
        pair_sku=_numbered(k for k, _ in pairs),
        buyer_zone=_numbered(z for _, z in buyers),
    )


def _numbered(names: Iterable[str]) -> Ints:
    """The names as numbers from 0, in the order in which they come first."""
    number: dict[str, int] = {}
    return np.array([number.setdefault(name, len(number)) for name in names], dtype=np.int64)


def market_of(shape: Shape, numbers: StateNumbers) -> Market:
    """The figures of one state."""
    alive = numbers.alive[shape.run]
    sold = (numbers.most[shape.sale_flow] > 0) & (alive[shape.sale_option] > 0)
    shipped = numbers.most[shape.lane_flow] > 0
    demand = numbers.row_upper[shape.demand_row]
    elsewhere = np.zeros(demand.size)
    open_parcels = numbers.most[shape.parcel_flow] > 0
    worth = numbers.cost[shape.parcel_flow] * shape.parcel_keep
    np.maximum.at(elsewhere, shape.parcel_buyer[open_parcels], worth[open_parcels])
    margin = np.where(shipped, numbers.cost[shape.lane_flow], NEVER)
    highest = np.full(shape.available.size, NEVER)
    np.maximum.at(highest, shape.lane_pair, margin)
    sale_margin = np.where(sold, numbers.cost[shape.sale_flow], NEVER)
    earned = highest[shape.sale_pair] + sale_margin
    scale = [_mean_share(earned, held) for held in (shape.volume, shape.value)]
    return Market(
        lane_worth=np.where(shipped, numbers.cost[shape.lane_flow] * shape.keep, NEVER),
        sale_margin=sale_margin,
        demand=demand,
        elsewhere=elsewhere,
        alive=alive,
        scale=np.array(scale),
    )


def _mean_share(earned: Floats, held: Floats) -> float:
    """What a unit of what is held earns, in the middle of the sales that earn; 1 where none does."""
    good = (earned > 0) & (held > 0)
    return float(np.median(earned[good] / held[good])) if good.any() else 1.0
