"""What is charged when goods are cleared for the market: import duty, levies, declaration fee, import VAT.

All functions take a `goods` table, one row for each unit of goods to be cleared, and return a series aligned with
it, in plan currency a unit. Rate tables come in plan currency and in force (see `dated.in_force`). Where no row
is in force, or no band or step covers a value, nothing is charged.
"""

from __future__ import annotations

import pandas as pd

from model.state import State

LINE = ["duty_class", "customs_area"]
DUTY_MONEY = ("from_price_per_kg", "minimum_per_kg", "minimum_per_unit", "plus_per_kg", "plus_per_unit")
LEVY_MONEY = ("per_kg", "per_unit")
FEE_MONEY = ("value_up_to", "fee")
BOUNDARY = 1e-9  # relative: a value this close to a band's or step's boundary stands on it, whatever the rounding

Scopes = tuple[tuple[str, str, float], ...]


def import_duty(goods: pd.DataFrame, duties: pd.DataFrame, state: State) -> pd.Series[float]:
    """Duty in all its forms: factor * (max(ad_valorem * CV, minimum_per_kg * w, minimum_per_unit) + plus parts).

    CV is the customs value (plan currency a unit), w the weight (kg). Ad valorem, specific, compound and
    minimum duties are this formula with some rates zero (forms: Common Customs Tariff of the EAEU, chapters 84, 85,
    94). The rates are those of the highest band whose from_price_per_kg is not above CV / w. The state's duty_points
    are added to ad_valorem (not below 0), its duty_factors multiply the duty.

    `goods` needs duty_class, customs_area, customs_value, weight_kg.
    """
    rates = _band(goods, duties)
    value, weight = goods["customs_value"], goods["weight_kg"]
    ad_valorem = (rates["ad_valorem"] + _points(goods, state.duty_points)).clip(lower=0)
    least = pd.concat([rates["minimum_per_kg"] * weight, rates["minimum_per_unit"]], axis=1).max(axis=1)
    main = (ad_valorem * value).clip(lower=least)
    plus = rates["plus_per_kg"] * weight + rates["plus_per_unit"]
    return (main + plus) * _factor(goods, state.duty_factors)


def levies(goods: pd.DataFrame, levies: pd.DataFrame) -> pd.Series[float]:
    """Recycling and similar levies: per_kg * w + per_unit. `goods` needs duty_class, customs_area, weight_kg."""
    rates = goods[LINE].merge(levies, on=LINE, how="left").set_index(goods.index)
    return rates["per_kg"].fillna(0.0) * goods["weight_kg"] + rates["per_unit"].fillna(0.0)


def declaration_fee(goods: pd.DataFrame, fees: pd.DataFrame, units: pd.Series[float]) -> pd.Series[float]:
    """A unit's share of the customs processing fee of its declaration: fee(units * CV) / units.

    `units` is how many units one declaration covers. The fee is that of the lowest step whose value_up_to is not
    below the declaration's value (the boundary belongs to the lower step; blank = all higher values). Form of the
    Russian fee: government decree 1638 of 23 October 2025. `goods` needs customs_area, customs_value.
    """
    value = units * goods["customs_value"]
    steps = fees.assign(value_up_to=fees["value_up_to"].fillna(float("inf")))
    found = _candidates(goods, steps, ["customs_area"])
    found = found[found["value_up_to"] * (1 + BOUNDARY) >= found["row"].map(value)]
    lowest = found.sort_values(["row", "value_up_to"]).drop_duplicates("row").set_index("row")
    return lowest["fee"].reindex(goods.index).fillna(0.0) / units


def import_vat(customs_value: pd.Series[float], duty: pd.Series[float], vat: pd.Series[float]) -> pd.Series[float]:
    """Import VAT: vat * (customs value + duty); fees and levies are not in the base (Russian Tax Code, art. 160)."""
    return vat * (customs_value + duty)


def _band(goods: pd.DataFrame, duties: pd.DataFrame) -> pd.DataFrame:
    """The duty rates of each row of `goods`, zero where no band holds."""
    price_per_kg = goods["customs_value"] / goods["weight_kg"]
    found = _candidates(goods, duties, LINE)
    found = found[found["from_price_per_kg"] <= found["row"].map(price_per_kg) * (1 + BOUNDARY)]
    highest = found.sort_values(["row", "from_price_per_kg"]).drop_duplicates("row", keep="last")
    rates = ["ad_valorem", "minimum_per_kg", "minimum_per_unit", "plus_per_kg", "plus_per_unit"]
    return highest.set_index("row")[rates].astype(float).reindex(goods.index).fillna(0.0)


def _candidates(goods: pd.DataFrame, table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Every row of `table` for each row of `goods`, whose index stands in column `row`."""
    return goods[keys].assign(row=goods.index).merge(table, on=keys)


def _in_scope(goods: pd.DataFrame, duty_class: str, customs_area: str) -> pd.Series[bool]:
    anywhere = pd.Series(True, index=goods.index)
    of_class = goods["duty_class"] == duty_class if duty_class else anywhere
    return of_class & (goods["customs_area"] == customs_area if customs_area else anywhere)


def _points(goods: pd.DataFrame, events: Scopes) -> pd.Series[float]:
    total = pd.Series(0.0, index=goods.index)
    for duty_class, customs_area, points in events:
        total += _in_scope(goods, duty_class, customs_area) * points
    return total


def _factor(goods: pd.DataFrame, events: Scopes) -> pd.Series[float]:
    product = pd.Series(1.0, index=goods.index)
    for duty_class, customs_area, factor in events:
        product = product.mask(_in_scope(goods, duty_class, customs_area), product * factor)
    return product
