"""The plan's main figures beside today's network and parcels only."""

from __future__ import annotations

import pandas as pd

from model.outcome import Outcome, PlanResult
from outputs.deliveries import deliveries
from outputs.tables_service import demand_met, orders_on_target


def worst_words(outcome: Outcome) -> str:
    """How the average of the worst outcomes is called: by the planner's tail."""
    return f"average of the worst {100 * outcome.data.case.settings.tail:.3g} %"


def stock_at_risk(outcome: Outcome) -> float:
    """Highest total of stock ceilings in any period, plan currency."""
    totals = outcome.runs.groupby("period", sort=False)["ceiling"].sum()
    return float(totals.max()) if len(totals) else 0.0


def comparison(result: PlanResult, table: pd.DataFrame) -> pd.DataFrame:
    """The sheet comparison; `table` is that of `deliveries` of the plan."""
    plan = result.plan
    target = plan.data.case.settings.target_days
    names = [
        ("expected profit", "currency"),
        (worst_words(plan), "currency"),
        ("stock at risk", "currency"),
        (f"orders within {target:g} days", "share"),
        ("demand met", "share"),
    ]
    frame = pd.DataFrame(names, columns=["figure", "unit"])
    frame["unit"] = frame["unit"].replace("currency", plan.data.case.settings.currency)
    frame["plan"] = pd.Series(_figures(plan, table), dtype="float64")
    for name, yardstick in (("today", result.today), ("parcels_only", result.parcels_only)):
        values = _figures(yardstick, deliveries(yardstick)) if yardstick is not None else [None] * len(names)
        frame[name] = pd.Series(values, dtype="float64")
    return frame


def _figures(outcome: Outcome, table: pd.DataFrame) -> list[float | None]:
    return [
        outcome.expected_profit,
        outcome.cvar,
        stock_at_risk(outcome),
        orders_on_target(outcome, table),
        demand_met(outcome, table),
    ]
