"""Identities and rules that any sound plan obeys, computed afresh from the results: the sheet checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from inputs.frames import records, tuples
from model.economics.money import base_rates
from model.outcome import Outcome
from model.risk import effective_aversion
from model.state import OPTION_KEY
from outputs.dust import without_dust
from outputs.formulas_checks import TRACED
from outputs.language import Words
from outputs.reasons import certified_periods
from outputs.sheets_money import CHECKS

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


def checks(outcome: Outcome, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame], say: Words) -> pd.DataFrame:
    """Every check; `table` is that of `deliveries`, `tables` holds the other result sheets."""
    found = [
        *_money(outcome, tables, say),
        *_operations(outcome, table, tables, say),
        *_storage(outcome, tables, say),
        *_rules(outcome, table, tables, say),
    ]
    frame = pd.DataFrame([vars(check) for check in found])
    return frame.assign(traced=frame["code"].isin(TRACED))[[column.name for column in CHECKS.columns]]


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


def _operations(
    outcome: Outcome, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame], say: Words
) -> Iterator[Check]:
    keys = ["situation", "sku", "zone"]
    reached = (table["units"] / table["keep"]).groupby([table[key] for key in keys]).sum().rename("reached")
    wanted = pd.concat([tables.demand.assign(situation=n) for n, tables in enumerate(outcome.data.tables)])
    both = reached.reset_index().merge(wanted, how="left", on=keys)
    over = both["reached"] / both["units"].fillna(0.0).clip(lower=1e-12)
    yield at_most("demand", say("check_demand"),
                  _most(over), 1.0)  # fmt: skip
    for code, sheet, key in (
        ("demand_calm", "assortment", "check_demand_calm"),
        ("demand_zones", "service_level", "check_demand_zones"),
    ):
        frame = tables[sheet]
        reached = frame["by_warehouse"] + frame["by_parcel"] + frame["lost_to_delay"]
        excess = float((reached - frame["demand"]).max()) if len(frame) else 0.0
        yield at_most(code, say(key), max(0.0, excess), 0)
    stored = table[table["channel"] == "warehouse"]
    shipped = sum(float(operations.ship["units"].sum()) for operations in outcome.operations)
    yield equal("handled", say("check_through"), float(stored["units"].sum()), shipped)
    held = outcome.stock[["sku", "site", "period"]].assign(held=True)
    loose = stored.merge(held, how="left", on=["sku", "site", "period"])
    yield at_most("held", say("check_held"), float(loose["held"].isna().sum()), 0)
    running = outcome.runs[[*OPTION_KEY, "period"]].assign(runs=True)
    idle = stored.merge(running, how="left", on=[*OPTION_KEY, "period"])
    yield at_most("running", say("check_running"), float(idle["runs"].isna().sum()), 0)
    admitted = outcome.data.network.admitted.assign(admitted=True)
    barred = stored.merge(admitted, how="left", on=["sku", *OPTION_KEY])
    yield at_most("rules", say("check_admitted"), float(barred["admitted"].isna().sum()), 0)


def _total(values: pd.Series[Any]) -> float:
    return float(values.sum())


def _most(values: pd.Series[Any]) -> float:
    return float(values.max()) if len(values) else 0.0


def _storage(outcome: Outcome, tables: Mapping[str, pd.DataFrame], say: Words) -> Iterator[Check]:
    """Use against room and ceiling, state by state; what is left of a seized site counts as less."""
    room, value = [0.0], [0.0]
    runs = {(r.site, r.operator, r.bundle, r.period): r for r in records(outcome.runs)}
    for state, operations in zip(outcome.data.futures.states, outcome.operations, strict=True):
        through, alive = operations.through, dict(state.alive)
        used = pd.DataFrame(
            {"m3": through["units"] * through["volume_held"], "money": through["units"] * through["value_held"]}
        ).groupby([through["site"], through["operator"], through["bundle"]], sort=False)
        for a, sums in used.sum().iterrows():
            run, left = runs.get((*a, state.period)), alive.get(a, 1.0)  # type: ignore[misc, call-overload]
            if run is None:
                continue  # the check on sites that do not run reports it
            room.append(float(sums["m3"]) / left + float(run.kept_volume_m3) - float(run.capacity_m3))
            headroom = float(run.ceiling) - float(run.kept_value)
            value.append((float(sums["money"]) / left - headroom) / max(1.0, headroom))
    yield at_most("storage", say("check_room"), max(room), 0)
    yield at_most("stock_value", say("check_value"), max(value), 0)
    held = tables["stock_ceilings"]
    full = tables["sites"]["utilisation"].dropna()
    yield at_most("utilisation", say("check_utilisation"), _most(full), 1.0)
    yield at_most("ceilings", say("check_of_ceiling"), _most(held["of_ceiling"].dropna()), 1.0)
    admitted = held["of_admitted"].dropna()
    yield at_most("admitted", say("check_ceiling"), _most(admitted), 1.0)
    yield at_most("one_operator", say("check_operators"), _most(held["operators_here"]), 1)


def _rules(outcome: Outcome, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame], say: Words) -> Iterator[Check]:
    case = outcome.data.case
    rates = base_rates(case)
    sent = table.loc[table["channel"] == "parcel", ["sku", "carrier", "zone"]].drop_duplicates()
    skus = case.skus.assign(price=case.skus["price"] * case.skus["price_currency"].map(rates))
    sent = sent.merge(skus.drop(columns="currency"), on="sku")
    lanes = case.parcel_lanes.assign(
        max_value=case.parcel_lanes["max_value"] * case.parcel_lanes["currency"].map(rates)
    )
    sent = sent.merge(lanes, on=["carrier", "zone"])
    bounds = (("weight_kg", "max_weight"), ("longest_side_cm", "max_side"), ("price", "max_value"))
    for figure, limit in bounds:
        over = sent[figure] > sent[limit].astype(float).fillna(float("inf")) * (1 + 1e-9)
        yield at_most(f"parcel_{limit}", say("check_parcels", limit=limit), float(over.sum()), 0)
    slowest = _most(table["days"])
    yield at_most("slowest", say("check_days"), slowest, case.settings.longest_days)
    yield at_most("certificates", say("check_certificates"), float(_uncertified(outcome)), 0)
    limits = tables["limits"]
    broken = limits["excess"].where(limits["penalty"].isna(), 0.0) / limits["value"].abs().clip(lower=1.0)
    yield at_most("limits", say("check_limits"), _most(broken), 0)


def _uncertified(outcome: Outcome) -> int:
    """Held (SKU, site, period) whose family needs a certificate that neither the plan nor the operator holds."""
    data = outcome.data
    area = dict(zip(data.case.sites["site"], data.case.sites["customs_area"], strict=True))
    family = dict(zip(data.case.skus["sku"], data.case.skus["family"], strict=True))
    periods, rows = certified_periods(outcome), data.network.rows()
    brings = {(r.site, r.period) for r in records(outcome.runs) if rows[r.site, r.operator, r.bundle].certification}
    return sum(
        t not in periods.get((family[k], area[s]), {t}) and (s, t) not in brings
        for k, s, t in tuples(outcome.stock[["sku", "site", "period"]])
    )
