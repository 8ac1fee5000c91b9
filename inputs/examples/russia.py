"""The Russian example: a Chinese brand's goods, thirty cities, ten sites, eight operators.

Rates and prices are market figures where they could be found; the sources sheet marks each. Company names
are invented.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from inputs.examples.figures import Row, Tables, figures, frame, great_circle_km, rounded
from inputs.examples.russia_rules import rules

SINGLE_QUARTERS = ("2027Q1", "2027Q2", "2027Q3", "2027Q4")
YEARS = ("2028", "2029")
PERIODS = (*SINGLE_QUARTERS, *YEARS)
EVERYDAY = (0.92, 0.94, 0.98, 1.16, 1.08, 1.15)  # demand over its 2027 average, by period; A
SEASONS = {"climate": (0.3, 1.7, 1.7, 0.3, 1.08, 1.15), "heating": (1.4, 0.3, 0.5, 1.8, 1.0, 1.0)}  # A
ONLINE_SHARE = {  # percent of retail, 2022; the Far East is taken as Siberia
    "Centre": 7.6,
    "Northwest": 8.6,
    "Urals": 5.4,
    "South": 5.1,
    "Siberia": 4.8,
    "Far East": 4.8,
    "Volga": 4.2,
}
HEAT = {"South": 1.8, "Northwest": 0.5, "Siberia": 0.7, "Far East": 0.7}  # air conditioners; elsewhere 1; A

USABLE_HEIGHT, UTILISATION = 2.7, 0.6  # m and share: a square metre holds 1.62 m3 of goods; A
OPERATING_COST = 2200  # RUB a m2 a year on top of the rent; R
BORDER_OPERATING_COST = 900  # the same in the Chinese border town; A
VOLUME_PER_WORKER = 300  # m3 of capacity; A
WAGE_ON_COST = 1.302  # employer's contributions; R
FITTING_OUT = 3500  # RUB a m2 of racks, systems and deposits of a house of one's own; A

OPERATORS = frame(
    "operator kind commission branded_only payment_days",
    [
        ("sever_trade", "independent", 0.13, False, 10),
        ("vostok_depot", "independent", 0.14, False, 10),
        ("ural_fulfil", "third_party", 0.16, False, 20),
        ("volga_3pl", "third_party", 0.165, False, 20),
        ("hub_manzhouli", "third_party", 0.18, False, 30),
        ("market_o", "platform", 0.25, True, 14),
        ("market_w", "platform", 0.26, False, 14),
        ("public_park", "government", 0.155, True, 20),
        ("silk_house", "government", 0.15, False, 25),
    ],
)
BUNDLES = frame(
    "bundle storage tax certification after_sales fixed_cost unit_cost currency",
    [
        ("storage", True, False, False, False, 0, 0, "RUB"),
        ("storage_tax", True, True, False, False, 120_000, 60, "RUB"),
        ("tax_certified", True, True, True, False, 220_000, 90, "RUB"),
        ("full_service", True, True, True, True, 400_000, 260, "RUB"),
    ],
)
OFFERED = {
    "sever_trade": ("storage", "storage_tax", "full_service"),
    "vostok_depot": ("storage", "storage_tax"),
    "ural_fulfil": ("storage_tax", "full_service"),
    "volga_3pl": ("storage_tax", "full_service"),
    "hub_manzhouli": ("storage",),
    "market_o": ("full_service",),
    "market_w": ("tax_certified", "full_service"),
    "public_park": ("tax_certified", "full_service"),
    "silk_house": ("tax_certified", "full_service"),
}
PRESENT = {
    "Moscow": ("sever_trade", "volga_3pl", "market_o", "public_park"),
    "Saint Petersburg": ("sever_trade", "volga_3pl", "market_w"),
    "Kazan": ("vostok_depot", "volga_3pl", "public_park"),
    "Rostov": ("sever_trade", "volga_3pl", "market_o"),
    "Krasnodar": ("vostok_depot", "volga_3pl", "market_w"),
    "Yekaterinburg": ("vostok_depot", "ural_fulfil", "market_o", "silk_house"),
    "Novosibirsk": ("sever_trade", "ural_fulfil", "market_w", "silk_house"),
    "Khabarovsk": ("vostok_depot", "ural_fulfil", "silk_house"),
    "Moscow bonded": ("volga_3pl", "market_o", "public_park"),
    "Manzhouli border": ("hub_manzhouli", "market_w", "silk_house"),
}
IMPORTERS = {  # vostok_depot and ural_fulfil share one: a seizure for its declarations hits both
    "sever_trade": "Sever Import",
    "vostok_depot": "Vostok Import",
    "ural_fulfil": "Vostok Import",
}
# What an operator of each kind asks and admits; a house of one's own is costed from rent and wages.
TERMS = frame(
    "kind first_quarter lead_weeks share_of_capacity opening_cost useful_life closing_cost fixed_cost "
    "storage_cost handling_cost minimum_term max_stock_value seizure_probability seizure_loss "
    "recovery_quarters cost_while_seized",
    [
        ("independent", None, 12, 1.0, None, 20, 4e6, None, 60, 300, 8, None, 0.04, 1.5, 6, 2e6),
        ("third_party", None, 6, 0.8, 1.2e6, 12, 5e5, 2.5e5, 2500, 340, 2, None, 0.015, 1.5, 4, 1e6),
        ("platform", "2027Q2", 10, 0.5, 8e5, 12, 2e5, 2.5e5, 3200, 400, 2, 1.2e8, 0.004, 1.0, 2, 2e5),
        ("government", "2027Q3", 26, 0.5, 5e6, 20, 1e6, 4e5, 2900, 350, 6, 9e7, 0.003, 1.0, 2, 2e5),
    ],
).set_index("kind")
CARRIERS = frame(
    "carrier zone order_cost cost_per_kg currency kg_per_m3 days max_weight max_side max_value commission payment_days",
    [
        ("standard_air", "all", 395, 765, "RUB", 167, 20, 25, 150, 500_000, 0.16, 20),
        ("standard_air", "Moscow", 395, 765, "RUB", 167, 17, 25, 150, 500_000, 0.16, 20),
        ("economy_rail", "all", 560, 568, "RUB", 167, 28, 25, 150, 250_000, 0.16, 25),
        ("economy_rail", "Khabarovsk", 560, 568, "RUB", 167, 20, 25, 150, 250_000, 0.16, 25),
        ("express_air", "all", 579, 1381, "RUB", 167, 11, 31, 150, 500_000, 0.18, 20),
    ],
)


def tables() -> Tables:
    """Every sheet of the Russian example."""
    zones, sites = _zones(), figures("russia_sites")
    skus = figures("russia_skus", duty_class=str)
    return {
        "settings": _settings(),
        "periods": _periods(),
        "currencies": _currencies(),
        "skus": skus.drop(columns="units_a_year").assign(currency="CNY", price_currency="RUB"),
        "zones": zones.drop(columns="district"),
        "demand": _demand(skus, zones),
        "sites": sites[["site", "country", "customs_area", "regime", "latitude", "longitude", "status"]],
        "operators": OPERATORS,
        "bundles": BUNDLES,
        "operator_bundles": frame(
            "operator bundle", [(operator, bundle) for operator, row in OFFERED.items() for bundle in row]
        ),
        "site_options": _site_options(sites),
        "inbound_lanes": _inbound_lanes(sites),
        "outbound_lanes": _outbound_lanes(sites, zones),
        "lane_rates": frame(
            "country per_order per_kg per_kg_km per_m3 per_m3_km currency days days_per_km",
            [("Russia", 450, 9.25, 0.00658, 4727, 0.958, "RUB", 2, 0.00196)],
        ),
        "parcel_lanes": CARRIERS,
        "current_network": frame("site operator bundle since", [("Moscow", "sever_trade", "storage_tax", "2025Q3")]),
        "current_stock": frame(
            "sku site units",
            [
                ("MW-23", "Moscow", 900),
                ("COF-E", "Moscow", 800),
                ("DRL-20", "Moscow", 900),
                ("TIL-20", "Moscow", 150),
                ("WC-S", "Moscow", 500),
            ],
        ),
        **rules(),
    }


def _settings() -> pd.DataFrame:
    return frame(
        "name value note",
        [
            ("plan_name", "Russia 2027 to 2029", "figures: see the sources sheet"),
            ("currency", "RUB", None),
            ("discount_rate", 0.18, "key rate and a margin"),
            ("capital_cost", 0.18, "key rate and a margin"),
            ("aversion", 0.5, "assumption: vary it"),
            ("tail", 0.1, "assumption"),
            ("longest_days", 30, "assumption"),
            ("reference_days", 3, "assumption"),
            ("loss_per_day", 0.02, "assumption"),
            ("keep_floor", 0.3, "assumption"),
            ("parcel_after_sales_loss", 0.3, "assumption"),
            ("target_days", 7, "assumption"),
            ("peak_factor", 1.5, "assumption"),
            ("seizure_factor_no_tax", 3, "assumption"),
            ("return_value_lost", 0.3, "assumption"),
            ("vat_refund_days", 90, "assumption"),
            ("containers_per_declaration", 1, "assumption"),
            ("map_outline", "russia", "Natural Earth 1:110m, public domain; comes with the tool"),
        ],
    )


def _periods() -> pd.DataFrame:
    budgets = (300e6, 160e6, 160e6, 160e6, 400e6, 400e6)
    quarters = [1] * len(SINGLE_QUARTERS) + [4] * len(YEARS)
    starts = [*SINGLE_QUARTERS, *(f"{year}Q1" for year in YEARS)]
    rows = zip(PERIODS, starts, quarters, budgets, strict=True)
    return frame("period first_quarter quarters opening_budget currency", [(*row, "RUB") for row in rows])


def _currencies() -> pd.DataFrame:
    note = "planning rate; last official rates seen were 88.00, 95.34 and 11.95 (March 2025)"
    return frame(
        "currency rate note",
        [("RUB", 1, None), ("USD", 80, note), ("EUR", 92, note), ("CNY", 11.2, note)],
    )


def _zones() -> pd.DataFrame:
    cities = figures("russia_zones")
    weight = cities["population"] * cities["district"].map(ONLINE_SHARE)
    return cities[["zone"]].assign(
        country="Russia",
        customs_area="EAEU",
        latitude=cities["latitude"],
        longitude=cities["longitude"],
        share=(weight / weight.sum()).round(4),
        district=cities["district"],
    )


def _demand(skus: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Wide: a SKU alone is spread by share; air conditioners are given city by city, as the south is hotter."""
    rows: list[dict[str, object]] = []
    for sku in skus.to_dict("records"):
        pattern = SEASONS.get(sku["family"], EVERYDAY)
        quarterly = [sku["units_a_year"] / 4 * factor for factor in pattern]
        if sku["family"] != "climate":
            units = [round(amount) for amount in quarterly]
            rows.append({"sku": sku["sku"], "zone": None, **dict(zip(PERIODS, units, strict=True))})
            continue
        heat = zones["share"] * zones["district"].map(lambda district: HEAT.get(district, 1.0))
        for zone, share in zip(zones["zone"], heat / heat.sum(), strict=True):
            local = [round(amount * float(share), 1) for amount in quarterly]
            rows.append({"sku": sku["sku"], "zone": zone, **dict(zip(PERIODS, local, strict=True))})
    return pd.DataFrame(rows)


