"""A quick first plan for large cases: every scenario keeps its probability and its losses, but trades in calm weather.

Operations of all scenarios use the state without events of each period, so the model has one block a period instead of
one a state. What a seizure takes, and hence the risk, is still in the objective. The design found is a start for the
whole model, where it is valued in every state; its objective here is no bound on anything.
"""

from __future__ import annotations

from dataclasses import replace

from model.prepare import Data


def calm(data: Data) -> Data | None:
    """`data` with the states without events alone; None where some period has none, or no state would go."""
    by_period = {data.futures.states[n].period: n for n in data.futures.quiet}
    names = data.network.calendar.names
    if len(by_period) < len(names) or len(data.futures.states) == len(names):
        return None
    kept = [by_period[t] for t in names]
    path = {(w, t): names.index(t) for w, t in data.futures.path}
    futures = replace(
        data.futures,
        states=tuple(data.futures.states[n] for n in kept),
        path=path,
        quiet=tuple(range(len(kept))),
    )
    return replace(data, futures=futures, tables=tuple(data.tables[n] for n in kept))
