"""The Russian example's customs, certificates, scenarios and limits."""

from __future__ import annotations

import pandas as pd

from inputs.examples.figures import Tables, figures, frame

AREA = "EAEU"
WOODEN_FURNITURE = "940350"  # two tariff lines by value a kg: 9403 50 000 1 and 000 9
ECO_RATE, LIGHTING_ECO_RATE = 32.874, 12.365  # RUB a kg of equipment and of lighting, base rates of 2026
ECO_NORM = 0.75  # share of the weight to be recycled
APPLIANCES = ("84", "85")  # chapters of the tariff that pay the equipment rate; mixer taps do not
FEE_STEPS = (
    (200_000, 1_231),
    (450_000, 2_462),
    (1_200_000, 4_924),
    (2_700_000, 13_541),
    (4_200_000, 18_465),
    (5_500_000, 21_344),
    (10_000_000, 49_240),
    (None, 73_860),
)
AUDITED = (  # serial certificate with an audit of the factory
    "refrigeration",
    "laundry",
    "dishwashing",
    "television",
    "climate",
    "water_heating",
    "small_kitchen",
    "cleaning",
    "heating",
    "power_tools",
)
DECLARED = (
    "upholstered",
    "office_seating",
    "cabinet_furniture",
    "mattresses",
    "lighting",
    "flooring",
    "taps",
)


def rules() -> Tables:
    """The sheets from certifications to overrides."""
    return {
        "certifications": _certifications(),
        "certificates_held": frame(
            "family customs_area valid_until",
            [("laundry", AREA, "2029Q2"), ("small_kitchen", AREA, "2028Q4"), ("power_tools", AREA, "2028Q2")],
        ),
        "duties": _duties(),
        "levies": _levies(),
        "customs_areas": _customs_areas(),
        "declaration_fees": frame(
            "customs_area from_quarter value_up_to fee currency",
            [(AREA, "2026Q1", up_to, fee, "RUB") for up_to, fee in FEE_STEPS],
        ),
        "scenarios": _scenarios(),
        "events": _events(),
        "limits": _limits(),
        "category_rules": _category_rules(),
        "overrides": _overrides(),
    }


def _certifications() -> pd.DataFrame:
    audited = [(family, AREA, 280_000, "RUB", 1, 20) for family in AUDITED]
    declared = [(family, AREA, 60_000, "RUB", 0, 12) for family in DECLARED]
    return frame("family customs_area cost currency lead_time validity", [*audited, *declared])


def _duties() -> pd.DataFrame:
    columns = "duty_class customs_area from_price_per_kg ad_valorem minimum_per_kg plus_per_kg currency"
    rows: list[tuple[object, ...]] = []
    lines = figures("eaeu_duty_rates", tnved10=str)
    for line in lines.astype(object).where(lines.notna(), 0).to_dict("records"):
        share = round(float(line["ad_valorem_pct"]) / 100, 6)
        extra = (line["min_specific"], line["plus_eur_per_kg"])
        if str(line["tnved10"]).startswith(WOODEN_FURNITURE):
            rows.append((WOODEN_FURNITURE, AREA, 0, 0, 0, 0.23, "EUR"))
            rows.append((WOODEN_FURNITURE, AREA, 1.8, share, *extra, "EUR"))
        else:
            rows.append((line["tnved10"], AREA, 0, share, *extra, "EUR"))
    return frame(columns, rows)


def _levies() -> pd.DataFrame:
    rows = []
    for duty_class in _duties()["duty_class"].drop_duplicates():
        if duty_class.startswith(APPLIANCES) and duty_class[:4] != "8481":
            rows.append((duty_class, AREA, "2026Q1", round(ECO_RATE * ECO_NORM, 1), "RUB"))
        elif duty_class.startswith("9405"):
            rows.append((duty_class, AREA, "2026Q1", round(LIGHTING_ECO_RATE * ECO_NORM, 1), "RUB"))
    return frame("duty_class customs_area from_quarter per_kg currency", rows)


