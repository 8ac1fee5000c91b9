"""Operations of one state: who is served from where, once it is known what the period looks like.

k = SKU, s = site, a = (site, operator, bundle), z = zone, p = carrier; units a quarter. Built against `Links`, the
few design figures that operations see: the design's own variables in the whole model, plain numbers where the
design is fixed. Nothing here couples two states.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.core.expr.numeric_expr import LinearExpression

from inputs.case import SheetRow
from inputs.frames import numbered, records
from model import sourcing
from model.assortment import available
from model.economics.money import base_rates
from model.elastic import give
from model.limit_rows import LimitRow
from model.prepare import Data
from model.state import Option


@dataclass(frozen=True)
class Links:
    """What operations see of the design in one period: numbers, or expressions of design variables.

    room in m3, headroom in plan currency / unit; an option that cannot run in the period is not in `options`.
    `serves(z, s)` is None where no limit asks for one source.
    """

    options: frozenset[Option]
    run: Callable[[Option], Any]
    available: Callable[[str, str], Any]
    room: Callable[[Option], Any]
    headroom: Callable[[Option], Any]
    serves: Callable[[str, str], Any]


def links_of(m: pyo.ConcreteModel, period: str) -> Links:
    """Links to the variables of a design."""
    return Links(
        frozenset(i[:3] for i in m.RUNS if i[3] == period),
        run=lambda a: m.run[a, period],
        available=lambda k, s: available(m, k, s, period),
        room=lambda a: m.room[a, period],
        headroom=lambda a: m.headroom[a, period],
        serves=lambda z, s: sourcing.serves(m, z, s),
    )


def add(b: Any, data: Data, state: int, links: Links) -> None:
    """ship, through, parcel and their rows on block `b`; `b.profit` in plan currency / unit a quarter."""
    tables, alive = data.tables[state], dict(data.futures.states[state].alive)
    pairs = set(data.pairs)
    lanes = {(r.sku, r.site, r.zone): r for r in records(tables.lanes) if (r.sku, r.site) in pairs}
    options = {
        (r.sku, r.site, r.operator, r.bundle): r
        for r in records(tables.options)
        if (r.site, r.operator, r.bundle) in links.options and alive.get((r.site, r.operator, r.bundle), 1.0) > 0
    }
    sellable = {i[:2] for i in options}
    lanes = {i: row for i, row in lanes.items() if i[:2] in sellable}
    parcels = {(r.sku, r.carrier, r.zone): r for r in records(tables.parcels)}
    b.ship = pyo.Var(list(lanes), domain=pyo.NonNegativeReals, doc="units of k from s to z, a quarter")
    b.through = pyo.Var(list(options), domain=pyo.NonNegativeReals, doc="units of k through option a, a quarter")
    b.parcel = pyo.Var(list(parcels), domain=pyo.NonNegativeReals, doc="units of k by carrier p to z, a quarter")
    _selling(b, data, state, links, lanes, options, parcels)
    _running(b, data, state, links, lanes, options)
    _holding(b, data, state, links, options)
    _demand_met(b, data, state)
    b.profit = pyo.Expression(expr=_profit(b, data, lanes, options, parcels), doc="operating profit a quarter")


def _selling(
    b: Any,
    data: Data,
    state: int,
    links: Links,
    lanes: dict[Any, Any],
    options: dict[Any, Any],
    parcels: dict[Any, Any],
) -> None:
    demand = {(r.sku, r.zone): r.units for r in records(data.tables[state].demand)}
    reach: dict[tuple[str, str], list[Any]] = {}
    for i, row in lanes.items():
        reach.setdefault((i[0], i[2]), []).append((1 / row.keep, b.ship[i]))
    for i, row in parcels.items():
        reach.setdefault((i[0], i[2]), []).append((1 / row.keep, b.parcel[i]))

    @b.Constraint(list(reach), doc="sum_s ship/keep + sum_p parcel/keep <= demand[k,z] (the rest is unmet)")
    def within_demand(b: Any, k: str, z: str) -> Any:
        terms = reach[k, z]
        return _linear(terms) <= demand[k, z]

    @b.Constraint(list(lanes), doc="ship[k,s,z] <= keep * demand[k,z] * available[k,s,t]")
    def shipped_where_stocked(b: Any, k: str, s: str, z: str) -> Any:
        return b.ship[k, s, z] <= lanes[k, s, z].most * links.available(k, s)

    sources = {i: links.serves(i[2], i[1]) for i in lanes}

    @b.Constraint(
        [i for i, source in sources.items() if source is not None],
        doc="single_source: ship[k,s,z] <= keep * demand[k,z] * serves[z,s]",
    )
    def shipped_by_the_source(b: Any, k: str, s: str, z: str) -> Any:
        return b.ship[k, s, z] <= lanes[k, s, z].most * sources[k, s, z]

    leaving: dict[tuple[str, str], list[Any]] = {}
    for i in lanes:
        leaving.setdefault(i[:2], []).append((1.0, b.ship[i]))
    for i in options:
        if i[:2] in leaving:
            leaving[i[:2]].append((-1.0, b.through[i]))

    @b.Constraint(list(leaving), doc="sum_z ship[k,s,z] = sum_a through[k,a]")
    def shipped_through_options(b: Any, k: str, s: str) -> Any:
        return _linear(leaving[k, s]) == 0


def _running(b: Any, data: Data, state: int, links: Links, lanes: dict[Any, Any], options: dict[Any, Any]) -> None:
    """M = sum_z keep * demand, the most that site s can sell of k."""
    alive = dict(data.futures.states[state].alive)
    bound: dict[tuple[str, str], float] = {}
    for i, row in lanes.items():
        bound[i[:2]] = bound.get(i[:2], 0.0) + row.most

    @b.Constraint(list(options), doc="through[k,a] <= M * alive[a] * run[a,t]")
    def through_running_option(b: Any, k: str, s: str, o: str, package: str) -> Any:
        a = (s, o, package)
        return b.through[k, s, o, package] <= bound.get((k, s), 0.0) * alive.get(a, 1.0) * links.run(a)

    struck = {a[0] for a in alive}
    by_pair: dict[tuple[str, str], list[Option]] = {}
    for i in options:
        by_pair.setdefault(i[:2], []).append(i[1:])

    @b.Constraint(
        [i for i in lanes if i[1] in struck],
        doc="a struck site sells on each lane by options alive: ship <= keep * demand * sum_a alive * run",
    )
    def shipped_while_alive(b: Any, k: str, s: str, z: str) -> Any:
        share = sum(alive.get(a, 1.0) * links.run(a) for a in by_pair[k, s])
        return b.ship[k, s, z] <= lanes[k, s, z].most * share


def _holding(b: Any, data: Data, state: int, links: Links, options: dict[Any, Any]) -> None:
    alive = dict(data.futures.states[state].alive)
    held: dict[Option, list[Any]] = {}
    for i in options:
        held.setdefault(i[1:], []).append(i)

    @b.Constraint(list(held), doc="sum_k volume * peak * 4/turns * through[k,a] <= alive[a] * room[a,t], in m3")
    def volume_within_room(b: Any, s: str, o: str, package: str) -> Any:
        a = (s, o, package)
        return _linear([(options[i].volume_held, b.through[i]) for i in held[a]]) <= alive.get(a, 1.0) * links.room(a)

    @b.Constraint(list(held), doc="sum_k value * peak * 4/turns * through[k,a] <= alive[a] * headroom[a,t]")
    def value_within_headroom(b: Any, s: str, o: str, package: str) -> Any:
        a = (s, o, package)
        value = _linear([(options[i].value_held / data.unit, b.through[i]) for i in held[a]])
        return value <= alive.get(a, 1.0) * links.headroom(a)


def _demand_met(b: Any, data: Data, state: int) -> None:
    """minimum_demand_met: share of demand sold in a period without events (or in the first scenario's, where every
    future has one), hard or at a penalty a unit.
    """
    b.demand_shortfall = pyo.VarList(domain=pyo.NonNegativeReals, doc="units short of a demand limit, a quarter")
    b.demand_is_met = pyo.ConstraintList(doc="sum ship + sum parcel + shortfall >= value * demand")
    b.penalties, b.limit_rows = [], []
    rates, period = base_rates(data.case), data.futures.states[state].period
    for row, zones, wanted in demand_limits(data, state):
        sold = [b.ship[i] for i in b.ship if i[2] in zones] + [b.parcel[i] for i in b.parcel if i[2] in zones]
        short, given = b.demand_shortfall.add(), 0.0
        penalty = float(row.penalty) if row.penalty == row.penalty else None
        if penalty is None:
            short.fix(0.0)
            given = give(b.model(), data, SheetRow("limits", row.Index), most=float(row.value))
        else:
            b.penalties.append((-penalty * float(rates[row.currency]) / data.unit, short))
        b.demand_is_met.add(pyo.quicksum(sold) + short + wanted * given >= row.value * wanted)
        used = pyo.quicksum(sold) / wanted
        b.limit_rows.append(LimitRow(row.limit, row.scope, period, used, "at least", float(row.value), penalty, None))


def demand_limits(data: Data, state: int) -> list[tuple[Any, frozenset[str], float]]:
    """The minimum_demand_met limits that concern a state: numbered row, zones, units a quarter wanted there."""
    limits = data.case.limits[data.case.limits["limit"] == "minimum_demand_met"]
    if limits.empty or data.futures.reference()[data.futures.states[state].period] != state:
        return []
    found = []
    for row in numbered(limits):
        column, _, name = row.scope.partition(":")
        zones = data.case.zones
        inside = frozenset(zones["zone"] if column == "all" else zones.loc[zones[column] == name, "zone"])
        wanted = sum(r.units for r in records(data.tables[state].demand) if r.zone in inside)
        if wanted > 0:
            found.append((row, inside, wanted))
    return found


def _profit(b: Any, data: Data, lanes: dict[Any, Any], options: dict[Any, Any], parcels: dict[Any, Any]) -> Any:
    """sum margin * ship + sum margin * through + sum margin * parcel, in plan currency / unit a quarter."""
    terms = [(row.margin / data.unit, b.ship[i]) for i, row in lanes.items()]
    terms += [(row.margin / data.unit, b.through[i]) for i, row in options.items()]
    terms += [(row.margin / data.unit, b.parcel[i]) for i, row in parcels.items()]
    return _linear(terms + b.penalties)


def _linear(terms: list[tuple[float, Any]]) -> Any:
    """sum coefficient * variable, in Pyomo's fastest form."""
    if not terms:
        return 0.0
    return LinearExpression(linear_coefs=[float(c) for c, _ in terms], linear_vars=[v for _, v in terms])
