"""How near a plan comes to a limit on operations that none can meet, for cases too large to solve for that exactly."""

from __future__ import annotations

import math
import threading
from dataclasses import replace

from inputs.case import Case, SheetRow
from model.economics.money import base_rates
from model.prepare import prepare
from solvers.options import NoPlan, SolveOptions
from solvers.planning import SOLVERS, by_size

DEAR = 20.0  # times the highest price, for each unit of demand that is not met
GAP = 0.02


def reached(case: Case, row: SheetRow, seconds: float, interrupt: threading.Event | None) -> float | None:
    """The figure of a minimum_demand_met or minimum_average_of_worst limit that the planner's own solvers reach
    within `seconds`, with the limit priced or left out; None where they find no plan, and for any other limit.
    """
    limit = str(case.limits["limit"].iloc[row.position]) if row.sheet == "limits" else ""
    currency = str(case.limits["currency"].iloc[row.position]) if limit else ""
    rates = base_rates(case)
    if limit == "minimum_demand_met":
        price = float((case.skus["price"] * case.skus["price_currency"].map(rates)).max())
        limits = case.limits.copy()
        limits.loc[row.position, "penalty"] = DEAR * price / float(rates[currency])
        eased = case.with_tables(limits=limits)
    elif limit == "minimum_average_of_worst":
        eased = case.with_tables(limits=case.limits.drop(index=row.position))
        eased = replace(eased, settings=replace(eased.settings, aversion=1.0))
    else:
        return None
    data = prepare(eased)
    try:
        plan = SOLVERS[by_size(data)](data, SolveOptions(GAP, seconds, interrupt=interrupt), {})
    except NoPlan:
        return None
    if limit == "minimum_average_of_worst":
        return plan.cvar / float(rates[currency])
    same = plan.limits["limit"].eq(limit) & plan.limits["scope"].eq(case.limits["scope"].iloc[row.position])
    return min(map(float, plan.limits.loc[same, "used"]), default=math.inf)
