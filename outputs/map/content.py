"""What the map shows: zones by demand, sites chosen and rejected, the main flows between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from inputs.frames import records
from inputs.geography import great_circle_km
from model.outcome import Outcome
from outputs.reference import calm_states

MOST_FLOWS = 40
NEAR_KM = 50.0  # a flow no longer than this would vanish under its own marks
SITE_UNUSED, SITE_CLOSED = "unused", "closed"  # kinds of sites that the plan does not run


@dataclass(frozen=True)
class Point:
    """A place on the map: degrees north and east."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class ZoneDot(Point):
    """A zone with the units wanted there over the plan, without events."""

    demand: float


@dataclass(frozen=True)
class SiteMark(Point):
    """A site: `kind` is that of the operator who runs it last, or SITE_UNUSED, or SITE_CLOSED (run today only).

    `first` and `last` are the periods between which the plan runs it, "" where it does so from the start, to the end.
    """

    kind: str
    operator: str = ""
    first: str = ""
    last: str = ""

    @property
    def chosen(self) -> bool:
        return self.kind not in (SITE_UNUSED, SITE_CLOSED)


@dataclass(frozen=True)
class Flow:
    """Units sold from a site to a zone over the plan, without events."""

    site: SiteMark
    zone: ZoneDot
    units: float


@dataclass(frozen=True)
class MapContent:
    """Everything drawn, in the order of drawing (what may hide something first), and what is not.

    Units over the plan, without events: `warehouse_units` of all sales from warehouses, `near_units` those of them
    within NEAR_KM of the warehouse, `parcel_units` of sales by parcel. `flows` are the largest of the longer ones.
    `unplaced` names zones and sites without coordinates.
    """

    zones: tuple[ZoneDot, ...]
    sites: tuple[SiteMark, ...]
    flows: tuple[Flow, ...]
    warehouse_units: float
    near_units: float
    parcel_units: float
    unplaced: tuple[str, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        return (*self.zones, *self.sites)

    @property
    def shown_units(self) -> float:
        """Units of the flows drawn."""
        return sum(flow.units for flow in self.flows)


def map_content(plan: Outcome, flows: pd.DataFrame, most_flows: int = MOST_FLOWS) -> MapContent:
    """What the map of a plan shows; `flows` is the whole result sheet of that name."""
    case, lengths = plan.data.case, plan.data.network.calendar.length
    times = {n: float(lengths[t]) for t, n in calm_states(plan).items()}
    calm = flows[flows["situation"].isin(times)]
    calm = calm.assign(units=calm["units"] * calm["situation"].map(times).astype(float))
    sold = calm[calm["channel"] == "warehouse"]
    zones = {zone.name: zone for zone in _zones(case.zones, _wanted(plan, times))}
    sites = {site.name: site for site in _sites(plan)}
    pairs = sold.groupby(["site", "zone"], sort=False)["units"].sum().sort_values(ascending=False, kind="stable")
    found = [
        Flow(sites[row.site], zones[row.zone], float(row.units))
        for row in records(pairs.reset_index())
        if row.site in sites and row.zone in zones
    ]
    far = [flow for flow in found if _kilometres(flow) > NEAR_KM]
    unplaced = [name for name in case.zones["zone"] if name not in zones]
    unplaced += [name for name in case.sites["site"] if name not in sites]
    return MapContent(
        tuple(sorted(zones.values(), key=lambda zone: -zone.demand)),
        tuple(sorted(sites.values(), key=lambda site: site.chosen)),
        tuple(reversed(far[:most_flows])),
        float(sold["units"].sum()),
        sum(flow.units for flow in found) - sum(flow.units for flow in far),
        float(calm["units"].sum() - sold["units"].sum()),
        tuple(unplaced),
    )


def _kilometres(flow: Flow) -> float:
    site, zone = flow.site, flow.zone
    return float(great_circle_km(site.latitude, site.longitude, zone.latitude, zone.longitude))


def _wanted(plan: Outcome, times: Mapping[int, float]) -> dict[str, float]:
    """Units wanted in each zone over the plan."""
    demand = pd.concat([plan.data.tables[n].demand.assign(times=factor) for n, factor in times.items()])
    units = (demand["units"] * demand["times"]).groupby(demand["zone"], sort=False).sum()
    return {str(zone): float(amount) for zone, amount in units.items()}


def _zones(zones: pd.DataFrame, wanted: Mapping[str, float]) -> list[ZoneDot]:
    return [
        ZoneDot(str(row.zone), float(row.latitude), float(row.longitude), wanted.get(str(row.zone), 0.0))
        for row in records(_placed(zones))
    ]


def _sites(plan: Outcome) -> list[SiteMark]:
    case, periods = plan.data.case, plan.data.network.calendar.names
    kinds = dict(zip(case.operators["operator"], case.operators["kind"], strict=True))
    runs = {(str(row.site), str(row.period)): str(row.operator) for row in records(plan.runs)}
    marks = []
    for row in records(_placed(case.sites)):
        name, place = str(row.site), (float(row.latitude), float(row.longitude))
        spell = [period for period in periods if (name, period) in runs]
        if spell:
            operator = runs[name, spell[-1]]
            first = "" if spell[0] == periods[0] else spell[0]
            last = "" if spell[-1] == periods[-1] else spell[-1]
            marks.append(SiteMark(name, *place, str(kinds[operator]), operator, first, last))
        else:
            marks.append(SiteMark(name, *place, SITE_CLOSED if name in plan.data.network.current else SITE_UNUSED))
    return marks


def _placed(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["latitude"].notna() & table["longitude"].notna()]
