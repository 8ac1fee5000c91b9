"""Single sourcing: zones that, by the planner's limit, one warehouse serves alone. s = site, z = zone.

Who serves a zone is settled once, for every SKU, period and future; parcels remain free to go there. Only zones in the
scope of a single_source limit have variables: without such a limit nothing here exists.
"""

from __future__ import annotations

from typing import Any

import pyomo.environ as pyo

from inputs.case import SheetRow
from inputs.frames import numbered, records, tuples
from model.elastic import give
from model.limit_rows import LimitRow
from model.prepare import Data

LIMIT = "single_source"
WHOLE_PLAN = ""


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """serves, at most one site a zone, and a row of the limits table for each limit."""
    by_zone = sites_by_zone(data)
    asked = numbered(data.case.limits[data.case.limits["limit"] == LIMIT])
    rows = {z: [SheetRow("limits", r.Index) for r in asked if z in _zones_in_scope(data, r.scope)] for z in by_zone}
    m.serves = pyo.Var(
        [(z, s) for z, sites in by_zone.items() for s in sites],
        domain=pyo.Binary,
        doc="site s alone may serve zone z, in every period and future",
    )

    @m.Constraint([z for z, sites in by_zone.items() if sites], doc="single_source: sum_s serves[z,s] <= 1")
    def one_site_a_zone(m: Any, z: str) -> Any:
        given = give(m, data, *rows[z], most=len(by_zone[z]))
        return pyo.quicksum(m.serves[z, s] for s in by_zone[z]) - given <= 1

    for row in records(data.case.limits[data.case.limits["limit"] == LIMIT]):
        zones = _zones_in_scope(data, row.scope)
        sources = pyo.quicksum(m.serves[z, s] for z in zones for s in by_zone[z])
        used = sources / max(1, len(zones))  # sites a zone, on average
        m.limit_rows.append(LimitRow(row.limit, row.scope, WHOLE_PLAN, used, "at most", 1.0, None, None))


def sites_by_zone(data: Data) -> dict[str, list[str]]:
    """Zones in the scope of some single_source limit -> sites with a lane to them in some state, in order."""
    limits = data.case.limits
    scopes = limits.loc[limits["limit"] == LIMIT, "scope"]
    chosen = {z for scope in scopes for z in _zones_in_scope(data, scope)}
    if not chosen:
        return {}
    lanes = {lane for table in data.tables for lane in tuples(table.lanes[["zone", "site"]].drop_duplicates())}
    sites = list(data.case.sites["site"])
    return {z: [s for s in sites if (z, s) in lanes] for z in data.case.zones["zone"] if z in chosen}


def _zones_in_scope(data: Data, scope: str) -> list[str]:
    """Zones that "all", "zone:x" or "country:x" names, in order."""
    column, _, name = scope.partition(":")
    zones = data.case.zones
    return list(zones["zone"] if column == "all" else zones.loc[zones[column] == name, "zone"])


def serves(m: pyo.ConcreteModel, z: str, s: str) -> Any:
    """serves[z,s], None where no limit asks for one source."""
    return m.serves[z, s] if (z, s) in m.serves else None  # noqa: SIM401 (a Pyomo variable has no get)
