"""A Brazilian example, by data alone: another tariff, another parcel rule, no Eurasian customs union.

Brazil's ICMS is computed inside the price: a rate t inside is t / (1 - t) on top, which is what the customs
sheet holds. Import duty and IPI are given as one rate on the customs value. Company names are invented.
"""

from __future__ import annotations

import pandas as pd

from inputs.examples.figures import Tables, figures, frame

AREA, COUNTRY = "Brazil", "Brazil"
QUARTERS = {"2027Q1": 1, "2027Q2": 1, "2027H2": 2, "2028-2029": 8}
STARTS = ("2027Q1", "2027Q2", "2027Q3", "2028Q1")
GROWTH = {"2027Q1": 0.95, "2027Q2": 0.95, "2027H2": 1.05, "2028-2029": 1.12}  # demand over 2027's average; A
ICMS, PARCEL_ICMS = 0.18, 0.17  # inside rates: common state rate, and the one for parcels
IMPORT_DUTY, IPI = 0.18, {"laundry": 0.10, "refrigeration": 0.10, "climate": 0.20}  # IPI elsewhere 0.05; A
SITES = frame(
    "site country customs_area regime latitude longitude status",
    [
        ("Guarulhos", COUNTRY, AREA, "duty_paid", -23.45, -46.53, "existing"),
        ("Extrema", COUNTRY, AREA, "duty_paid", -22.85, -46.32, "candidate"),
        ("Itajai", COUNTRY, AREA, "duty_paid", -26.91, -48.66, "candidate"),
        ("Recife", COUNTRY, AREA, "duty_paid", -8.12, -34.93, "candidate"),
        ("Itajai bonded", COUNTRY, AREA, "bonded", -26.91, -48.66, "candidate"),
    ],
)
OPERATORS = frame(
    "operator kind commission branded_only payment_days",
    [
        ("casa_livre", "independent", 0.13, False, 15),
        ("porto_log", "third_party", 0.15, False, 25),
        ("praca_digital", "platform", 0.22, True, 14),
        ("parque_publico", "government", 0.14, False, 25),
    ],
)
OPTIONS = frame(
    "site operator first_quarter lead_weeks capacity_m3 opening_cost useful_life closing_cost fixed_cost "
    "storage_cost handling_cost currency minimum_term max_stock_value seizure_probability seizure_loss "
    "recovery_quarters",
    [
        ("Guarulhos", "casa_livre", None, 12, 2000, 4e5, 20, 2e5, 6e5, 5, 14, "BRL", 6, None, 0.03, 1.5, 6),
        ("Guarulhos", "praca_digital", None, 8, 1000, 5e4, 12, 1e4, 3e4, 190, 18, "BRL", 2, 6e6, 0.003, 1, 2),
        ("Extrema", "casa_livre", None, 12, 2000, 3.5e5, 20, 2e5, 4.8e5, 5, 13, "BRL", 6, None, 0.03, 1.5, 6),
        ("Extrema", "porto_log", None, 6, 1500, 8e4, 12, 3e4, 5e4, 130, 15, "BRL", 2, None, 0.01, 1.5, 4),
        ("Itajai", "porto_log", None, 6, 1200, 8e4, 12, 3e4, 4.5e4, 120, 15, "BRL", 2, None, 0.01, 1.5, 4),
        ("Itajai", "parque_publico", "2027Q3", 26, 900, 2.5e5, 20, 5e4, 8e4, 130, 15, "BRL", 6, 5e6, 0.002, 1, 2),
        ("Recife", "porto_log", None, 6, 900, 8e4, 12, 3e4, 4e4, 120, 15, "BRL", 2, None, 0.01, 1.5, 4),
        ("Recife", "parque_publico", "2027Q3", 26, 700, 2.5e5, 20, 5e4, 7e4, 130, 15, "BRL", 6, 5e6, 0.002, 1, 2),
        ("Itajai bonded", "porto_log", None, 10, 500, 1e5, 12, 3e4, 6e4, 170, 20, "BRL", 2, None, 0.01, 1, 4),
    ],
)
INBOUND = frame(
    "origin corridor site container_cost currency container_volume container_weight days",
    [
        ("Shanghai", "sea_santos", "Guarulhos", 4200, "USD", 66, 26000, 48),
        ("Shanghai", "sea_santos", "Extrema", 4500, "USD", 66, 26000, 49),
        ("Shanghai", "sea_itajai", "Guarulhos", 4700, "USD", 66, 26000, 50),
        ("Shanghai", "sea_itajai", "Extrema", 4900, "USD", 66, 26000, 51),
        ("Shanghai", "sea_itajai", "Itajai", 3900, "USD", 66, 26000, 47),
        ("Shanghai", "sea_itajai", "Itajai bonded", 4000, "USD", 66, 26000, 48),
        ("Shanghai", "sea_suape", "Recife", 4400, "USD", 66, 26000, 52),
    ],
)
EVENTS = frame(
    "scenario kind target first_period last_period value",
    [
        ("tariff_rise", "duty_points", AREA, "2027H2", None, 0.10),
        ("seizure_independents", "seizure", "kind:independent", "2027Q2", None, None),
        ("weak_real", "currency_factor", "USD", "2027H2", None, 1.25),
        ("weak_real", "currency_factor", "CNY", "2027H2", None, 1.25),
    ],
)


def on_top(inside: float) -> float:
    """The rate on the price before tax that charges as much as `inside` of the price after tax.

    Example: 17 % inside is 0.17 / 0.83 = 20.48 % on top.
    """
    return round(inside / (1 - inside), 4)


