"""Sites, what operators ask there, and the ways in and out: the Russian example's figures, moved to real cities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from bench.goods import CITIES
from bench.sizes import Size, factors, stream
from inputs.examples import russia
from inputs.examples.figures import Row, Tables, figures, frame, great_circle_km
from inputs.frames import tuples

EXAMPLE_SITES = (
    "Moscow",
    "Saint Petersburg",
    "Yekaterinburg",
    "Novosibirsk",
    "Rostov",
    "Moscow bonded",
    "Manzhouli border",
    "Kazan",
    "Khabarovsk",
    "Krasnodar",
)  # the example's sites in the order in which cases take them
EAST = 55.0  # degrees: one importer serves independents and third parties beyond
WESTERN, EASTERN = "Sever Import", "Vostok Import"
OWN_CITY_KM = 30.0
OWN_CITY = {"duty_paid": 1, "bonded": 3}  # days of delivery within the site's own city
BONDED_EVERY = 5  # further sites: every fifth is bonded
COST_SPREAD, CAPACITY_SPREAD, FREIGHT_SPREAD = 0.12, 0.25, 0.06
STEPS = {"capacity_m3": 10, "opening_cost": 1e5, "fixed_cost": 1e4, "storage_cost": 10, "handling_cost": 5}


def sites(size: Size) -> pd.DataFrame:
    """The example's sites, then further cities by population; `like` names the example's site whose figures they
    take: the nearest one."""
    known = figures("russia_sites").set_index("site")
    rows: list[Row] = [
        {**known.loc[name].to_dict(), "site": name, "like": name} for name in EXAMPLE_SITES[: size.sites]
    ]
    inland = known[known["regime"] == "duty_paid"]
    taken = set(known["near"])
    cities = pd.read_csv(CITIES).sort_values("population", ascending=False, kind="stable")
    for city in cities[~cities["zone"].isin(taken)].head(size.sites - len(rows)).to_dict("records"):
        north, east = float(city["latitude"]), float(city["longitude"])
        like = _nearest(north, east, inland)
        regime = "bonded" if (len(rows) + 1) % BONDED_EVERY == 0 else "duty_paid"
        place: Row = {"latitude": north, "longitude": east, "regime": regime, "status": "candidate"}
        rows.append({**known.loc[like].to_dict(), **place, "site": str(city["zone"]), "like": like})
    columns = ["site", "like", "country", "customs_area", "regime", "latitude", "longitude", "status"]
    return pd.DataFrame(rows)[columns]


def _nearest(latitude: float, longitude: float, among: pd.DataFrame) -> str:
    """The name in the index of the place nearest by great circle."""
    away = [great_circle_km(latitude, longitude, *place) for place in tuples(among[["latitude", "longitude"]])]
    return str(among.index[int(np.argmin(away))])


def site_options(size: Size, seed: int, places: pd.DataFrame) -> pd.DataFrame:
    """Every operator at every site, on the terms that its kind has at the nearest of the example's sites."""
    rng = stream(size.name, seed, "site_options")
    example = russia.tables()["site_options"].merge(russia.OPERATORS[["operator", "kind"]], on="operator")
    where = figures("russia_sites").set_index("site")
    kinds = russia.OPERATORS.set_index("operator")["kind"]
    rows = []
    for site in places.to_dict("records"):
        size_here = float(factors(rng, 1, CAPACITY_SPREAD)[0])
        for operator in size.operators:
            offers = example[example["kind"] == kinds[operator]].drop_duplicates("site")
            home = where.loc[site["like"]]
            near = _nearest(home["latitude"], home["longitude"], where.loc[offers["site"]])
            terms = offers.set_index("site", drop=False).loc[near].drop("kind").to_dict()
            for column, step in STEPS.items():
                spread = size_here if column in ("capacity_m3", "fixed_cost") else 1.0
                exact = float(terms[column]) * spread * float(factors(rng, 1, COST_SPREAD)[0])
                terms[column] = max(step, round(exact / step) * step)
            importer = _importer(str(kinds[operator]), float(site["longitude"]))
            rows.append({**terms, "site": site["site"], "operator": operator, "importer": importer})
    return pd.DataFrame(rows)


def _importer(kind: str, longitude: float) -> str | None:
    """Independents and third parties of the east share an importer: a seizure for its declarations hits both."""
    if kind in ("independent", "third_party") and longitude > EAST:
        return EASTERN
    return WESTERN if kind == "independent" else None


def lanes(size: Size, seed: int, places: pd.DataFrame, zones: pd.DataFrame) -> Tables:
    """Inbound lanes as at the nearest of the example's sites, deliveries and parcels as in the example."""
    rng = stream(size.name, seed, "lanes")
    example = russia.tables()
    inbound = places[["site", "like"]].merge(
        example["inbound_lanes"].rename(columns={"site": "like"}), on="like", how="left"
    )
    cost = inbound["container_cost"].astype(float) * factors(rng, len(inbound), FREIGHT_SPREAD)
    days = inbound["days"].astype(float) + rng.integers(-1, 2, len(inbound))
    parcels = example["parcel_lanes"]
    return {
        "inbound_lanes": inbound.assign(container_cost=cost.round(-1), days=days).drop(columns="like")[
            example["inbound_lanes"].columns
        ],
        "outbound_lanes": _outbound(places, zones, example["lane_rates"].iloc[0]),
        "lane_rates": example["lane_rates"],
        "parcel_lanes": parcels[parcels["zone"].isin(["all", *zones["zone"]])],
    }


def _outbound(places: pd.DataFrame, zones: pd.DataFrame, rates: pd.Series) -> pd.DataFrame:
    """Within a site's own city at city rates; from the border a fifth dearer than the rates and 9 days slower."""
    rows = []
    for site in places.to_dict("records"):
        for zone in zones.to_dict("records"):
            km = great_circle_km(site["latitude"], site["longitude"], zone["latitude"], zone["longitude"])
            if site["regime"] == "border":
                kg = round(1.2 * (rates["per_kg"] + rates["per_kg_km"] * km), 1)
                m3 = round(1.2 * (rates["per_m3"] + rates["per_m3_km"] * km), -1)
                days = round(9 + rates["days_per_km"] * km, 1)
                rows.append((site["site"], zone["zone"], 2 * rates["per_order"], kg, m3, "RUB", days))
            elif km < OWN_CITY_KM:
                rows.append((site["site"], zone["zone"], 350, 9, 600, "RUB", OWN_CITY[site["regime"]]))
    return frame("site zone order_cost cost_per_kg cost_per_m3 currency days", rows)
