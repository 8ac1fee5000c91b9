"""Decisions the planner has taken already: what must run or be held, and what must not in some period.

A `never` without a SKU, and one for a SKU in every period, act on the index sets (`model.admission`); the rest
stands here as rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyomo.environ as pyo

from inputs.case import SheetRow
from inputs.frames import records
from model.elastic import excuse, give
from model.prepare import Data


def add(m: pyo.ConcreteModel, data: Data) -> None:
    """Rows for must, and for a SKU that is never held in one period."""
    rows = records(data.case.overrides)
    musts = [(j, t) for j, row in enumerate(rows) if row.decision == "must" for t in _periods(m, data, row)]
    nevers = [
        (j, k, s)
        for j, row in enumerate(rows)
        if row.decision == "never" and row.sku and row.period
        for k, s in _pairs(data, row)
    ]
    together = [(j, t, k, s) for j, t in musts if rows[j].sku for k, s in _pairs(data, rows[j])]
    m.held_as_told = pyo.Var(together, domain=pyo.Binary, doc="SKU k is held at s by an option that override j names")

    @m.Constraint(together, doc="held_as_told <= stock[k,s,t]")
    def told_sku_is_held(m: Any, j: int, t: str, k: str, s: str) -> Any:
        return m.held_as_told[j, t, k, s] <= m.stock[k, s, t]

    @m.Constraint(together, doc="held_as_told <= sum of run[a,t] over the options named")
    def told_option_runs(m: Any, j: int, t: str, k: str, s: str) -> Any:
        named = [m.run[i] for i in m.runs_of_site.get((s, t), []) if _names(rows[j], i)]
        return m.held_as_told[j, t, k, s] <= pyo.quicksum(named) + m.impossible

    @m.Constraint(musts, doc="planner's override must: one of the options named runs (or holds the SKU)")
    def must_be_done(m: Any, j: int, t: str) -> Any:
        if rows[j].sku:
            done = [m.held_as_told[i] for i in together if i[:2] == (j, t)]
        else:
            done = [m.run[i] for i in m.RUNS if i[3] == t and _names(rows[j], i)]
        given = give(m, data, SheetRow("overrides", j))
        if not rows[j].period:
            given = given + excuse(m, data, [i for i in m.RUNS if i[3] == t and _names(rows[j], i)])
        return pyo.quicksum(done) + m.impossible + given >= 1

    if data.elastic:
        _some_period(m, data, rows)

    @m.Constraint(nevers, doc="planner's override never: SKU k is not held at s (by the options named) in t")
    def must_not_be_held(m: Any, j: int, k: str, s: str) -> Any:
        row, excess = rows[j], give(m, data, SheetRow("overrides", j))
        if not (row.operator or row.bundle):
            return m.stock[k, s, row.period] <= excess
        named = [m.run[i] for i in m.runs_of_site.get((s, row.period), []) if _names(row, i)]
        return m.stock[k, s, row.period] + pyo.quicksum(named) <= 1 + excess


def _some_period(m: pyo.ConcreteModel, data: Data, rows: list[Any]) -> None:
    """A must without a period whose every run other rows of the planner forbid."""
    named = {j: [i for i in m.RUNS if _names(row, i)] for j, row in enumerate(rows) if row.decision == "must"}
    forbidden = [
        j for j, runs in named.items() if runs and not rows[j].period and data.network.bans.keys() >= set(runs)
    ]

    @m.Constraint(forbidden, doc="a must that is forbidden in every period: some option named runs after all")
    def must_be_done_some_time(m: Any, j: int) -> Any:
        return pyo.quicksum(m.run[i] for i in named[j]) + give(m, data, SheetRow("overrides", j)) >= 1


def _names(row: Any, run: tuple[str, str, str, str]) -> bool:
    return all(
        not wanted or wanted == got for wanted, got in zip((row.site, row.operator, row.bundle), run, strict=False)
    )


def _pairs(data: Data, row: Any) -> Iterable[tuple[str, str]]:
    return [(k, s) for k, s in data.pairs if k == row.sku and row.site in (None, s)]


def _periods(m: pyo.ConcreteModel, data: Data, row: Any) -> list[str]:
    """The period named or, where none is, every period in which an option named may run (at least the last)."""
    if row.period:
        return [row.period]
    names = data.network.calendar.names
    return [t for t in names if any(i[3] == t and _names(row, i) for i in m.RUNS)] or [names[-1]]
