"""What a unit earns and costs in each channel: plain functions on tables, before any algebra.

Read in this order: `money` and `dated` (rates and rules of the moment), `duties` and `landed` (inbound),
`parcel_rule` and `delivery` (outbound), `channels` (the four ledgers), `tables` (one state's worth of them).
"""

from model.economics.channels import LANE_LINES, OPTION_LINES, PARCEL_LINES
from model.economics.landed import landed_costs
from model.economics.money import exchange_rates
from model.economics.parcel_rule import ParcelRule, parcel_charge, seller_invoice
from model.economics.tables import (
    StateTables,
    conditions,
    demand,
    lanes_in_full,
    ledgers,
    plan_values,
    state_tables,
)

__all__ = [
    "LANE_LINES",
    "OPTION_LINES",
    "PARCEL_LINES",
    "ParcelRule",
    "StateTables",
    "conditions",
    "demand",
    "exchange_rates",
    "landed_costs",
    "lanes_in_full",
    "ledgers",
    "parcel_charge",
    "plan_values",
    "seller_invoice",
    "state_tables",
]
