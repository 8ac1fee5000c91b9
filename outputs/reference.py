"""What the plan is measured against inside itself: the future in which nothing unusual happens."""

from __future__ import annotations

import datetime as dt

from model.outcome import Outcome


def reference_scenario(outcome: Outcome) -> str:
    """The scenario without any event; where every scenario has some, the most profitable one."""
    futures = outcome.data.futures
    periods = outcome.data.network.calendar.names
    for scenario in futures.probability:
        if all(futures.path[scenario, period] in futures.quiet for period in periods):
            return scenario
    return max(outcome.profits, key=lambda scenario: outcome.profits[scenario])


def calm_states(outcome: Outcome) -> dict[str, int]:
    """Each period's number of the state without events; where it has none, that of the reference scenario."""
    futures = outcome.data.futures
    reference = reference_scenario(outcome)
    calm = {futures.states[n].period: n for n in reversed(futures.quiet)}
    return {period: calm.get(period, futures.path[reference, period]) for period in outcome.data.network.calendar.names}


def first_day(quarter: int) -> dt.date:
    """The first day of a quarter given as a count (see `inputs.quarters`)."""
    return dt.date(quarter // 4, quarter % 4 * 3 + 1, 1)
