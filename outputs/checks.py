"""Identities and rules that any sound plan obeys, computed afresh from the results: the sheet checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from model.outcome import Outcome
from model.risk import effective_aversion
from outputs.dust import without_dust
from outputs.formulas_checks import remark, traced
from outputs.language import Words
from outputs.places import Places
from outputs.sheets_money import CHECKS
from outputs.tables_proof import MISSING

RELATIVE, ABSOLUTE = 1e-6, 1e-6
FEASIBILITY = 1e-5  # relative: solvers keep rows to 1e-6 or so of their size


@dataclass(frozen=True)
class Check:
    """What was found against what must be; `difference` is 0 where a bound is kept."""

    code: str
    check: str
    value: float
    expected: float
    difference: float
    tolerance: float
    ok: bool


def equal(code: str, check: str, value: float, expected: float, scale: float = 0.0) -> Check:
    """value = expected, to RELATIVE of the larger of expected and scale."""
    difference, tolerance = without_dust(value - expected, expected), RELATIVE * max(abs(expected), scale) + ABSOLUTE
    return Check(code, check, value, expected, difference, tolerance, abs(difference) <= tolerance)


def at_most(code: str, check: str, value: float, bound: float) -> Check:
    """value <= bound, to FEASIBILITY of the bound."""
    over, tolerance = max(0.0, without_dust(value - bound, bound)), FEASIBILITY * max(1.0, abs(bound))
    return Check(code, check, value, bound, over, tolerance, over <= tolerance)


def checks(outcome: Outcome, tables: Mapping[str, pd.DataFrame], places: Places, say: Words) -> pd.DataFrame:
    """Every check, from the other result sheets alone; `places` tells which of these the workbook holds whole."""
    found = [
        *_money(outcome, tables, say),
        *_operations(outcome, tables, say),
        *_storage(tables, say),
        *_rules(outcome, tables, say),
    ]
    frame = pd.DataFrame([vars(check) for check in found])
    remarks = [remark(places, code) for code in frame["code"]]
    frame["traced"] = [traced(places, code) for code in frame["code"]]
    frame["remark"] = pd.Series([say(key) if key else None for key in remarks], dtype="object")
    return frame[list(CHECKS.names)]


def _money(outcome: Outcome, tables: Mapping[str, pd.DataFrame], say: Words) -> Iterator[Check]:
    size = outcome.data.revenue * 1e-3
    scenarios, ledger, lines = tables["scenarios"], tables["ledger"], tables["situation_lines"]
    apart = (scenarios["recomputed"] - scenarios["profit"]).abs()
    yield at_most("scenario_profits", say("check_profits"),
                  _most(apart / max(size, 1.0)), 0)  # fmt: skip
    expected = float((scenarios["probability"] * scenarios["recomputed"]).sum())
    yield equal("expected_profit", say("check_expected"), expected,
                outcome.expected_profit, size)  # fmt: skip
    part = scenarios["part_of_worst"]
    cvar = float((part * scenarios["recomputed"]).sum() / part.sum())
    yield equal("worst_average", say("check_worst"), cvar,
                outcome.cvar, size)  # fmt: skip
    weight = effective_aversion(outcome.data.case)
    yield equal("objective", say("check_objective"), (1 - weight) * expected + weight * cvar, outcome.objective, size)
    profit = ledger[ledger["line"] == "profit"].set_index("measure")["total"]
    yield equal("ledger_profit", say("check_ledger_value"), float(profit["present value"]),
                outcome.expected_profit, size)  # fmt: skip
    amounts = ledger[(ledger["section"] != "total") & (ledger["measure"] == "amount")]
    yield equal("ledger_lines", say("check_ledger_lines"), float(amounts["total"].sum()),
                float(profit["amount"]), size)  # fmt: skip
    penalties = float(tables["situations"]["penalty"].sum())
    yield equal("margins", say("check_margins"),
                _total(tables["flow_totals"]["margin"]), _total(lines["margin"]) + penalties, size)  # fmt: skip
    yield equal("probabilities", say("check_probabilities"), float(scenarios["probability"].sum()), 1.0)
    if outcome.bound is not None:
        yield at_most("bound", say("check_bound"), outcome.objective, outcome.bound)


def _operations(outcome: Outcome, tables: Mapping[str, pd.DataFrame], say: Words) -> Iterator[Check]:
    yield at_most("demand", say("check_demand"), max(0.0, _most(tables["situations"]["of_demand"])), 1.0)
    for code, sheet, key in (
        ("demand_calm", "assortment", "check_demand_calm"),
        ("demand_zones", "service_level", "check_demand_zones"),
    ):
        frame = tables[sheet]
        reached = frame["by_warehouse"] + frame["by_parcel"] + frame["lost_to_delay"]
        excess = float((reached - frame["demand"]).max()) if len(frame) else 0.0
        yield at_most(code, say(key), max(0.0, excess), 0)
    totals = tables["flow_totals"]
    stored = totals[totals["channel"] == "warehouse"]
    shipped = sum(float(operations.ship["units"].sum()) for operations in outcome.operations)
    yield equal("handled", say("check_through"), _total(stored["units"]), shipped)
    assigned = tables["sku_assignment"]
    for code, sheet, key in (("held", "sku_assignment", "check_held"), ("running", "site_use", "check_running")):
        yield at_most(code, say(key), _total(stored["rows"]) - _total(tables[sheet]["deliveries"]), 0)
    yield at_most("rules", say("check_admitted"), _total(assigned.loc[~assigned["admitted"], "deliveries"]), 0)


def _total(values: pd.Series[Any]) -> float:
    return float(values.sum())


def _most(values: pd.Series[Any]) -> float:
    return float(values.max()) if len(values) else 0.0


def _storage(tables: Mapping[str, pd.DataFrame], say: Words) -> Iterator[Check]:
    """Use against room and ceiling, situation by situation."""
    use = tables["site_use"]
    yield at_most("storage", say("check_room"), max(0.0, _most(use["over_m3"])), 0)
    headroom = (use["ceiling"] - use["minimum_stock_value"]).clip(lower=1.0)
    yield at_most("stock_value", say("check_value"), _most(use["over_value"] / headroom), 0)
    held = tables["stock_ceilings"]
    full = tables["sites"]["utilisation"].dropna()
    yield at_most("utilisation", say("check_utilisation"), _most(full), 1.0)
    yield at_most("ceilings", say("check_of_ceiling"), _most(held["of_ceiling"].dropna()), 1.0)
    admitted = held["of_admitted"].dropna()
    yield at_most("admitted", say("check_ceiling"), _most(admitted), 1.0)
    yield at_most("one_operator", say("check_operators"), _most(held["operators_here"]), 1)


def _rules(outcome: Outcome, tables: Mapping[str, pd.DataFrame], say: Words) -> Iterator[Check]:
    sent = tables["parcel_use"]
    for figure, limit in (("weight_kg", "max_weight"), ("longest_side_cm", "max_side"), ("price", "max_value")):
        over = sent[figure] > sent[limit].fillna(float("inf")) * (1 + 1e-9)
        yield at_most(f"parcel_{limit}", say("check_parcels", limit=limit), float(over.sum()), 0)
    slowest = _most(tables["flow_totals"]["slowest"])
    yield at_most("slowest", say("check_days"), slowest, outcome.data.case.settings.longest_days)
    missing = tables["sku_assignment"]["certificate"] == MISSING
    yield at_most("certificates", say("check_certificates"), float(missing.sum()), 0)
    limits = tables["limits"]
    broken = limits["excess"].where(limits["penalty"].isna(), 0.0) / limits["value"].abs().clip(lower=1.0)
    yield at_most("limits", say("check_limits"), _most(broken), 0)