def _site_options(sites: pd.DataFrame) -> pd.DataFrame:
    kinds = OPERATORS.set_index("operator")["kind"]
    rows = []
    for site in sites.to_dict("records"):
        for operator in PRESENT[site["site"]]:
            rows.append(_option(site, operator, TERMS.loc[kinds[operator]].to_dict()))
    return pd.DataFrame(rows)


def _option(site: Row, operator: str, terms: dict[Any, Any]) -> dict[Any, Any]:
    """One row of site_options: the terms of the operator's kind, at the site's rents and wages."""
    capacity, rent, wage = site["capacity_m3"], site["rent"], site["wage"]
    on_top = BORDER_OPERATING_COST if site["regime"] == "border" else OPERATING_COST
    area = capacity / (USABLE_HEIGHT * UTILISATION)
    premises = area * (rent + on_top) / 4
    staff = capacity / VOLUME_PER_WORKER * wage * WAGE_ON_COST * 3
    share = terms.pop("share_of_capacity")
    own = terms["fixed_cost"] is None
    dearness = 1 if own else (rent + on_top) / (11000 + OPERATING_COST)
    return {
        "site": site["site"],
        "operator": operator,
        **terms,
        "capacity_m3": rounded(capacity * share, 10),
        "opening_cost": rounded(area * FITTING_OUT, 1e5) if own else terms["opening_cost"],
        "fixed_cost": rounded(premises + staff, 1e4) if own else terms["fixed_cost"],
        "storage_cost": rounded(terms["storage_cost"] * dearness, 10),
        "currency": "RUB",
        "importer": IMPORTERS.get(operator),
    }


