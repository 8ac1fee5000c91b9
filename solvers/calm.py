"""The calm version of a case, for a quick first plan: no events in any scenario, and only the best lanes to each buyer.

Operations of all scenarios use the state without events of each period, so the model has one block a period instead of
one a state; scenarios keep their probabilities, and what a seizure takes, hence the risk, is still in the objective.
Each SKU and zone keeps its LANES_A_BUYER best lanes. The design found is a start for the whole solver,
and the first plan of the decomposed one where there are many states; there it is valued in every state and over every
lane. Its objective here is no bound on anything.
"""

from __future__ import annotations

from dataclasses import replace

from model.economics import StateTables
from model.prepare import Data

LANES_A_BUYER = 4


def calm(data: Data) -> Data | None:
    """`data` with the states without events and the best lanes alone; None where some period has no such state."""
    by_period = {data.futures.states[n].period: n for n in data.futures.quiet}
    names = data.network.calendar.names
    if len(by_period) < len(names):
        return None
    kept = [by_period[t] for t in names]
    futures = replace(
        data.futures,
        states=tuple(data.futures.states[n] for n in kept),
        path={(w, t): names.index(t) for w, t in data.futures.path},
        quiet=tuple(range(len(kept))),
    )
    return replace(data, futures=futures, tables=tuple(_best_lanes(data.tables[n]) for n in kept))


def _best_lanes(tables: StateTables) -> StateTables:
    """The lanes of each SKU and zone that earn most for a buyer who wants it: (margin + best option's) * keep."""
    best = tables.options.groupby(["sku", "site"], sort=False)["margin"].max().rename("best").reset_index()
    lanes = tables.lanes.merge(best, on=["sku", "site"])
    worth = (lanes["margin"] + lanes["best"]) * lanes["keep"]
    rank = worth.groupby([lanes["sku"], lanes["zone"]]).rank(ascending=False, method="first")
    return replace(tables, lanes=lanes[rank <= LANES_A_BUYER].drop(columns="best").reset_index(drop=True))
