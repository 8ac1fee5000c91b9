"""The small Russian example: the full one cut down to what solves in seconds."""

from __future__ import annotations

import pandas as pd

from inputs.examples import russia
from inputs.examples.figures import Tables, frame

SKUS = ["REF-340", "WM-7", "TV-65", "AC-12", "COF-E", "RV-10", "SOF-3", "TIL-20", "DRL-20", "TAP-K"]
ZONES = (
    "Moscow",
    "Saint Petersburg",
    "Nizhniy Novgorod",
    "Kazan",
    "Rostov-on-Don",
    "Krasnodar",
    "Yekaterinburg",
    "Chelyabinsk",
    "Tyumen",
    "Novosibirsk",
    "Krasnoyarsk",
    "Khabarovsk",
)
PRESENT = {
    "Moscow": ("sever_trade", "public_park"),
    "Saint Petersburg": ("sever_trade", "volga_3pl"),
    "Yekaterinburg": ("vostok_depot", "silk_house"),
    "Novosibirsk": ("ural_fulfil", "market_w"),
    "Manzhouli border": ("hub_manzhouli", "market_w"),
}
REST, LONG = "2027Q2-Q4", "2028-2029"  # long periods, so that what is opened can pay
PERIODS = frame(
    "period first_quarter quarters opening_budget currency",
    [
        ("2027Q1", "2027Q1", 1, 200e6, "RUB"),
        (REST, "2027Q2", 3, 150e6, "RUB"),
        (LONG, "2028Q1", 8, 300e6, "RUB"),
    ],
)
PROBABILITIES = {"no_event": 0.72, "tariff_rise": 0.12, "seizure_independents": 0.08, "corridor_closed": 0.08}
STRIKES = {  # when an event of the full example happens in these longer periods
    "tariff_rise": (LONG, None),
    "seizure_independents": (REST, None),
    "corridor_closed": (REST, REST),
}


def tables() -> Tables:
    """Every sheet of the small Russian example, each a selection from the full one."""
    full = russia.tables()
    return {
        **{name: _chosen(table) for name, table in full.items()},
        "settings": _renamed(full["settings"]),
        "periods": PERIODS,
        "demand": _demand(full),
        "site_options": _options(full["site_options"]),
        "scenarios": _scenarios(full["scenarios"]),
        "events": _events(full["events"]),
        "limits": _limits(full["limits"]),
    }


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    """The rows about what the small example keeps: its goods, zones, sites, operators."""
    operators = [operator for row in PRESENT.values() for operator in row]
    goods = russia.tables()["skus"].set_index("sku").loc[SKUS]
    kept = {
        "sku": SKUS,
        "site": list(PRESENT),
        "zone": [*ZONES, "all"],
        "operator": operators,
        "family": goods["family"].tolist(),
        "duty_class": goods["duty_class"].tolist(),
    }
    rows = pd.Series(True, index=table.index)
    for column, names in kept.items():
        if column in table.columns:
            rows &= table[column].isin(names) | table[column].isna()
    return table[rows].reset_index(drop=True)


def _renamed(settings: pd.DataFrame) -> pd.DataFrame:
    return settings.assign(value=settings["value"].mask(settings["name"] == "plan_name", "Russia 2027 to 2029, small"))


def _demand(full: Tables) -> pd.DataFrame:
    """The kept SKUs' demand in the kept zones; a SKU given alone keeps those zones' part of it."""
    demand = _chosen(full["demand"])
    zones = full["zones"]
    part = float(zones.loc[zones["zone"].isin(ZONES), "share"].sum())
    alone = demand["zone"].isna()
    units = demand[list(russia.PERIODS)].astype(float)
    units = units.where(~alone, units * part)
    return demand[["sku", "zone"]].assign(
        **{
            "2027Q1": units["2027Q1"].round(1),
            REST: units[["2027Q2", "2027Q3", "2027Q4"]].mean(axis=1).round(1),
            LONG: units[["2028", "2029"]].mean(axis=1).round(1),
        }
    )


def _options(options: pd.DataFrame) -> pd.DataFrame:
    pairs = [(site, operator) for site, row in PRESENT.items() for operator in row]
    return options.set_index(["site", "operator"]).loc[pairs].reset_index()[options.columns]


def _scenarios(scenarios: pd.DataFrame) -> pd.DataFrame:
    kept = scenarios[scenarios["scenario"].isin(PROBABILITIES)]
    return kept.assign(probability=kept["scenario"].map(PROBABILITIES)).reset_index(drop=True)


def _events(events: pd.DataFrame) -> pd.DataFrame:
    kept = events[events["scenario"].isin(STRIKES)]
    return kept.assign(
        first_period=[STRIKES[scenario][0] for scenario in kept["scenario"]],
        last_period=pd.Series([STRIKES[scenario][1] for scenario in kept["scenario"]], kept.index, object),
    ).reset_index(drop=True)


def _limits(limits: pd.DataFrame) -> pd.DataFrame:
    kept = limits[limits["limit"] != "if_then"]
    return kept.assign(value=kept["value"].mask(kept["limit"] == "maximum_sites", 4)).reset_index(drop=True)