def _customs_areas() -> pd.DataFrame:
    """The parcel rule to mid-2026, the announced one after it, and the parcel VAT planned year by year."""
    return frame(
        "customs_area from_quarter vat parcel_threshold parcel_weight_threshold parcel_low_rate parcel_rate "
        "parcel_minimum_per_kg parcel_basis parcel_vat currency",
        [
            (AREA, None, 0.20, 200, 31, 0, 0.15, 2, "excess", 0, "EUR"),
            (AREA, "2026Q1", 0.22, 200, 31, 0, 0.15, 2, "excess", 0, "EUR"),
            (AREA, "2026Q3", 0.22, 200, None, 0, 0.05, 1, "full", 0, "EUR"),
            (AREA, "2027Q1", 0.22, 200, None, 0, 0.05, 1, "full", 0.05, "EUR"),
            (AREA, "2028Q1", 0.22, 200, None, 0, 0.05, 1, "full", 0.10, "EUR"),
            (AREA, "2029Q1", 0.22, 200, None, 0, 0.05, 1, "full", 0.15, "EUR"),
            ("China", None, 0.13, 0, None, 0, 0, 0, "full", 0, "CNY"),
        ],
    )


def _scenarios() -> pd.DataFrame:
    return frame(
        "scenario probability story",
        [
            ("no_event", 0.50, "Rules, routes and rates stay as they are."),
            ("tariff_rise", 0.10, "Duty on everything rises by 8 points and stays there."),
            ("seizure_independents", 0.08, "Customs seizes the stock of every independent warehouse."),
            ("seizure_importer", 0.05, "Vostok Import's declarations fail, and whoever pays no tax is raided."),
            ("corridor_closed", 0.07, "Zabaikalsk shuts for some quarters; the road by Kazakhstan clogs."),
            ("freight_shock", 0.07, "Containers are short: every route half as dear again for a year."),
            ("weak_rouble", 0.07, "The rouble loses a quarter of its value in mid-2027."),
            ("demand_slump", 0.06, "Dear credit: a third less demand for two years."),
        ],
    )


def _events() -> pd.DataFrame:
    routes = ("rail_zabaikalsk", "road_kazakhstan", "sea_vladivostok")
    return frame(
        "scenario kind target first_period last_period value",
        [
            ("tariff_rise", "duty_points", AREA, "2027Q3", None, 0.08),
            ("seizure_independents", "seizure", "kind:independent", "2027Q3", None, None),
            ("seizure_importer", "seizure", "importer:Vostok Import", "2027Q3", None, None),
            ("seizure_importer", "seizure", "no_tax & country:Russia", "2027Q3", None, None),
            ("corridor_closed", "corridor_closed", "rail_zabaikalsk", "2027Q3", "2027Q4", None),
            ("corridor_closed", "corridor_cost_factor", "road_kazakhstan", "2027Q3", "2027Q4", 1.4),
            ("corridor_closed", "corridor_extra_days", "road_kazakhstan", "2027Q3", "2027Q4", 14),
            *(("freight_shock", "corridor_cost_factor", route, "2027Q3", "2028", 1.5) for route in routes),
            *(("weak_rouble", "currency_factor", code, "2027Q3", None, 1.33) for code in ("CNY", "USD", "EUR")),
            ("demand_slump", "demand_factor", "all", "2027Q3", "2028", 0.67),
        ],
    )


def _limits() -> pd.DataFrame:
    return frame(
        "limit scope value currency reason",
        [
            ("maximum_stock_value", "kind:independent", 150e6, "RUB", "what the company could bear to lose"),
            ("maximum_stock_value", "importer:Vostok Import", 90e6, "RUB", "one importer, one declaration risk"),
            ("maximum_sites", "country:Russia", 6, None, "more than the team can look after"),
            ("if_then", "site:Moscow bonded -> site:Moscow", None, None, "one team runs both"),
        ],
    )


def _category_rules() -> pd.DataFrame:
    return frame(
        "rule value currency applies_to reason",
        [
            ("minimum_price", 4000, "RUB", "all", "handling would eat the margin"),
            ("minimum_dimensional_weight", 3, None, "all", "light goods fly cheaply as parcels"),
            ("no_seasonal", None, None, "all", "stock left after the season ties up capital"),
            ("branded_only", None, None, "kind:government", "the host admits registered brands"),
        ],
    )


def _overrides() -> pd.DataFrame:
    return frame(
        "site operator bundle sku period decision reason",
        [
            ("Moscow", None, None, None, "2027Q1", "must", "orders are booked from there"),
            ("Khabarovsk", "vostok_depot", None, None, None, "never", "its last audit failed"),
            ("Manzhouli border", None, None, "TIL-20", None, "never", "breakage on the way to the buyer"),
        ],
    )
