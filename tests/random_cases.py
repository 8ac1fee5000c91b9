"""Small cases drawn from a seed: the tiny plan's goods and network at random sizes, with every kind of event and limit.

The same seed gives the same case. About one case in six has no plan at all.
"""

from __future__ import annotations

import random
from typing import Any

import tiny

from inputs.case import Case

QUARTERS = ("2027Q1", "2027Q2", "2027Q3", "2027Q4", "2028Q1", "2028Q2", "2028Q3", "2028Q4", "2029Q1")
KINDS = ("independent", "platform", "government")
BUNDLES = (
    {"bundle": "store"},
    {"bundle": "full", "tax": True, "certification": True, "after_sales": True, "fixed_cost": 60},
    {"bundle": "service", "after_sales": True, "fixed_cost": 20, "unit_cost": 2},
)
LIMITS = (
    "minimum_sites", "maximum_sites", "maximum_stock_value", "maximum_skus", "maximum_changes", "if_then",
    "minimum_demand_met", "minimum_average_of_worst", "single_source",
)  # fmt: skip


def random_case(seed: int, *, few: bool = False) -> Case:
    """2-3 SKUs, zones and sites, 1-3 operators, bundles and periods, 1-4 scenarios.

    `few`: at most a few hundred designs: 1-2 sites, operators and periods, one bundle, and one kind of other binaries.
    """
    draw = random.Random(seed)
    most, often = (2, (1, 2, 2)) if few else (3, (1, 2, 3))
    made = tiny.tables()
    made["periods"] = _periods(draw, draw.choice(often))
    binaries = draw.choice(("stock", "certificates", "sources", "none")) if few else "all"
    sites = [f"S{i}" for i in range(1 if binaries == "stock" else draw.randint(2, most))]
    zones = [f"Z{i}" for i in range(draw.randint(2, most))]
    _goods(draw, made, draw.randint(2, most), zones, binaries)
    _network(draw, made, sites, zones, operators=draw.choice(often), bundles=1 if few else draw.randint(1, 3))
    if not any(bundle.get("after_sales") for bundle in made["bundles"]):  # else E513
        made["skus"] = [sku | {"needs_after_sales": False} for sku in made["skus"]]
    _certificates(draw, made, binaries)
    _today(draw, made, binaries)
    _futures(draw, made, draw.randint(1, 4))
    _rules(draw, made, binaries)
    aversion = draw.choice((0.0, 0.3, 0.7, 1.0))
    more = {"discount_rate": draw.choice((0.0, 0.15)), "capital_cost": draw.choice((0.0, 0.2))}
    return tiny.build(made, aversion=aversion, tail=draw.choice((0.1, 0.25, 1.0)), loss_per_day=0.02, **more)


def _maybe(draw: random.Random, chance: float, *values: Any) -> Any:
    """One of the values, or, most likely, none."""
    return draw.choice(values) if draw.random() < chance else None


def _periods(draw: random.Random, count: int) -> list[dict[str, Any]]:
    rows, begin = [], 0
    for i in range(count):
        length = draw.choice((1, 2, 3))
        budget = _maybe(draw, 0.2, 800, 3000, 10_000)
        rows.append({"period": f"T{i}", "first_quarter": QUARTERS[begin], "quarters": length, "opening_budget": budget})
        begin += length
    return rows


def _goods(draw: random.Random, made: tiny.Tables, skus: int, zones: list[str], binaries: str) -> None:
    stocked = binaries in ("stock", "all")
    made["skus"] = [
        tiny.sku(
            name,
            price=draw.choice((90, 140, 220)),
            unit_cost=draw.choice((30, 45)),
            volume_m3=draw.choice((0.05, 0.1, 0.2)),
            family=draw.choice(("f", "g")),
            minimum_stock=draw.choice((0, 0, 2, 6)) if stocked and (binaries == "all" or name == "A") else 0,
            listing_cost=draw.choice((0, 0, 150)) if stocked and binaries == "all" else 0,
            needs_after_sales=draw.random() < 0.2,
            return_rate=draw.choice((0, 0.1)),
            stock_turns=draw.choice((2, 4, 8)),
        )
        | ({"price_currency": "Y", "price": 100} if draw.random() < 0.3 else {})
        for name in "ABC"[:skus]
    ]
    made["currencies"] = [{"currency": "Y", "rate": 2}]
    made["zones"] = [{"zone": z, "country": "Land", "customs_area": "U", "share": 1 / len(zones)} for z in zones]
    made["demand"] = [
        {"sku": sku["sku"], "zone": z, "period": row["period"], "units": draw.choice((0, 6, 15, 30))}
        for sku in made["skus"]
        for z in zones
        for row in made["periods"]
    ]
    made["demand"][0]["units"] = 20


