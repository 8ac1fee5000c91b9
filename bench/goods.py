"""SKUs, zones and demand of a bench case: the Russian example's goods and real cities, varied."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from bench.sizes import Size, factors, stream
from inputs import quarters
from inputs.examples import russia
from inputs.examples.figures import figures

CITIES = Path(__file__).with_name("cities.csv")  # GeoNames (CC BY 4.0), geonames.org; the example's cities come first
ZONE_SPREAD, UNITS_SPREAD, FIGURE_SPREAD = 0.25, 0.3, 0.1
VARIED = {"unit_cost": 1.0, "price": 100.0, "weight_kg": 0.1, "volume_m3": 0.001}  # column: step of rounding


def zones(size: Size) -> pd.DataFrame:
    """The first cities of the list, with the district that their demand depends on."""
    cities = pd.read_csv(CITIES).head(size.zones)
    weight = cities["population"] * cities["district"].map(russia.ONLINE_SHARE)
    return cities[["zone", "latitude", "longitude", "district"]].assign(
        country="Russia", customs_area="EAEU", share=(weight / weight.sum()).round(4)
    )


def skus(size: Size, seed: int) -> pd.DataFrame:
    """The example's SKUs, then variants of them in turn; `units_a_year` in all zones, before scaling.

    Cost and price of a variant move together, and so do weight and volume. Every SKU stays in the example's
    family and duty class.
    """
    rng = stream(size.name, seed, "skus")
    known = figures("russia_skus", duty_class=str)
    table = known.iloc[np.arange(size.skus) % len(known)].reset_index(drop=True)
    model = np.arange(size.skus) // len(known)
    later = np.array([f" model {m + 1}" if m else "" for m in model])
    value = np.where(model > 0, factors(rng, size.skus, 2 * FIGURE_SPREAD), 1.0)
    bulk = np.where(model > 0, factors(rng, size.skus, FIGURE_SPREAD), 1.0)
    moved = {"unit_cost": value, "price": value, "weight_kg": bulk, "volume_m3": bulk}
    for column, step in VARIED.items():
        exact = table[column] * moved[column] * factors(rng, size.skus, FIGURE_SPREAD / 4)
        table[column] = ((exact / step).round().clip(lower=1) * step).round(4)
    table["units_a_year"] = table["units_a_year"] * factors(rng, size.skus, UNITS_SPREAD)
    table["sku"] = table["sku"] + pd.Series([f"-{m + 1}" if m else "" for m in model])
    table["name"] = table["name"] + pd.Series(later)
    return table.assign(currency="CNY", price_currency="RUB")


def demand(size: Size, seed: int, goods: pd.DataFrame, places: pd.DataFrame, capacity: float) -> pd.DataFrame:
    """Wide, a row for each SKU and zone; volume a year stands to `capacity` (m3 of all sites) as in the example."""
    rng = stream(size.name, seed, "demand")
    example = figures("russia_skus", duty_class=str)
    scale = _volume(example) / float(figures("russia_sites")["capacity_m3"].sum()) * capacity / _volume(goods)
    rows = []
    for sku in goods.to_dict("records"):
        share = places["share"].to_numpy()
        if sku["family"] == "climate":
            share = share * places["district"].map(lambda district: russia.HEAT.get(district, 1.0)).to_numpy()
        local = share / share.sum() * factors(rng, len(places), ZONE_SPREAD) * sku["units_a_year"] / 4 * scale
        for zone, units in zip(places["zone"], local, strict=True):
            seasons = {name: round(units * factor, 2) for name, factor in _seasons(size, str(sku["family"])).items()}
            rows.append({"sku": sku["sku"], "zone": zone, **seasons})
    return pd.DataFrame(rows)


def period_names(size: Size) -> list[str]:
    """A quarter's name, or its first and last quarter."""
    names = []
    for first, length in size.periods:
        last = quarters.text(quarters.count(first) + length - 1)
        names.append(first if length == 1 else f"{first}-{last}")
    return names


def _volume(goods: pd.DataFrame) -> float:
    return float((goods["units_a_year"] * goods["volume_m3"]).sum())


def _seasons(size: Size, family: str) -> dict[str, float]:
    """Demand of each period over its 2027 average: the mean of the example's quarters that the period covers."""
    pattern = russia.SEASONS.get(family, russia.EVERYDAY)
    begin = quarters.count(russia.SINGLE_QUARTERS[0])
    quarterly = [*pattern[:4], *(factor for factor in pattern[4:] for _ in range(4))]
    found = {}
    for name, (first, length) in zip(period_names(size), size.periods, strict=True):
        at = quarters.count(first) - begin
        found[name] = sum(quarterly[at : at + length]) / length
    return found