def _inbound_lanes(sites: pd.DataFrame) -> pd.DataFrame:
    corridors = (
        ("rail_zabaikalsk", "rail", 66.0, 26000.0),
        ("road_kazakhstan", "road", 86.0, 21000.0),
        ("sea_vladivostok", "sea", 66.0, 26000.0),
    )
    rows = [
        ("Shanghai", corridor, site["site"], site[f"{mode}_cost"], "USD", volume, weight, site[f"{mode}_days"])
        for site in sites.to_dict("records")
        for corridor, mode, volume, weight in corridors
        if pd.notna(site[f"{mode}_cost"])
    ]
    return frame("origin corridor site container_cost currency container_volume container_weight days", rows)


def _outbound_lanes(sites: pd.DataFrame, zones: pd.DataFrame) -> pd.DataFrame:
    """Delivery within the site's own city, and from the border warehouse; the other lanes follow the rates."""
    rows = []
    for site in sites.to_dict("records"):
        for zone in zones.to_dict("records"):
            km = great_circle_km(site["latitude"], site["longitude"], zone["latitude"], zone["longitude"])
            if site["regime"] == "border":
                kg, m3 = round(1.2 * (9.25 + 0.00658 * km), 1), rounded(1.2 * (4727 + 0.958 * km), 10)
                rows.append((site["site"], zone["zone"], 900, kg, m3, "RUB", round(9 + 0.00196 * km, 1)))
            elif km < 30:
                days = 3 if site["regime"] == "bonded" else 1
                rows.append((site["site"], zone["zone"], 350, 9, 600, "RUB", days))
    return frame("site zone order_cost cost_per_kg cost_per_m3 currency days", rows)