def _network(
    draw: random.Random, made: tiny.Tables, sites: list[str], zones: list[str], *, operators: int, bundles: int
) -> None:
    regimes = ("duty_paid", "duty_paid", "bonded")
    statuses = ("candidate",) * 6 + ("must_open",)
    made["sites"] = [
        {"site": s, "country": "Land", "customs_area": "U", "regime": draw.choice(regimes),
         "status": draw.choice(statuses)} for s in sites
    ]  # fmt: skip
    made["operators"] = [
        {"operator": f"O{i}", "kind": draw.choice(KINDS), "commission": draw.choice((0.05, 0.15))}
        for i in range(operators)
    ]
    made["bundles"] = draw.sample(BUNDLES, bundles)
    made["site_options"] = [
        _offer(draw, s, f"O{i}", made["periods"])
        for s in sites
        for i in range(operators)
        if i == 0 or draw.random() < 0.8
    ]
    made["inbound_lanes"] = [
        {"origin": "CN", "corridor": corridor, "site": s, "container_cost": cost, "days": draw.choice((0, days))}
        for s in sites
        for corridor, cost, days in (("rail", 3000, 20), ("sea", 1500, 45))
    ]
    made["outbound_lanes"] = [
        {"site": s, "zone": z, "order_cost": draw.choice((4, 15, 30)), "days": draw.choice((2, 6, 12))}
        for s in sites
        for z in zones
    ]
    made["parcel_lanes"] = [
        {"carrier": "Post", "zone": "all", "order_cost": draw.choice((40, 90)), "days": 12, "max_weight": 20}
    ][: draw.choice((0, 1, 1))]


def _offer(draw: random.Random, site: str, operator: str, periods: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "site": site,
        "operator": operator,
        "capacity_m3": draw.choice((1, 3, 6, 1000)),
        "fixed_cost": draw.choice((100, 300, 900)),
        "opening_cost": draw.choice((0, 500, 2500)),
        "useful_life": draw.choice((3, 8, 20)),
        "closing_cost": draw.choice((0, 80)),
        "handling_cost": draw.choice((0, 3)),
        "storage_cost": draw.choice((0, 10)),
        "minimum_term": draw.choice((0, 0, 3, 12)),
        "first_quarter": _maybe(draw, 0.2, periods[-1]["first_quarter"]),
        "lead_weeks": draw.choice((0, 4)),
        "importer": _maybe(draw, 0.3, "Imp"),
        "max_stock_value": _maybe(draw, 0.3, 500, 2000),
        "seizure_loss": draw.choice((0.5, 1.0, 1.5)),
        "recovery_quarters": draw.choice((0, 1, 2, 5)),
        "cost_while_seized": draw.choice((0, 40)),
    }


def _certificates(draw: random.Random, made: tiny.Tables, binaries: str) -> None:
    families = {"all": ("f", "g"), "certificates": ("f",)}.get(binaries, ())
    made["certifications"] = [
        {"family": f, "customs_area": "U", "cost": draw.choice((50, 400)), "lead_time": draw.choice((0, 0, 1)),
         "validity": draw.choice((2, 8))}
        for f in families if draw.random() < 0.4 and any(sku["family"] == f for sku in made["skus"])
    ]  # fmt: skip
    made["certificates_held"] = [
        {"family": row["family"], "customs_area": "U", "valid_until": draw.choice((None, "2027Q2"))}
        for row in made["certifications"]
        if draw.random() < 0.3
    ]


def _today(draw: random.Random, made: tiny.Tables, binaries: str) -> None:
    """Some sites run today, with a service package that their operator offers."""
    made["current_network"], made["current_stock"] = [], []
    for site in made["sites"]:
        offers = [row for row in made["site_options"] if row["site"] == site["site"] and row["first_quarter"] is None]
        if offers and draw.random() < 0.3:
            operator, bundle = draw.choice(offers)["operator"], draw.choice(made["bundles"])["bundle"]
            since = _maybe(draw, 0.5, "2026Q4")
            site["status"] = "existing"
            made["current_network"].append(
                {"site": site["site"], "operator": operator, "bundle": bundle, "since": since}
            )
            if draw.random() < 0.5:
                made["current_stock"].append({"sku": "A", "site": site["site"], "units": draw.choice((3, 10))})


