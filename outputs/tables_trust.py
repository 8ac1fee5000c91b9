"""Outcome -> sheets limits, assumptions, provenance."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from inputs.frames import tuples
from model.outcome import Note, Outcome, PlanResult
from model.risk import effective_aversion
from outputs import phrases_sheets
from outputs.dust import without_dust
from outputs.language import Words
from outputs.reference import reference_scenario

MODEL_ASSUMPTIONS = {  # subject, and the phrase that says what is taken for granted
    "decisions": "assume_decisions",
    "operations": "assume_operations",
    "ceilings": "assume_ceilings",
    "seizure": "assume_seizure",
    "no tax": "assume_no_tax",
    "demand": "assume_demand",
    "stock": "assume_stock",
    "stock value": "assume_stock_value",
    "corridors": "assume_corridors",
    "opening costs": "assume_opening_costs",
    "yardsticks": "assume_yardsticks",
}
DEFAULTS = {phrase.en: key for key, phrase in phrases_sheets.DEFAULTS.items()}
NOTES = {
    "today_is_parcels": "note_today_is_parcels",
    "today_no_plan": "note_today_no_plan",
    "parcels_no_plan": "note_parcels_no_plan",
    "stability": "note_stability_unproven",
}


def limits(outcome: Outcome) -> pd.DataFrame:
    """The planner's limits, used and left, with the planner's reason; "" for the whole plan becomes blank."""
    columns = ["limit", "scope", "period", "sense", "value", "used", "slack", "penalty", "excess", "reason"]
    table = outcome.limits.merge(outcome.data.case.limits[["limit", "scope", "reason"]], "left", ["limit", "scope"])
    left = [without_dust(slack, value) for slack, value in zip(table["slack"], table["value"], strict=True)]
    broken = [excess if slack else 0.0 for excess, slack in zip(table["excess"], left, strict=True)]
    return table.assign(period=table["period"].replace("", None), slack=left, excess=broken)[columns]


def assumptions(outcome: Outcome, say: Words) -> pd.DataFrame:
    """Defaults that filled cells, then what the model takes for granted."""
    columns = ["sheet", "column", "assumption", "cells"]
    used = outcome.data.case.assumptions[["sheet", "column", "default", "cells"]]
    defaults = [
        (sheet, column, say(DEFAULTS[default]) if default in DEFAULTS else default, cells)
        for sheet, column, default, cells in tuples(used)
    ]
    granted = [("model", subject, say(key), None) for subject, key in MODEL_ASSUMPTIONS.items()]
    return pd.DataFrame([*defaults, *granted], columns=columns)


def note_in_words(note: Note, say: Words, currency: str) -> str:
    """What a plan's note says, without a full stop."""
    price = say.amount(max(0.0, note.price), currency)
    if note.kind == "stability" and note.most is not None:
        return say("note_stability", price=price, most=say.amount(note.most, currency))
    return say(NOTES[note.kind], why=note.why, price=price)


def provenance(result: PlanResult, given: Mapping[str, str | float | None], say: Words) -> pd.DataFrame:
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
        **{
            f"note_{number}": note_in_words(note, say, case.settings.currency)
            for number, note in enumerate(result.notes, start=1)
        },
    }
    items.update(given)
    return pd.DataFrame(list(items.items()), columns=["item", "value"]).astype({"value": "object"})
