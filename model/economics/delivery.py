"""Outbound: lanes from warehouses to zones, their cost and time, and the buyers who wait that long."""

from __future__ import annotations

import pandas as pd

from inputs.case import Case, Settings
from inputs.geography import great_circle_km
from model.economics.money import in_plan_currency

ROUTE_COLUMNS = ["site", "zone", "customs_area", "regime", "days", "per_order", "per_kg", "per_m3"]


def routes(case: Case, rates: pd.Series[float]) -> pd.DataFrame:
    """One row for each site and zone that a lane joins, in the order of sites, then zones.

    Columns: site, zone, customs_area (the zone's), regime (the site's), days, and the rates of the lane in plan
    currency: per_order (a unit), per_kg, per_m3. A row of outbound_lanes wins; otherwise the zone country's lane_rates
    apply to the great-circle distance. Duty-paid and bonded sites serve zones of their own customs area, border
    sites any. Lanes slower than longest_days do not exist.
    """
    sites = case.sites[["site", "customs_area", "regime", "latitude", "longitude"]]
    zones = case.zones[["zone", "country", "customs_area", "latitude", "longitude"]]
    pairs = sites.merge(zones, how="cross", suffixes=("_site", "_zone"))
    legal = (pairs["regime"] == "border") | (pairs["customs_area_site"] == pairs["customs_area_zone"])
    pairs = pairs[legal].rename(columns={"customs_area_zone": "customs_area"})
    named = _named(case, rates)
    found = pairs.merge(_generated(case, pairs, rates), on=["site", "zone"], how="left")
    found = found.merge(named, on=["site", "zone"], how="left", suffixes=("", "_named"))
    explicit = found["days_named"].notna()
    for column in ("days", "per_order", "per_kg", "per_m3"):
        found[column] = found[column].mask(explicit, found[column + "_named"])
    return found[found["days"] <= case.settings.longest_days][ROUTE_COLUMNS].reset_index(drop=True)


def delivery_cost(lanes: pd.DataFrame) -> pd.Series[float]:
    """Cost of one delivery: per_order + max(per_kg * weight, per_m3 * volume), plan currency a unit."""
    by_weight, by_volume = lanes["per_kg"] * lanes["weight_kg"], lanes["per_m3"] * lanes["volume_m3"]
    return lanes["per_order"] + by_weight.clip(lower=by_volume)


def keep(days: pd.Series[float], settings: Settings) -> pd.Series[float]:
    """Share of buyers who stay at a delivery time: max(keep_floor, 1 - loss_per_day * max(0, days - reference))."""
    late = (days - settings.reference_days).clip(lower=0)
    return (1 - settings.loss_per_day * late).clip(lower=settings.keep_floor)


def _named(case: Case, rates: pd.Series[float]) -> pd.DataFrame:
    """The rows of outbound_lanes, with the column names of a route."""
    lanes = in_plan_currency(case.outbound_lanes, ["order_cost", "cost_per_kg", "cost_per_m3"], rates)
    names = {"order_cost": "per_order", "cost_per_kg": "per_kg", "cost_per_m3": "per_m3"}
    return lanes.rename(columns=names)[["site", "zone", "days", "per_order", "per_kg", "per_m3"]]


def _generated(case: Case, pairs: pd.DataFrame, rates: pd.Series[float]) -> pd.DataFrame:
    """Lanes by distance between sites and zones that both have coordinates, where the country has rates."""
    money = ["per_order", "per_kg", "per_kg_km", "per_m3", "per_m3_km"]
    lanes = pairs.merge(in_plan_currency(case.lane_rates, money, rates), on="country")
    km = great_circle_km(
        lanes["latitude_site"], lanes["longitude_site"], lanes["latitude_zone"], lanes["longitude_zone"]
    )
    lanes = lanes.assign(
        days=lanes["days"] + lanes["days_per_km"] * km,
        per_kg=lanes["per_kg"] + lanes["per_kg_km"] * km,
        per_m3=lanes["per_m3"] + lanes["per_m3_km"] * km,
    )
    columns = ["site", "zone", "days", "per_order", "per_kg", "per_m3"]
    return lanes.loc[lanes["days"].notna(), columns]