def tables() -> Tables:
    """Every sheet of the Brazilian example."""
    skus = figures("brazil_skus")
    return {
        "settings": _settings(),
        "periods": frame(
            "period first_quarter quarters opening_budget currency",
            [
                (period, start, quarters, 2e7, "BRL")
                for (period, quarters), start in zip(QUARTERS.items(), STARTS, strict=True)
            ],
        ),
        "currencies": frame(
            "currency rate note",
            [("BRL", 1, None), ("USD", 5.4, "planning rate"), ("CNY", 0.756, "planning rate")],
        ),
        "skus": skus.drop(columns="units_a_year").assign(currency="CNY", price_currency="BRL"),
        "zones": _zones(),
        "demand": _demand(skus),
        "sites": SITES,
        "operators": OPERATORS,
        "bundles": frame(
            "bundle storage tax certification after_sales fixed_cost unit_cost currency",
            [
                ("storage_tax", True, True, False, False, 20_000, 3, "BRL"),
                ("full_service", True, True, True, True, 60_000, 14, "BRL"),
            ],
        ),
        "site_options": OPTIONS,
        "inbound_lanes": INBOUND,
        "lane_rates": frame(
            "country per_order per_kg per_kg_km per_m3 per_m3_km currency days days_per_km",
            [(COUNTRY, 22, 0.7, 0.0007, 140, 0.12, "BRL", 2, 0.003)],
        ),
        "parcel_lanes": frame(
            "carrier zone order_cost cost_per_kg currency kg_per_m3 days max_weight max_side max_value "
            "commission payment_days",
            [("remessa_conforme", "all", 2.5, 7.5, "USD", 167, 16, 30, 105, 16200, 0.18, 20)],
        ),
        "current_network": frame("site operator bundle since", [("Guarulhos", "casa_livre", "storage_tax", "2026Q1")]),
        "current_stock": frame("sku site units", [("AF-6", "Guarulhos", 400), ("SOF-3", "Guarulhos", 40)]),
        **_rules(skus),
    }


def _settings() -> pd.DataFrame:
    return frame(
        "name value note",
        [
            ("plan_name", "Brazil 2027 to 2029", "figures: see the sources sheet"),
            ("currency", "BRL", None),
            ("discount_rate", 0.16, "policy rate and a margin; assumption"),
            ("capital_cost", 0.16, "policy rate and a margin; assumption"),
        ],
    )


def _zones() -> pd.DataFrame:
    cities = figures("brazil_zones")
    weight = cities["population"] * cities["online"]
    return cities[["zone", "latitude", "longitude"]].assign(
        country=COUNTRY, customs_area=AREA, share=(weight / weight.sum()).round(4)
    )


def _demand(skus: pd.DataFrame) -> pd.DataFrame:
    quarterly = skus["units_a_year"] / 4
    return skus[["sku"]].assign(**{period: (quarterly * factor).round() for period, factor in GROWTH.items()})


def _rules(skus: pd.DataFrame) -> Tables:
    needing = [family for family in skus["family"].dropna().drop_duplicates() if family != "furniture"]
    return {
        "certifications": frame(
            "family customs_area cost currency lead_time validity",
            [(family, AREA, 45_000, "BRL", 1, 12) for family in needing],
        ),
        "certificates_held": frame(
            "family customs_area valid_until",
            [("small_kitchen", AREA, "2028Q4"), ("laundry", AREA, "2028Q2")],
        ),
        "duties": _duties(skus),
        "customs_areas": frame(
            "customs_area vat parcel_threshold parcel_low_rate parcel_rate parcel_deduction parcel_basis "
            "parcel_vat currency",
            [(AREA, on_top(ICMS), 50, 0.20, 0.60, 20, "full", on_top(PARCEL_ICMS), "USD")],
        ),
        "scenarios": frame(
            "scenario probability story",
            [
                ("no_event", 0.70, "Rules and rates stay as they are."),
                ("tariff_rise", 0.12, "Import duty rises by ten points in the second half of 2027."),
                ("seizure_independents", 0.08, "Customs seizes the stock of every independent warehouse."),
                ("weak_real", 0.10, "The real loses a fifth of its value in mid-2027."),
            ],
        ),
        "events": EVENTS,
        "limits": frame(
            "limit scope value currency reason",
            [
                ("maximum_stock_value", "kind:independent", 1e7, "BRL", "what the company could bear to lose"),
                ("maximum_sites", f"country:{COUNTRY}", 3, None, "the team can look after three"),
            ],
        ),
        "category_rules": frame(
            "rule value currency applies_to reason",
            [
                ("minimum_price", 200, "BRL", "all", "handling would eat the margin"),
                ("minimum_dimensional_weight", 2, None, "all", "light goods fly cheaply as parcels"),
                ("no_seasonal", None, None, "kind:government", "the host admits steady sellers"),
            ],
        ),
    }


def _duties(skus: pd.DataFrame) -> pd.DataFrame:
    """Import duty d, then IPI i on value and duty: together d + i * (1 + d) of the customs value."""
    rows = []
    for duty_class in skus["duty_class"].drop_duplicates():
        ipi = IPI.get(duty_class, 0.05)
        rows.append((duty_class, AREA, round(IMPORT_DUTY + ipi * (1 + IMPORT_DUTY), 4), "BRL"))
    return frame("duty_class customs_area ad_valorem currency", rows)
