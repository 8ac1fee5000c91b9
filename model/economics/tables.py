"""Everything operations need to know about one state, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from inputs import quarters
from inputs.case import Case
from model.economics.channels import lane_ledger, ledger_of_lanes, option_ledger, parcel_ledger, taxed_prices
from model.economics.dated import last_change
from model.economics.landed import landed_costs
from model.economics.money import exchange_rates, goods
from model.state import State


@dataclass(frozen=True)
class StateTables:
    """Unit margins and demand of one state; money in plan currency a unit at the state's exchange rates.

    lanes: sku, site, zone, days, keep, LANE_LINES, margin (`model.prepare` leaves days and lines out). options: sku,
    site, operator, bundle, origin, corridor, days (inbound), OPTION_LINES, margin, volume_held (m3), value_held, for
    every SKU and option, admitted or not, whose site an open corridor reaches. parcels: sku, carrier, zone, days,
    keep, PARCEL_LINES, margin. demand: sku, zone, units a quarter (above 0). Rows keep the order of the case's
    tables: SKU first, then site (option) and zone.
    """

    lanes: pd.DataFrame
    options: pd.DataFrame
    parcels: pd.DataFrame
    demand: pd.DataFrame


def state_tables(case: Case, options: pd.DataFrame, state: State) -> StateTables:
    """The tables of one state, see `ledgers`."""
    found = ledgers(case, options, conditions(case, state), plan_values(case))
    return replace(found, demand=demand(case, state))


def plan_values(case: Case) -> pd.DataFrame:
    """sku, site, value: landed cost before VAT in the first period without events, plan currency a unit.

    Stock has this value in every state: valued at a state's own cost, a duty rise would lower sales by filling
    the stock ceiling, by arithmetic alone.
    """
    first = case.periods.iloc[0]
    state = State(str(first["period"]), quarters.count(str(first["first_quarter"])), int(first["quarters"]))
    landed = landed_costs(case, exchange_rates(case, state), state)
    return landed[["sku", "site", "landed"]].rename(columns={"landed": "value"})


def demand(case: Case, state: State) -> pd.DataFrame:
    """sku, zone, units a quarter in the state's period: the sheet's units times every demand factor in whose
    scope they fall ("all", or "sku:", "category:", "zone:", "country:" and a name); none left, no row.
    """
    wanted = case.demand[case.demand["period"] == state.period][["sku", "zone", "units"]]
    order = case.skus[["sku", "category"]].merge(case.zones[["zone", "country"]], how="cross")
    wanted = order.merge(wanted, on=["sku", "zone"])
    for scope, factor in state.demand:
        column, _, name = scope.partition(":")
        within = pd.Series(True, index=wanted.index) if column == "all" else wanted[column] == name
        wanted["units"] = wanted["units"].mask(within, wanted["units"] * factor)
    return wanted.loc[wanted["units"] > 0, ["sku", "zone", "units"]].reset_index(drop=True)


def conditions(case: Case, state: State) -> State:
    """What unit margins depend on: the state less demand and seizures, at the quarter of the last change of rules.

    States of the same conditions have the same ledgers.
    """
    dated = (case.duties, case.levies, case.customs_areas, case.declaration_fees)
    quarter = max(last_change(table, state.quarter) for table in dated)
    return replace(state, period="", quarter=quarter, quarters=1, demand=(), alive=())


def ledgers(case: Case, options: pd.DataFrame, state: State, values: pd.DataFrame) -> StateTables:
    """The tables of a state without its demand; `values` as `plan_values` gives them.

    `options` has one row for each (site, operator, bundle) on offer with, besides these, commission,
    payment_days, tax, handling_cost and storage_cost in `currency`, bundle_unit_cost in bundle_currency.
    """
    rates = exchange_rates(case, state)
    skus = goods(case, rates)
    taxed = taxed_prices(case, rates, skus, state)
    sources = landed_costs(case, rates, state).merge(values, on=["sku", "site"])
    return StateTables(
        lanes=lane_ledger(case, rates, skus, taxed, options["site"].drop_duplicates().tolist()),
        options=option_ledger(case, rates, skus, options, sources),
        parcels=parcel_ledger(case, rates, skus, taxed),
        demand=pd.DataFrame(columns=["sku", "zone", "units"]),
    )


def lanes_in_full(case: Case, state: State, lanes: pd.DataFrame) -> pd.DataFrame:
    """The rows of the state's lane ledger for these lanes (sku, site, zone), in their order."""
    rates = exchange_rates(case, state)
    skus = goods(case, rates)
    return ledger_of_lanes(case, rates, skus, taxed_prices(case, rates, skus, state), lanes)
