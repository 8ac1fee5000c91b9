"""Inbound: what a unit costs by the time it lies in a warehouse, and by which corridor it comes."""

from __future__ import annotations

import pandas as pd

from inputs.case import Case
from model.economics.dated import in_force
from model.economics.duties import (
    DUTY_MONEY,
    FEE_MONEY,
    LEVY_MONEY,
    LINE,
    declaration_fee,
    import_duty,
    import_vat,
    levies,
)
from model.economics.money import goods, in_plan_currency
from model.state import State

DAYS_A_YEAR = 365.0
SOURCE_COLUMNS = [
    *("sku", "site", "origin", "corridor", "days", "unit_cost", "freight", "duty", "levies", "fee"),
    *("import_vat", "landed", "tied_in_transit"),
]


def landed_costs(case: Case, rates: pd.Series[float], state: State) -> pd.DataFrame:
    """One row for each SKU and site that an open corridor reaches, in the order of skus, then sites.

    Columns in plan currency a unit: unit_cost, freight, duty, levies, fee (the last three only at duty_paid
    sites), import_vat (charged on clearance; a cost or recovered, which depends on the option), landed (all but
    import VAT), tied_in_transit (unit_cost + freight); origin, corridor, days (of transit). Of several open
    corridors and origins that with the least landed cost plus capital cost of transit is taken; the first in the
    sheet wins a tie. The choice leaves import VAT out, since it differs between options of one site.
    """
    units = _cleared(case, _freighted(case, rates, state), rates, state)
    units["landed"] = units[["unit_cost", "freight", "duty", "levies", "fee"]].sum(axis=1)
    units["tied_in_transit"] = units["unit_cost"] + units["freight"]
    transit = case.settings.capital_cost * units["tied_in_transit"] * units["days"] / DAYS_A_YEAR
    cheapest = units.assign(score=units["landed"] + transit).sort_values("score", kind="stable")
    chosen = cheapest.drop_duplicates(["sku", "site"])
    order = case.skus[["sku"]].merge(case.sites[["site"]], how="cross")
    return order.merge(chosen, on=["sku", "site"])[SOURCE_COLUMNS]


def inbound_freight(
    container_cost: pd.Series[float],
    volume: pd.Series[float],
    weight: pd.Series[float],
    container_volume: pd.Series[float],
    container_weight: pd.Series[float],
) -> pd.Series[float]:
    """A unit's share of a container: container_cost * max(volume / its volume, weight / its payload)."""
    return container_cost / units_in_container(volume, weight, container_volume, container_weight)


def units_in_container(
    volume: pd.Series[float],
    weight: pd.Series[float],
    container_volume: pd.Series[float],
    container_weight: pd.Series[float],
) -> pd.Series[float]:
    """How many units (not rounded) fill a container by volume (m3) or weight (kg), whichever binds."""
    return 1 / (volume / container_volume).clip(lower=weight / container_weight)


def _freighted(case: Case, rates: pd.Series[float], state: State) -> pd.DataFrame:
    """Every SKU on every open inbound lane: freight, customs value (CIF) and units a container."""
    routes = in_plan_currency(case.inbound_lanes, ["container_cost"], rates)
    routes = routes[~routes["corridor"].isin(state.closed)]
    dearer, slower = dict(state.corridor_costs), dict(state.corridor_days)
    routes["container_cost"] *= routes["corridor"].map(lambda name: dearer.get(name, 1.0)).astype(float)
    extra = routes["corridor"].map(lambda name: slower.get(name, 0.0)).astype(float)
    routes["days"] = (routes["days"] + extra).clip(lower=0)
    sites = case.sites[["site", "customs_area", "regime"]]
    units = goods(case, rates).merge(routes.merge(sites, on="site"), how="cross")
    loading = (units["volume_m3"], units["weight_kg"], units["container_volume"], units["container_weight"])
    units["in_container"] = units_in_container(*loading)
    units["freight"] = inbound_freight(units["container_cost"], *loading)
    units["customs_value"] = units["unit_cost"] + units["freight"]
    return units


def _cleared(case: Case, units: pd.DataFrame, rates: pd.Series[float], state: State) -> pd.DataFrame:
    """`units` with duty, levies, fee and import_vat; goods kept in bond or outside the market pay none of them."""
    duties = in_plan_currency(in_force(case.duties, LINE, state.quarter), DUTY_MONEY, rates)
    levy_rates = in_plan_currency(in_force(case.levies, LINE, state.quarter), LEVY_MONEY, rates)
    fees = in_plan_currency(in_force(case.declaration_fees, ["customs_area"], state.quarter), FEE_MONEY, rates)
    vat = in_force(case.customs_areas, ["customs_area"], state.quarter).set_index("customs_area")["vat"]
    duty = import_duty(units, duties, state)
    declared = case.settings.containers_per_declaration * units["in_container"]
    charges = {
        "duty": duty,
        "levies": levies(units, levy_rates),
        "fee": declaration_fee(units, fees, declared),
        "import_vat": import_vat(units["customs_value"], duty, units["customs_area"].map(vat).fillna(0.0)),
    }
    cleared = units["regime"] == "duty_paid"
    return units.assign(**{name: charge.where(cleared, 0.0) for name, charge in charges.items()})
