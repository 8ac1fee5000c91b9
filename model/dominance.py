"""Dominance: lanes, options and parcels that no optimal plan needs, whatever the design; cut before the algebra.

k = SKU, z = zone, s = site, a = an option of s, p = carrier; one state throughout. A unit of k shipped from s to z
through a earns lane margin + option margin and takes 1/keep of the buyers in (k, z); a parcel likewise, alone.

**Parcels.** Parcels have no capacity, and no design variable touches them: all that they share is the buyers of (k, z).
A buyer sent to carrier p brings worth = margin * keep. So
- a parcel with margin <= 0 is not needed: what it takes from the buyers can go unmet, for nothing;
- of several carriers only the one with the highest worth (the first of equals) is: move every buyer of (k, z) to it.

Let worth[k,z] be that of the parcel kept, 0 where there is none: what a buyer brings who needs no warehouse.

**Lanes and options.** A unit on lane (k, s, z) through a takes 1/keep buyers, who would else have the parcel or
nothing, hence gains

    lane margin + option margin - worth[k,z] / keep

over leaving them to the parcel. Take any feasible operations with a flow whose gain is not above zero for any of the
options admitted (or, for an option, on any of the lanes): send its buyers by the parcel kept, or leave them unmet where
there is none, and lower `ship`, and `through` by as many units. The profit does not fall. Every row still holds:
within_demand takes the same buyers as before; shipped_through_options loses the same on both sides; every other row
bounds ship or through from above with coefficients >= 0 (stocked, sole source, running, alive, room, headroom) and
gains slack. Parcels stay free to go where a sole source serves, so single sourcing changes nothing. Two bounds shrink
with the cut: what a running option can sell, to the lanes left; what a struck site can, to the options left. With whole
runs one option of s runs: if it is left, it can sell as much on the lanes left; if not, nothing needs to leave s. So
- a lane is needed only if its gain with the best option admitted is above zero (without a parcel: if it earns at all);
- the sale of k through a is needed only if its gain on the best lane of s is.

Both conditions are sums of a part of the lane and a part of the option, so a pair of SKU and site keeps either none of
its lanes and options or at least the lane and the option that gain most.

**Therefore** each state's highest operating profit is the same with and without the cut, under every whole design (with
shares of runs it may be less, which only tightens relaxations). Expected profit, the average of the worst outcomes and
every limit see operations by their profit alone. A pair left without lanes in every state is never worth holding, as
holding rewards nothing, and goes too, except for SKUs that an override orders to be held. The bounds of stock ceilings
(`model.capacity`) shrink along: no operations need the difference, and it could only serve to buy goods without a use
ahead of a later budget.

**Not where minimum_demand_met is asked for**: it counts units sold, which a loss, a slower parcel with more buyers or
a nearer warehouse may raise. `model.prepare` then leaves everything in place.
"""

from __future__ import annotations

import pandas as pd

BUYER, HELD = ["sku", "zone"], ["sku", "site"]


def needed(
    lanes: pd.DataFrame, options: pd.DataFrame, parcels: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """The rows of one state's lanes, options (those admitted) and parcels that some optimal plan may need.

    Columns as in `StateTables`: keys, margin (plan currency a unit), keep in (0, 1]; rows stay in order.
    """
    parcels = _best_parcels(parcels)
    worth = parcels[BUYER].assign(worth=parcels["margin"] * parcels["keep"])
    by_parcel = lanes[BUYER].merge(worth, on=BUYER, how="left")["worth"].fillna(0.0).to_numpy()
    gain = lanes[HELD].assign(gain=lanes["margin"] - by_parcel / lanes["keep"])
    on_lane = gain["gain"] + _best(options, "margin", lanes)
    through = options["margin"] + _best(gain, "gain", options)
    return lanes[on_lane > 0], options[through > 0], parcels


def _best_parcels(parcels: pd.DataFrame) -> pd.DataFrame:
    """Of the parcels that earn something, the one that earns most a buyer, for each SKU and zone."""
    earning = parcels[parcels["margin"] > 0]
    worth = earning["margin"] * earning["keep"]
    best = worth.groupby([earning[key] for key in BUYER], sort=False).idxmax()
    return earning.loc[best.sort_values()]


def _best(rows: pd.DataFrame, figure: str, places: pd.DataFrame) -> pd.Series[float]:
    """The highest figure of each place's SKU and site among the rows, in the order of places; NaN for none."""
    highest = rows.groupby(HELD, sort=False)[figure].max().rename("best").reset_index()
    best = places[HELD].merge(highest, on=HELD, how="left")["best"]
    return best.set_axis(places.index)
