"""Outcome -> sheets assortment and exclusions: how each SKU reaches each zone, and why not otherwise."""

from __future__ import annotations

import pandas as pd

from model.outcome import Outcome
from outputs.language import Words
from outputs.reasons import (
    CROWDED_OUT,
    LOSS,
    PARCEL_LOSS,
    REFUSED,
    WAREHOUSE_BETTER,
    lane_reasons,
    parcel_reasons,
    reach,
    refusals,
    turned_away,
)
from outputs.reference import calm_states

UNMET_TOLD = 0.01  # share of demand left unmet from which a SKU that is served says why
OFFERED = {
    (True, True): "warehouse and parcel",
    (True, False): "warehouse",
    (False, True): "parcel",
    (False, False): "not offered",
}


def assortment_tables(outcome: Outcome, table: pd.DataFrame, say: Words) -> dict[str, pd.DataFrame]:
    """The sheets assortment and exclusions; `table` is that of `deliveries`."""
    reached, refused = reach(outcome), refusals(outcome, say)
    lanes = lane_reasons(outcome, reached, turned_away(outcome, refused, say), say)
    parcels = parcel_reasons(outcome, reached, say)
    return {
        "assortment": _assortment(outcome, table, lanes, parcels, say),
        "exclusions": _exclusions(outcome, table, refused, lanes, parcels, say),
    }


def _assortment(
    outcome: Outcome, table: pd.DataFrame, lanes: pd.DataFrame, parcels: pd.DataFrame, say: Words
) -> pd.DataFrame:
    wanted = _calm_demand(outcome)
    keys = ["sku", "zone"]
    sold = _calm_sales(outcome, table)
    found = wanted.merge(sold, how="left", on=keys)
    figures = ["by_warehouse", "by_parcel", "lost_to_delay"]
    found[figures] = found[figures].fillna(0.0)
    found["sites"] = found["sites"].where(found["by_warehouse"] > 0, None)
    found["unmet"] = (found["demand"] - found[figures].sum(axis=1)).clip(lower=0.0)
    served = list(zip(found["by_warehouse"] > 0, found["by_parcel"] > 0, strict=True))
    found["offered_by"] = [OFFERED[bool(stored), bool(sent)] for stored, sent in served]
    found = found.merge(_closest(lanes, "site", "why_no_warehouse", say), how="left", on=keys)
    found = found.merge(_closest(parcels, "carrier", "why_no_parcel", say), how="left", on=keys)
    why = found["why_no_warehouse"].fillna(say("no_warehouse"))
    short = found["unmet"] > UNMET_TOLD * found["demand"]
    partly = pd.Series(say("in_part"), index=found.index).where(short, None)
    found["why_no_warehouse"] = why.where(found["by_warehouse"] == 0, partly)
    why = found["why_no_parcel"].fillna(say("no_parcel"))
    found["why_no_parcel"] = why.where(found["by_parcel"] == 0, None)
    found = found.merge(outcome.data.case.skus[["sku", "name"]], on="sku", how="left")
    columns = [
        "sku", "name", "zone", "offered_by", "sites", "demand", *figures, "unmet", "why_no_warehouse", "why_no_parcel",
    ]  # fmt: skip
    return found[columns]


def _closest(reasons: pd.DataFrame, where: str, column: str, say: Words) -> pd.DataFrame:
    """The reason of the place that came closest to selling, for each SKU and zone."""
    best = reasons.sort_values("rank", ascending=False, kind="stable").drop_duplicates(["sku", "zone"])
    told = [say("at_place", place=place, reason=why) for place, why in zip(best[where], best["reason"], strict=True)]
    return best.assign(**{column: pd.Series(told, index=best.index, dtype="object")})[["sku", "zone", column]]


def _calm_demand(outcome: Outcome) -> pd.DataFrame:
    """sku, zone, demand: units wanted over the whole plan without events, in the order of the case."""
    lengths = outcome.data.network.calendar.length
    frames = []
    for t, n in calm_states(outcome).items():
        demand = outcome.data.tables[n].demand
        frames.append(demand.assign(demand=demand["units"] * lengths[t]))
    return pd.concat(frames).groupby(["sku", "zone"], sort=False)["demand"].sum().reset_index()


def _calm_sales(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """sku, zone, sites, by_warehouse, by_parcel, lost_to_delay over the whole plan without events."""
    lengths = outcome.data.network.calendar.length
    calm = {n: float(lengths[t]) for t, n in calm_states(outcome).items()}
    mine = table[table["situation"].isin(calm)]
    units = mine["units"] * mine["situation"].map(calm).astype(float)
    stored = mine["channel"] == "warehouse"
    mine = mine.assign(
        by_warehouse=units.where(stored, 0.0),
        by_parcel=units.where(~stored, 0.0),
        lost_to_delay=units * (1 / mine["keep"] - 1),
    )
    keys = ["sku", "zone"]
    sums = mine.groupby(keys, sort=False)[["by_warehouse", "by_parcel", "lost_to_delay"]].sum().reset_index()
    places = mine[stored].drop_duplicates([*keys, "site"])
    sites = places.groupby(keys, sort=False)["site"].agg(", ".join).rename("sites").reset_index()
    return sums.merge(sites, how="left", on=keys)


def _exclusions(
    outcome: Outcome,
    table: pd.DataFrame,
    refused: pd.DataFrame,
    lanes: pd.DataFrame,
    parcels: pd.DataFrame,
    say: Words,
) -> pd.DataFrame:
    told = refused.assign(channel="warehouse", carrier=None, zones=len(outcome.data.case.zones), margin=float("nan"))
    open_lanes = lanes[(lanes["rank"] > REFUSED) & (lanes["rank"] < CROWDED_OUT)]
    closed = _by_reason(open_lanes, "site", LOSS, say).assign(channel="warehouse", carrier=None)
    calm = table[table["situation"].isin(calm_states(outcome).values()) & (table["channel"] == "parcel")]
    used = calm[["sku", "carrier", "zone"]].drop_duplicates().assign(used=True)
    unused = parcels.merge(used, how="left", on=["sku", "carrier", "zone"])
    unused = unused[unused["used"].isna()]
    words = unused["reason"].mask(unused["rank"] == WAREHOUSE_BETTER, say("channel_better"))
    sent = _by_reason(unused.assign(reason=words), "carrier", PARCEL_LOSS, say).assign(channel="parcel", site=None)
    columns = ["sku", "channel", "site", "carrier", "reason", "options", "zones", "margin"]
    frames = [frame.reindex(columns=columns) for frame in (told, closed, sent) if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def _by_reason(reasons: pd.DataFrame, where: str, loss: int, say: Words) -> pd.DataFrame:
    """One row for each SKU, place and reason (losses of several zones together, with the best margin)."""
    losing = (reasons["rank"] == loss) & reasons["margin"].notna()
    words = reasons["reason"].mask(losing, say("loses_always"))
    grouped = reasons.assign(reason=words).groupby(["sku", where, "reason"], sort=False)
    return grouped.agg(zones=("zone", "size"), margin=("margin", "max")).reset_index()
