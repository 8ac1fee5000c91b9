"""Where the planner's own limits give way: the same model, each such limit with a slack that its row must pay for.

The ordinary model is rigid: `give` is 0 in it. In the elastic one (`prepare(case, elastic=True)`) every row of a limit,
budget, status, override, category rule or lease has a variable by which it may be broken, and runs and goods that only
such rows rule out exist. What is physical (one option a site, capacity, unbroken spells) never gives way.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pyomo.environ as pyo
from pyomo.repn import generate_standard_repn

from inputs.case import Case, SheetRow
from model.capacity import most_stock_value
from model.network import Run
from model.prepare import Data

FIGURES = {"limits": "value", "periods": "opening_budget", "site_options": "minimum_term"}
DECISIONS = ("if_then", "single_source")  # limits without a figure: they stand or go


@dataclass(frozen=True)
class Give:
    """A variable by which a row of the algebra is broken: 0 unless every one of `rows` is changed, at most `most`.

    Where the row states a figure, one of the variable asks for `per` of it, in the figure's own unit.
    """

    rows: tuple[SheetRow, ...]
    variable: Any
    most: float
    per: float


def figure_column(case: Case, row: SheetRow) -> str:
    """The column of the figure that a row of the planner states; "" where the whole row is one decision."""
    if row.sheet == "limits" and case.limits["limit"].iloc[row.position] in DECISIONS:
        return ""
    return FIGURES.get(row.sheet, "")


def open_slacks(m: pyo.ConcreteModel) -> None:
    """The open list of slacks, before any family is added."""
    m.slack = pyo.VarList(domain=pyo.NonNegativeReals, doc="by how much a row that the planner owns is broken")
    m.lifted_as_run = pyo.ConstraintList(doc="what the planner's rows keep from an option counts only where it runs")
    m.gives, m.excuses = [], []


def give(m: pyo.ConcreteModel, data: Data, *rows: SheetRow, most: float = 1.0, per: float = 1.0) -> Any:
    """What the row being built may be broken by, for the planner's `rows`: 0 in the rigid model.

    `most` is the most that can ever be needed; infinite for money without a better bound.
    """
    if not data.elastic:
        return 0.0
    variable = m.slack.add()
    m.gives.append(Give(rows, variable, most, per))
    return variable


def where_lifted(m: pyo.ConcreteModel, data: Data, sku: str, run: Run) -> Any:
    """run[a,t]; where the planner's rows refuse the SKU there, it counts only if they are changed."""
    rows = data.network.owners.get((sku, *run[:3]), ())
    if not rows:
        return m.run[run]
    lifted = give(m, data, *rows)
    m.lifted_as_run.add(lifted <= m.run[run])
    return lifted


def excuse(m: pyo.ConcreteModel, data: Data, runs: Iterable[Run]) -> Any:
    """What a must that counts only where one of `runs` is allowed may be broken by: 0 unless every one is forbidden by
    some row of the planner that is not changed."""
    bans = [data.network.bans.get(i, ()) for i in runs]
    if not bans or not all(bans):
        return 0.0
    variable = m.slack.add()
    m.excuses.append((variable, bans))
    return variable


def shortfall(data: Data, used: Any, sense: str, value: float) -> float:
    """By how much used <= value (or >=) can be broken at most, from the variables' bounds; inf where they have none."""
    if not data.elastic:
        return 0.0
    rep = generate_standard_repn(used)
    sign = 1.0 if sense == "at most" else -1.0
    worst = sign * float(rep.constant)
    for coefficient, variable in zip(rep.linear_coefs, rep.linear_vars, strict=True):
        bound = variable.ub if sign * coefficient > 0 else variable.lb
        worst += math.inf if bound is None else sign * coefficient * bound
    return max(0.0, worst - sign * value)


def close_slacks(m: pyo.ConcreteModel, data: Data) -> None:
    """changed[j], amount[j] for each row j of the planner, and what they allow; called last.

    `m.sizes[j]` is what one of `amount[j]` stands for in the row's figure, `m.figures[j]` how large the figure is.
    """
    gives = list(m.gives)
    told = [g.rows for g in gives] + list(data.network.bans.values())
    m.planner_rows = list(dict.fromkeys(row for rows in told for row in rows))
    number = {row: j for j, row in enumerate(m.planner_rows)}
    m.sizes = {j: max([1e-9, *(g.per for g in gives if row in g.rows)]) for row, j in number.items()}
    m.figures = {j: _figure(data.case, row) for row, j in number.items()}
    m.changed = pyo.Var(list(m.sizes), domain=pyo.Binary, doc="row j of the planner's own is changed")
    m.amount = pyo.Var(list(m.sizes), domain=pyo.NonNegativeReals, doc="by how much its figure is changed")
    pairs = [(i, row) for i, g in enumerate(gives) for row in g.rows]
    money = _money_bound(m, data)
    most = [min(g.most, money + max(m.figures[number[row]] or 0.0 for row in g.rows) / g.per) for g in gives]

    @m.Constraint(range(len(pairs)), doc="slack <= most * changed[j]")
    def broken_where_changed(m: Any, k: int) -> Any:
        i, row = pairs[k]
        return gives[i].variable <= most[i] * m.changed[number[row]]

    @m.Constraint(range(len(pairs)), doc="amount[j] >= what each slack asks of the figure")
    def amount_suffices(m: Any, k: int) -> Any:
        i, row = pairs[k]
        j = number[row]
        if m.figures[j] is None:
            return pyo.Constraint.Skip
        return m.amount[j] >= gives[i].per / m.sizes[j] * gives[i].variable

    excused = [(e, bans) for e, (_, ways) in enumerate(m.excuses) for bans in ways]

    @m.Constraint(range(len(excused)), doc="an excuse <= sum over the rows that forbid a run of (1 - changed[j])")
    def excused_while_forbidden(m: Any, k: int) -> Any:
        e, bans = excused[k]
        return m.excuses[e][0] <= pyo.quicksum(1 - m.changed[number[row]] for row in bans)

    banned = [(*i, number[row]) for i, rows in data.network.bans.items() for row in rows]

    @m.Constraint(banned, doc="run[a,t] <= changed[j] for each row j that forbids it")
    def run_where_allowed(m: Any, s: str, o: str, b: str, t: str, j: int) -> Any:
        return m.run[s, o, b, t] <= m.changed[j]


def _figure(case: Case, row: SheetRow) -> float | None:
    """The size of the figure that a row states; None for a decision."""
    column = figure_column(case, row)
    return abs(float(getattr(case, row.sheet)[column].iloc[row.position])) if column else None


def _money_bound(m: pyo.ConcreteModel, data: Data) -> float:
    """More money than any plan can move, in plan currency / unit: all sales, all stock, every cost at its highest."""
    stock = sum(most_stock_value(data).values()) / data.unit
    rooms = float(data.network.options["capacity_m3"].sum())
    total = 2 * data.revenue / data.unit + 2 * stock
    for charge in m.charges:
        highest = getattr(charge.variable, "ub", None)
        if highest is None:
            highest = stock if charge.counted_in > 1 else max(1.0, rooms)
        total += charge.amount * charge.discount / data.unit * highest
    return float(total)
