"""A tiny plan that a person can follow, and ways to vary it; most model tests stand on it.

Two SKUs, two zones, two sites with an independent and a platform operator, two periods of a year each, one currency
("R"), no freight unless a test adds it. Figures are round so that hand calculations stay short.
"""

from __future__ import annotations

import copy
from typing import Any

from inputs.assembling import case_from_tables
from inputs.case import Case
from model.outcome import Outcome
from model.prepare import prepare
from solvers.options import SolveOptions
from solvers.whole import solve_whole

Rows = list[dict[str, Any]]
Tables = dict[str, Any]

SETTINGS: dict[str, Any] = {
    "plan_name": "tiny",
    "currency": "R",
    "discount_rate": 0.0,
    "capital_cost": 0.0,
    "aversion": 0.0,
    "tail": 0.1,
    "longest_days": 30,
    "reference_days": 3,
    "loss_per_day": 0.0,
    "keep_floor": 1.0,
    "parcel_after_sales_loss": 0.0,
    "peak_factor": 1.0,
    "return_freight_factor": 0.0,
    "return_handling_factor": 0.0,
    "return_value_lost": 0.0,
    "parcel_return_value_lost": 0.0,
    "vat_refund_days": 0,
}


def sku(name: str, *, price: float = 200, unit_cost: float = 50, **more: Any) -> dict[str, Any]:
    base = {
        "sku": name, "family": "f", "duty_class": "d", "unit_cost": unit_cost, "price": price, "weight_kg": 10,
        "volume_m3": 0.1, "longest_side_cm": 60, "stock_turns": 4,
    }  # fmt: skip
    return base | more


def tables() -> Tables:
    """The tiny plan's tables, fresh, for a test to change."""
    offers = [
        {"site": s, "operator": o, "capacity_m3": 1000, "fixed_cost": cost, "lead_weeks": 4}
        for s in ("North", "South")
        for o, cost in (("Indie", 500), ("Plat", 900))
    ]
    lanes = [
        {"site": s, "zone": z, "order_cost": 5 if s == z else 25, "days": 2 if s == z else 6}
        for s in ("North", "South")
        for z in ("North", "South")
    ]
    return copy.deepcopy(
        {
            "settings": SETTINGS,
            "periods": [
                {"period": "Y1", "first_quarter": "2027Q1", "quarters": 4},
                {"period": "Y2", "first_quarter": "2028Q1", "quarters": 4},
            ],
            "skus": [sku("A"), sku("B", price=120, unit_cost=40)],
            "zones": [
                {"zone": z, "country": "Land", "customs_area": "U", "share": share}
                for z, share in (("North", 0.6), ("South", 0.4))
            ],
            "demand": [
                {"sku": k, "zone": z, "period": t, "units": units}
                for k, z, units in (("A", "North", 10), ("A", "South", 8), ("B", "North", 20), ("B", "South", 6))
                for t in ("Y1", "Y2")
            ],
            "sites": [{"site": s, "country": "Land", "customs_area": "U"} for s in ("North", "South")],
            "operators": [
                {"operator": "Indie", "kind": "independent", "commission": 0.1},
                {"operator": "Plat", "kind": "platform", "commission": 0.15},
            ],
            "bundles": [
                {"bundle": "store"},
                {"bundle": "full", "tax": True, "certification": True, "after_sales": True, "fixed_cost": 100},
            ],
            "site_options": offers,
            "inbound_lanes": [
                {"origin": "CN", "corridor": "rail", "site": s, "container_cost": 0, "days": 0}
                for s in ("North", "South")
            ],
            "outbound_lanes": lanes,
            "parcel_lanes": [
                {"carrier": "Post", "zone": "all", "order_cost": 110, "days": 12, "max_weight": 20},
            ],
            "duties": [{"duty_class": "d", "customs_area": "U", "ad_valorem": 0.1}],
            "customs_areas": [{"customs_area": "U", "vat": 0.2, "parcel_threshold": 1000}],
        }
    )  # fmt: skip


def build(changed: Tables | None = None, **settings: Any) -> Case:
    """The case of `changed` (default: the tiny plan), with some settings exchanged."""
    made = tables() if changed is None else copy.deepcopy(changed)
    made["settings"] = made["settings"] | settings
    return case_from_tables(made)


def with_seizure(
    made: Tables, probability: float = 0.2, target: str = "kind:independent", period: str = "Y1"
) -> Tables:
    """Adds a seizure scenario of this probability beside the quiet one."""
    made["scenarios"] = [
        {"scenario": "calm", "probability": 1 - probability},
        {"scenario": "seized", "probability": probability},
    ]
    made["events"] = [{"scenario": "seized", "kind": "seizure", "target": target, "first_period": period}]
    return made


def solved(case: Case, gap: float = 0.0) -> Outcome:
    """The best plan of a tiny case, to the given gap."""
    return solve_whole(prepare(case), SolveOptions(gap=gap))
