"""A market with all four channels in round figures, for the tests of unit margins.

Money "R" is the plan's; "E" is worth 100 R. One SKU K: bought at 1000, sold at 2440 (2000 net of 22 % VAT), 20 kg,
0.1 m3, stock turns 4 times a year (so that a unit sold a quarter is a unit held), a tenth comes back. Capital costs
0.1 % a day (36.5 % a year). Sites: Hub (duty-paid), Bond (bonded), both in area U, and Edge (border) in area V.
"""

from __future__ import annotations

import copy
from typing import Any

import pandas as pd

from inputs import quarters
from inputs.assembling import case_from_tables
from inputs.case import Case
from model.economics import StateTables, exchange_rates, landed_costs, state_tables
from model.network import options_table
from model.state import State

Tables = dict[str, Any]
FIRST = "2027Q1"

_TABLES: Tables = {
    "settings": {
        "currency": "R",
        "capital_cost": 0.365,
        "longest_days": 30,
        "reference_days": 3,
        "loss_per_day": 0.02,
        "keep_floor": 0.3,
        "parcel_after_sales_loss": 0.3,
        "peak_factor": 1.5,
        "return_freight_factor": 1.0,
        "return_handling_factor": 1.5,
        "return_value_lost": 0.3,
        "parcel_return_value_lost": 1.0,
        "vat_refund_days": 90,
        "containers_per_declaration": 1,
    },
    "periods": [
        {"period": "Q1", "first_quarter": "2027Q1", "quarters": 1},
        {"period": "Q2", "first_quarter": "2027Q2", "quarters": 1},
        {"period": "Y2", "first_quarter": "2027Q3", "quarters": 4},
    ],
    "currencies": [{"currency": "R", "rate": 1}, {"currency": "E", "rate": 100}],
    "skus": [
        {
            "sku": "K", "category": "large", "duty_class": "d", "unit_cost": 1000, "price": 2440, "weight_kg": 20,
            "volume_m3": 0.1, "longest_side_cm": 100, "stock_turns": 4, "return_rate": 0.1,
        }
    ],
    "zones": [{"zone": "Z", "country": "Land", "customs_area": "U", "share": 1}],
    "demand": [{"sku": "K", "zone": "Z", "period": period, "units": 10} for period in ("Q1", "Q2", "Y2")],
    "sites": [
        {"site": "Hub", "country": "Land", "customs_area": "U", "regime": "duty_paid"},
        {"site": "Bond", "country": "Land", "customs_area": "U", "regime": "bonded"},
        {"site": "Edge", "country": "Else", "customs_area": "V", "regime": "border"},
    ],
    "operators": [{"operator": "Op", "kind": "third_party", "commission": 0.1, "payment_days": 30}],
    "bundles": [{"bundle": "store"}, {"bundle": "full", "tax": True, "unit_cost": 15}],
    "site_options": [
        {"site": site, "operator": "Op", "capacity_m3": 100, "handling_cost": 40, "storage_cost": 200}
        for site in ("Hub", "Bond", "Edge")
    ],
    "inbound_lanes": [
        {"origin": "CN", "corridor": "rail", "site": site, "container_cost": 66000, "days": 20}
        for site in ("Hub", "Bond", "Edge")
    ],
    "outbound_lanes": [
        {"site": site, "zone": "Z", "order_cost": 50, "cost_per_kg": 2, "cost_per_m3": 300, "days": days}
        for site, days in (("Hub", 3), ("Bond", 3), ("Edge", 8))
    ],
    "parcel_lanes": [
        {
            "carrier": "Post", "zone": "Z", "order_cost": 30, "cost_per_kg": 10, "kg_per_m3": 250, "days": 15,
            "max_weight": 30, "commission": 0.05, "payment_days": 10,
        }
    ],
    "duties": [{"duty_class": "d", "customs_area": "U", "ad_valorem": 0.1}],
    "levies": [{"duty_class": "d", "customs_area": "U", "per_kg": 1}],
    "declaration_fees": [
        {"customs_area": "U", "value_up_to": 500_000, "fee": 3300},
        {"customs_area": "U", "value_up_to": None, "fee": 6600},
    ],
    "customs_areas": [
        {
            "customs_area": "U", "vat": 0.22, "parcel_threshold": 100, "parcel_rate": 0.05,
            "parcel_minimum_per_kg": 10, "parcel_vat": 0.22,
        },
        {"customs_area": "V", "vat": 0.16},
    ],
}  # fmt: skip


def tables() -> Tables:
    """The market's tables, fresh, for a test to change."""
    return copy.deepcopy(_TABLES)


def quiet(quarter: str = FIRST, period: str = "Q1", **events: Any) -> State:
    """A state of one quarter, without events unless named."""
    return State(period, quarters.count(quarter), 1, **events)


def computed(made: Tables | None = None, state: State | None = None) -> StateTables:
    """Unit margins of the market (or a changed one) in a state (default: the first quarter, no events)."""
    case = case_from_tables(tables() if made is None else made)
    return margins(case, state)


def margins(case: Case, state: State | None = None) -> StateTables:
    return state_tables(case, options_table(case), quiet() if state is None else state)


def cleared(made: Tables, state: State | None = None, site: str = "Hub") -> dict[str, Any]:
    """What one unit of K costs by the time it lies at `site`."""
    case = case_from_tables(made)
    now = quiet() if state is None else state
    return row(landed_costs(case, exchange_rates(case, now), now), site=site)


def row(table: pd.DataFrame, **keys: str) -> dict[str, Any]:
    """The only row with these keys."""
    found = table
    for column, name in keys.items():
        found = found[found[column] == name]
    (only,) = found.to_dict("records")
    return {str(column): value for column, value in only.items()}
