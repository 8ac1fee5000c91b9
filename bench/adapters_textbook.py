"""Readers of the textbook files: JSON with the data and the published answers, one `Published` for each answer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.adapters import Facility, Location

EXPANDED, FACTORY = "expanded", "factory"
CLOSING_BOTH = 15000  # what Williams' problem 20 counts as saved by closing Newcastle (10000) and Exeter (5000)
UNFIT = {
    "ampl_multmip1": "fixed costs and joint capacities of lanes, and supplies of each product at each origin that must "
    "all be shipped: lanes are no decision here, and origins have no supply"
}


@dataclass(frozen=True)
class Published:
    """A problem and its published optimum; `constant` is part of the published cost and of no decision.

    `supplies` are limits on what each origin sends in all, which the problem as a case does not know: an optimum that
    keeps to them anyway (see `adapters.drawn`) is the optimum with them.
    """

    problem: Location
    optimum: float
    constant: float = 0.0
    supplies: Mapping[str, float] = field(default_factory=dict)


def read_textbook(path: Path) -> tuple[Published, ...]:
    """The problems of a textbook file; raises ValueError with the reason for one that does not fit the model."""
    data = json.loads(path.read_text(encoding="utf-8"))
    name = str(data["name"])
    if name not in READERS:
        raise ValueError(f"{name} does not fit: {UNFIT.get(name, 'no reader knows it')}")
    return READERS[name](data)


def _rows(costs: Mapping[str, list[float]], zones: list[str]) -> dict[tuple[str, str], float]:
    """(site, zone) -> cost, from one list a site."""
    return {(s, z): cost for s, row in costs.items() for z, cost in zip(zones, row, strict=True)}


def _gurobi(data: Any) -> tuple[Published, ...]:
    """Two shops of one unit each, depots without limits; a shop's cost is its distance."""
    sites = [f"F{number}" for number in range(len(data["facilities"]))]
    zones = [f"C{number}" for number in range(len(data["customers"]))]
    facilities = tuple(Facility(s, len(zones), cost) for s, cost in zip(sites, data["setup_cost"], strict=True))
    unit_cost = {
        (s, z): data["cost_per_mile"] * math.dist(here, there)
        for s, here in zip(sites, data["facilities"], strict=True)
        for z, there in zip(zones, data["customers"], strict=True)
    }
    problem = Location(data["name"], facilities, dict.fromkeys(zones, 1.0), unit_cost)
    return (Published(problem, data["published_optimum"]),)


def _sunoil(data: Any) -> tuple[Published, ...]:
    """A small or a large plant a region: two facilities of one site."""
    facilities = tuple(
        Facility(s, data[f"cap_{size}"], data[f"fixed_{size}"][s], size)
        for s in data["regions"]
        for size in ("low", "high")
    )
    problem = Location(data["name"], facilities, data["demand"], _rows(data["unit_cost"], data["regions"]))
    return (Published(problem, data["published_optimum"]),)


def _telecom(data: Any) -> tuple[Published, ...]:
    """Two firms apart (plants are there: flows only), merged, and merged with one plant a market."""
    facilities = tuple(Facility(s, data["capacity"][s], data["fixed_cost"][s]) for s in data["plants"])
    merged = Location(data["name"], facilities, data["demand"], _rows(data["unit_cost"], data["markets"]))
    found = []
    for words, optimum in data["answers"].items():
        problem = replace(merged, name=f"{data['name']}: {words}", single_source="single sourcing" in words)
        if "flows only" in words:
            plants, markets = (part.split(",") for part in words.split("(")[1].rstrip(")").split(" -> "))
            problem = replace(
                problem,
                facilities=tuple(replace(f, fixed_cost=0.0) for f in facilities if f.site in plants),
                demand={z: data["demand"][z] for z in markets},
                unit_cost={i: cost for i, cost in merged.unit_cost.items() if i[0] in plants and i[1] in markets},
            )
        found.append(Published(problem, optimum))
    return tuple(found)


def _csplib(data: Any) -> tuple[Published, ...]:
    """Ten shops of one unit each, every one supplied by one warehouse."""
    costs = data["supply_cost_store_by_warehouse"]
    shops = [f"store {number}" for number in range(len(costs))]
    facilities = tuple(
        Facility(s, room, data["fixed_cost"])
        for s, room in zip(data["warehouses"], data["capacity_in_stores"], strict=True)
    )
    unit_cost = {
        (s, z): cost
        for z, row in zip(shops, costs, strict=True)
        for s, cost in zip(data["warehouses"], row, strict=True)
    }
    problem = Location(data["name"], facilities, dict.fromkeys(shops, 1.0), unit_cost, single_source=True)
    return (Published(problem, data["published_optimum"]),)


def _stochastic(data: Any) -> tuple[Published, ...]:
    """Open before demand is known, ship after; expected cost."""
    zones = data["customers"]
    demand = {w: dict(zip(zones, units, strict=True)) for w, units in data["demand"].items()}
    facilities = tuple(Facility(s, data["capacity"][s], data["fixed_cost"][s]) for s in data["facilities"])
    futures = {w: (chance, demand[w]) for w, chance in data["scenario_prob"].items()}
    first = next(iter(demand.values()))
    problem = Location(data["name"], facilities, first, _rows(data["unit_cost"], zones), futures=futures)
    return (Published(problem, data["published_optimum"]),)


def _williams(data: Any) -> tuple[Published, ...]:
    """Factories, depots, customers: a factory is the origin of its depots and a site of its own for direct deliveries.

    Problem 20 may open and close depots and expand Birmingham. Each depot takes its goods from its cheapest factory;
    what a factory can send in all is checked afterwards.
    """
    depots, factories = data["throughput"], data["supply"]
    arcs = [(tail, head, float(cost)) for tail, head, cost in data["arcs"]]
    supply_cost = {(f, s): cost for f, s, cost in arcs if s in depots} | {(f, f): 0.0 for f in factories}
    unit_cost = {(s, z): cost for s, z, cost in arcs if z in data["demand"]}
    direct = tuple(Facility(f, supply, 0.0, FACTORY, "independent") for f, supply in factories.items())
    old = ("Newcastle", "Birmingham", "London", "Exeter")
    standing = tuple(Facility(s, depots[s], 0.0) for s in old)

    def problem(number: str, offered: tuple[Facility, ...], most: int | None) -> Location:
        sites = {facility.site for facility in offered} | set(factories)
        return Location(
            f"{data['name']}: {number}",
            direct + offered,
            data["demand"],
            {i: cost for i, cost in unit_cost.items() if i[0] in sites},
            {i: cost for i, cost in supply_cost.items() if i[1] in sites},
            most_facilities=most,
        )

    chosen = tuple(
        Facility(s, room, data["open_cost"][s], must_open=s in ("Birmingham", "London")) for s, room in depots.items()
    )
    expanded = replace(chosen[list(depots).index("Birmingham")], capacity=70000, fixed_cost=3000, size=EXPANDED)
    answers = data["answers"]
    return (
        Published(problem("problem19", standing, None), answers["problem19"], supplies=factories),
        Published(problem("problem20", (*chosen, expanded), 4), answers["problem20"], -CLOSING_BOTH, factories),
    )


READERS: dict[str, Callable[[Any], tuple[Published, ...]]] = {
    "gurobi_facility_location": _gurobi,
    "chopra_sunoil": _sunoil,
    "chopra_telecomoptic": _telecom,
    "csplib034_warehouse": _csplib,
    "ampl_stoch_floc": _stochastic,
    "williams_distribution": _williams,
}