def _futures(draw: random.Random, made: tiny.Tables, scenarios: int) -> None:
    weights = [draw.choice((1, 2, 5)) for _ in range(scenarios)]
    names = [f"W{i}" for i in range(scenarios)]
    made["scenarios"] = [
        {"scenario": name, "probability": weight / sum(weights)} for name, weight in zip(names, weights, strict=True)
    ]
    operators, sites = [row["operator"] for row in made["operators"]], [row["site"] for row in made["sites"]]
    kinds = [row["kind"] for row in made["operators"]]
    zone, periods = made["zones"][0]["zone"], [row["period"] for row in made["periods"]]
    seizures = (
        f"site:{sites[0]}",
        f"operator:{operators[-1]}",
        f"kind:{kinds[0]}",
        "no_tax",
        f"site:{sites[-1]} & no_tax",
    )
    possible: tuple[tuple[str, tuple[str, ...], tuple[float | None, ...]], ...] = (
        ("seizure", seizures, (None,)),
        ("seizure", seizures, (None,)),
        ("duty_points", ("d", "U", "all"), (0.1, 0.4)),
        ("duty_factor", ("d@U",), (0.5, 3.0)),
        ("corridor_closed", ("sea", "rail"), (None,)),
        ("corridor_cost_factor", ("sea", "rail"), (4.0,)),
        ("corridor_extra_days", ("sea",), (20,)),
        ("currency_factor", ("Y",), (0.7, 1.3)),
        ("demand_factor", ("all", f"zone:{zone}", "sku:A", "country:Land"), (0.0, 0.5, 1.4)),
    )
    made["events"] = []
    for name in names[1:] if draw.random() < 0.8 else names:
        for kind, targets, values in draw.sample(possible, draw.randint(1, 3)):
            begin = draw.randrange(len(periods))
            last = periods[draw.randrange(begin, len(periods))] if draw.random() < 0.5 else None
            row = {"scenario": name, "kind": kind, "target": draw.choice(targets), "first_period": periods[begin]}
            if not any(row.items() <= other.items() for other in made["events"]):
                made["events"].append(row | {"last_period": last, "value": draw.choice(values)})


def _rules(draw: random.Random, made: tiny.Tables, binaries: str) -> None:
    sites, operators = [row["site"] for row in made["sites"]], [row["operator"] for row in made["operators"]]
    not_here = {"sources": {"maximum_skus"}, "stock": {"single_source"}, "all": set()}
    barred = not_here.get(binaries, {"maximum_skus", "single_source"})
    names = [name for name in LIMITS if name not in barred]
    chosen = draw.sample(names, draw.choice((0, 1, 1, 2, 3)))
    made["limits"] = [_limit(draw, name, sites, made) for name in chosen]
    made["overrides"] = []
    if draw.random() < 0.3:
        made["overrides"].append({"site": draw.choice(sites), "operator": operators[0], "decision": "never",
                                  "period": _maybe(draw, 0.7, made["periods"][-1]["period"])})  # fmt: skip
    elif draw.random() < 0.3:
        thing = {"sku": "A"} if draw.random() < 0.5 else {"period": made["periods"][-1]["period"]}
        made["overrides"].append({"site": sites[0], "decision": "must", **thing})
    status = {row["site"]: row for row in made["sites"]}
    for row in made["overrides"]:
        if row["decision"] == "never" and status[row["site"]]["status"] == "must_open":
            status[row["site"]]["status"] = "candidate"


def _limit(draw: random.Random, name: str, sites: list[str], made: tiny.Tables) -> dict[str, Any]:
    """A limit, hard or with a penalty where it takes one."""
    site, other = sites[0], sites[-1]
    zone = made["zones"][0]["zone"]
    arrow = "not " if draw.random() < 0.5 else ""
    values: dict[str, tuple[tuple[str, ...], tuple[float | None, ...], tuple[float, ...]]] = {
        "minimum_sites": (("all", "country:Land"), (1, 2), (200.0, 2000.0)),
        "maximum_sites": (("all", "kind:independent"), (0, 1), (200.0, 2000.0)),
        "maximum_stock_value": (("all", f"site:{site}"), (300, 1500), (0.1, 1.0)),
        "maximum_skus": (("all", f"site:{other}"), (1, 2), (50.0, 1000.0)),
        "maximum_changes": (("all",), (0, 1, 2), (100.0, 1500.0)),
        "if_then": ((f"site:{site} -> {arrow}site:{other}",), (None,), (300.0, 3000.0)),
        "minimum_demand_met": (("all", f"zone:{zone}", "country:Land"), (0.3, 0.7, 0.95), (10.0, 200.0)),
        "minimum_average_of_worst": (("all",), (-4000, 0, 3000), ()),
        "single_source": (("all", f"zone:{zone}"), (None,), ()),
    }
    scopes, figures, penalties = values[name]
    row: dict[str, Any] = {"limit": name, "scope": draw.choice(scopes), "value": draw.choice(figures)}
    return row | {"penalty": _maybe(draw, 0.5, *penalties) if penalties else None}
