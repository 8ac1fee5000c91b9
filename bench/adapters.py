"""Published location problems as ordinary cases: what a problem is, and how its numbers become a plan's tables.

One SKU of 1 m3, one period of one quarter, no discounting, no duty or VAT, no parcels, free purchase: a unit sold from
site s in zone z earns PRICE less its delivery, so that costs stand in the algebra as negative margins. All demand must
be met (limit minimum_demand_met = 1), hence

    published cost = price * demand - objective,

exactly, and the optimum is the same. Stock turns four times a year at peak factor 1: the stock held equals a quarter's
sales, and a site's capacity in units is its capacity in m3. Facilities are options: (site, operator, the one bundle),
whose fixed cost is the quarter's rent.

That limit holds in one state. Where a problem has several futures, a price above every cost stands in its place; the
answer counts only if all demand turned out to be met in each of them (`unmet`), and then it is the optimum: the plans
that meet all demand are among those that were compared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from inputs.assembling import case_from_tables
from inputs.case import Case
from inputs.frames import tuples
from model.outcome import Outcome

PRICE = 2.0**-10  # of a unit: above zero, as the reader asks, and otherwise as small as rounding is indifferent to
SKU, CURRENCY, PERIOD, OPERATOR = "unit", "C", "Q", "owner"
SETTINGS: dict[str, Any] = {
    "currency": CURRENCY,
    "discount_rate": 0,
    "capital_cost": 0,
    "aversion": 0,
    "tail": 1,
    "peak_factor": 1,
}


@dataclass(frozen=True)
class Facility:
    """One way to open a site: `capacity` in units, `fixed_cost` once. A site may have several, by size."""

    site: str
    capacity: float
    fixed_cost: float
    size: str = OPERATOR
    kind: str = "third_party"
    must_open: bool = False


@dataclass(frozen=True)
class Location:
    """A facility location problem: open facilities and serve every zone at least cost.

    `demand` in units by zone; `unit_cost` by (site, zone), a pair without a cost is no lane; `supply_cost` a unit by
    (origin, site), free where a site has none; `single_source`: each zone is served by one site; `futures` maps a
    scenario to its probability and to its demand by zone (expected cost is then minimised, and `demand` is the first
    scenario's); `most_facilities` counts those of kind third_party.
    """

    name: str
    facilities: tuple[Facility, ...]
    demand: Mapping[str, float]
    unit_cost: Mapping[tuple[str, str], float]
    supply_cost: Mapping[tuple[str, str], float] = field(default_factory=dict)
    single_source: bool = False
    futures: Mapping[str, tuple[float, Mapping[str, float]]] = field(default_factory=dict)
    most_facilities: int | None = None

    @property
    def expected_demand(self) -> float:
        """Units wanted in all zones, on average over the futures."""
        if not self.futures:
            return sum(self.demand.values())
        return sum(chance * sum(wanted.values()) for chance, wanted in self.futures.values())


def location_case(problem: Location, price: float | None = None) -> Case:
    """The problem as a case; `price` of a unit: PRICE or, where there are several futures, above every cost."""
    money = unit_price(problem) if price is None else price
    sites = list(dict.fromkeys(facility.site for facility in problem.facilities))
    must_open = {facility.site for facility in problem.facilities if facility.must_open}
    tables: dict[str, Any] = {
        "settings": SETTINGS | {"plan_name": problem.name},
        "periods": [{"period": PERIOD, "first_quarter": "2027Q1", "quarters": 1}],
        "skus": [
            {
                "sku": SKU, "duty_class": "any", "unit_cost": 0, "price": money, "weight_kg": 1, "volume_m3": 1,
                "longest_side_cm": 1, "stock_turns": 4,
            }
        ],
        "zones": [{"zone": z, "country": "land", "customs_area": "area"} for z in problem.demand],
        "demand": [{"sku": SKU, "zone": z, "period": PERIOD, "units": units} for z, units in problem.demand.items()],
        "sites": [
            {
                "site": s, "country": "land", "customs_area": "area",
                "status": "must_open" if s in must_open else "candidate",
            }
            for s in sites
        ],
        "operators": [
            {"operator": size, "kind": kind}
            for size, kind in dict.fromkeys((facility.size, facility.kind) for facility in problem.facilities)
        ],
        "site_options": [
            {
                "site": facility.site, "operator": facility.size, "capacity_m3": facility.capacity,
                "fixed_cost": facility.fixed_cost, "lead_weeks": 0,
            }
            for facility in problem.facilities
        ],
        "inbound_lanes": _inbound(problem, sites),
        "outbound_lanes": [
            {"site": s, "zone": z, "order_cost": cost, "days": 0} for (s, z), cost in problem.unit_cost.items()
        ],
        "duties": [{"duty_class": "any", "customs_area": "area"}],
        "customs_areas": [{"customs_area": "area", "vat": 0}],
        "limits": _limits(problem),
    }  # fmt: skip
    return case_from_tables(tables | _futures(problem))


def unit_price(problem: Location) -> float:
    """PRICE; with several futures what pays for the dearest lane and, in the least of them, for every facility.

    Whether that was enough for all demand to be met is to be checked by `unmet`.
    """
    if not problem.futures:
        return PRICE
    least = min(chance * sum(wanted.values()) for chance, wanted in problem.futures.values())
    return max(problem.unit_cost.values()) + sum(f.fixed_cost for f in problem.facilities) / least


def _inbound(problem: Location, sites: list[str]) -> list[dict[str, Any]]:
    """A container holds one unit."""
    fed = {s for _, s in problem.supply_cost}
    lanes = [(origin, s, cost) for (origin, s), cost in problem.supply_cost.items()]
    lanes += [("origin", s, 0.0) for s in sites if s not in fed]
    return [
        {"origin": origin, "corridor": origin, "site": s, "container_cost": cost, "container_volume": 1, "days": 0}
        for origin, s, cost in lanes
    ]


def _limits(problem: Location) -> list[dict[str, Any]]:
    limits: list[dict[str, Any]] = []
    if not problem.futures:
        limits.append({"limit": "minimum_demand_met", "scope": "all", "value": 1})
    if problem.single_source:
        limits.append({"limit": "single_source", "scope": "all"})
    if problem.most_facilities is not None:
        limits.append({"limit": "maximum_sites", "scope": "kind:third_party", "value": problem.most_facilities})
    return limits


def _futures(problem: Location) -> dict[str, Any]:
    """Demand of each future as factors on `demand`."""
    if not problem.futures:
        return {}
    events = [
        {
            "scenario": w, "kind": "demand_factor", "target": f"zone:{z}", "first_period": PERIOD,
            "value": wanted[z] / problem.demand[z],
        }
        for w, (_, wanted) in problem.futures.items()
        for z in problem.demand
        if wanted[z] != problem.demand[z]
    ]  # fmt: skip
    scenarios = [{"scenario": w, "probability": chance} for w, (chance, _) in problem.futures.items()]
    return {"scenarios": scenarios, "events": events}


def published_cost(problem: Location, objective: float, price: float | None = None) -> float:
    """The cost that an objective (or a bound on it) of the problem's case stands for: price * demand - objective."""
    return (unit_price(problem) if price is None else price) * problem.expected_demand - objective


def unmet(outcome: Outcome) -> float:
    """Largest share of any state's demand that a plan leaves unmet; 0 to rounding where all is met."""
    shares = [
        1 - operations.ship["units"].sum() / table.demand["units"].sum()
        for operations, table in zip(outcome.operations, outcome.data.tables, strict=True)
    ]
    return max(0.0, float(max(shares)))


def drawn(outcome: Outcome) -> dict[str, float]:
    """Units taken from each origin, on the average over the futures."""
    found: dict[str, float] = {}
    for n, operations in enumerate(outcome.operations):
        chance = outcome.data.futures.chance(n)
        for origin, units in tuples(operations.through[["origin", "units"]]):
            found[origin] = found.get(origin, 0.0) + chance * units
    return found
