"""The plan's main figures beside today's network and parcels only."""

from __future__ import annotations

import pandas as pd

from model.outcome import Outcome, PlanResult
from outputs.deliveries import deliveries
from outputs.language import Words
from outputs.tables_service import demand_met, orders_on_target


def stock_at_risk(outcome: Outcome) -> float:
    """Highest total of stock ceilings in any period, plan currency."""
    totals = outcome.runs.groupby("period", sort=False)["ceiling"].sum()
    return float(totals.max()) if len(totals) else 0.0


def comparison(result: PlanResult, table: pd.DataFrame, say: Words) -> pd.DataFrame:
    """The sheet comparison; `table` is that of `deliveries` of the plan."""
    plan = result.plan
    settings = plan.data.case.settings
    names = [
        (say("expected_profit"), "currency"),
        (say("worst_average", share=say.percentage(settings.tail)), "currency"),
        (say("stock_at_risk"), "currency"),
        (say("orders_within", days=say.figure(settings.target_days)), "share"),
        (say("demand_met"), "share"),
    ]
    frame = pd.DataFrame(names, columns=["figure", "unit"])
    frame["unit"] = frame["unit"].replace("currency", settings.currency)
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
