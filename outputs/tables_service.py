"""Outcome -> sheet service_level, and the shares that page one shows."""

from __future__ import annotations

import pandas as pd

from model.outcome import Outcome
from outputs.reference import calm_states

COLUMNS = ["demand", "by_warehouse", "by_parcel", "lost_to_delay", "unmet", "demand_met", "orders_on_target"]
CALM, ALL_FUTURES = "without events", "average of all scenarios"
ALL_ZONES = "all"


def service_level(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """By period and zone, and for all zones; `table` is that of `deliveries`."""
    calm = dict.fromkeys(calm_states(outcome).values(), 1.0)
    chance = {n: outcome.data.futures.chance(n) for n in range(len(outcome.operations))}
    found = []
    for futures, weight in ((CALM, calm), (ALL_FUTURES, chance)):
        for by in (["period", "zone"], ["period"]):
            measured = _measured(outcome, table, weight, by)
            measured = measured.assign(zone=ALL_ZONES) if by == ["period"] else measured
            found.append(measured.assign(futures=futures))
    together = pd.concat(found, ignore_index=True)
    together["quarters"] = together["period"].map(outcome.data.network.calendar.length)
    return together[["period", "zone", "futures", "quarters", *COLUMNS, "average_days"]]


def _measured(outcome: Outcome, table: pd.DataFrame, weight: dict[int, float], by: list[str]) -> pd.DataFrame:
    """Units a quarter in the states of `weight`, by the columns `by`, in the order of demand."""
    wanted = pd.concat([_wanted(outcome, n, share) for n, share in weight.items()])
    sold = table.assign(units=table["units"] * table["situation"].map(weight).astype(float).fillna(0.0))
    sold = sold.assign(
        by_warehouse=sold["units"].where(sold["channel"] == "warehouse", 0.0),
        by_parcel=sold["units"].where(sold["channel"] == "parcel", 0.0),
        lost_to_delay=sold["units"] * (1 / sold["keep"] - 1),
        on_target=sold["units"].where(sold["days"] <= outcome.data.case.settings.target_days, 0.0),
        unit_days=sold["units"] * sold["days"],
    )
    figures = ["units", "by_warehouse", "by_parcel", "lost_to_delay", "on_target", "unit_days"]
    total = wanted.groupby(by, sort=False)["demand"].sum().reset_index()
    total = total.merge(sold.groupby(by, sort=False)[figures].sum().reset_index(), on=by, how="left")
    total[figures] = total[figures].fillna(0.0)
    some = total["units"].where(total["units"] > 0)
    return total.assign(
        unmet=(total["demand"] - total["units"] - total["lost_to_delay"]).clip(lower=0.0),
        demand_met=total["units"] / total["demand"],
        orders_on_target=total["on_target"] / some,
        average_days=total["unit_days"] / some,
    )


def _wanted(outcome: Outcome, state: int, share: float) -> pd.DataFrame:
    demand = outcome.data.tables[state].demand
    return demand.assign(period=outcome.data.futures.states[state].period, demand=demand["units"] * share)


def orders_on_target(outcome: Outcome, table: pd.DataFrame) -> float | None:
    """Share of the units sold, over the plan without events, that arrive within target_days; None: none sold."""
    sold = _calm_units(outcome, table)
    total = float(sold.sum())
    quick = table["days"] <= outcome.data.case.settings.target_days
    return float(sold[quick].sum()) / total if total > 0 else None


def demand_met(outcome: Outcome, table: pd.DataFrame) -> float | None:
    """Share of demand sold, over the plan without events."""
    lengths = outcome.data.network.calendar.length
    calm = calm_states(outcome)
    wanted = sum(lengths[t] * float(outcome.data.tables[n].demand["units"].sum()) for t, n in calm.items())
    return float(_calm_units(outcome, table).sum()) / wanted if wanted > 0 else None


def _calm_units(outcome: Outcome, table: pd.DataFrame) -> pd.Series[float]:
    """Units of each delivery over the whole plan without events (0 for deliveries in other states)."""
    lengths = outcome.data.network.calendar.length
    times = {n: float(lengths[t]) for t, n in calm_states(outcome).items()}
    return table["units"] * table["situation"].map(times).astype(float).fillna(0.0)
