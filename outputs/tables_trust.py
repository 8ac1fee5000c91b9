"""Outcome -> sheets limits, assumptions, provenance."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from inputs.frames import tuples
from model.outcome import Outcome, PlanResult
from model.risk import effective_aversion
from outputs.reference import reference_scenario

MODEL_ASSUMPTIONS = (
    ("decisions", "sites, certificates and stock ceilings are fixed for all futures: no site is opened in answer to an "
     "event, which understates flexibility"),
    ("operations", "each period is planned by itself: stock is not carried from one period to the next"),
    ("ceilings", "a seizure takes the whole stock ceiling, not what happens to lie there that day"),
    ("seizure", "a seizure strikes at the end of its period; the site is then out of use for its recovery time"),
    ("no tax", "a site whose service package pays no tax is seized seizure_factor_no_tax times as readily; that factor "
     "is an assumption, not a measurement"),
    ("demand", "the demand sheet holds at reference_days; slower delivery loses loss_per_day of the buyers, down to "
     "keep_floor"),
    ("stock", "average stock is sales over stock_turns; room and ceilings allow peak_factor times that"),
    ("stock value", "stock is valued at its landed cost on the plan's first day, duty included, VAT not"),
    ("corridors", "goods take the cheapest inbound route open in the situation"),
    ("opening costs", "paid in cash at the opening, charged to profit over their useful life"),
    ("yardsticks", "today's network and parcels only are free of the planner's limits, overrides and budgets"),
)  # fmt: skip


def limits(outcome: Outcome) -> pd.DataFrame:
    """The planner's limits, used and left, with the planner's reason; "" for the whole plan becomes blank."""
    columns = ["limit", "scope", "period", "sense", "value", "used", "slack", "penalty", "excess", "reason"]
    table = outcome.limits.merge(outcome.data.case.limits[["limit", "scope", "reason"]], "left", ["limit", "scope"])
    return table.assign(period=table["period"].replace("", None))[columns]


def assumptions(outcome: Outcome) -> pd.DataFrame:
    """Defaults that filled cells, then what the model takes for granted."""
    defaults = outcome.data.case.assumptions.rename(columns={"default": "assumption"})
    defaults = defaults[["sheet", "column", "assumption", "cells"]]
    granted = pd.DataFrame(
        [("model", subject, words, None) for subject, words in MODEL_ASSUMPTIONS], columns=defaults.columns
    )
    rows = [*tuples(defaults), *tuples(granted)]
    return pd.DataFrame(rows, columns=defaults.columns)


def provenance(result: PlanResult, given: Mapping[str, str | float | None]) -> pd.DataFrame:
    """Input, settings, and what the solver said; `given` is added, and wins where it names the same item."""
    plan = result.plan
    case = plan.data.case
    items: dict[str, str | float | None] = {
        "input_file": case.source,
        "input_sha256": case.sha256,
        "status": plan.status,
        "message": plan.message or None,
        "objective": plan.objective,
        "solver_objective": plan.solver_objective,
        "bound": plan.bound,
        "gap": plan.gap,
        "improvement_possible": plan.improvement_possible,
        "expected_profit": plan.expected_profit,
        "average_of_worst": plan.cvar,
        "effective_aversion": effective_aversion(case),
        "revenue_at_full_demand": plan.data.revenue,
        "reference_scenario": reference_scenario(plan),
        **vars(case.settings),
        **{f"note_{number}": note for number, note in enumerate(result.notes, start=1)},
    }
    items.update(given)
    return pd.DataFrame(list(items.items()), columns=["item", "value"]).astype({"value": "object"})
