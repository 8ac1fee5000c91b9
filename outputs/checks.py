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
from outputs.formulas_checks import DUST, TRACED
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


def without_dust(difference: float, expected: float) -> float:
    """0 in place of what is left of rounding, which programs that calculate treat differently."""
    return 0.0 if abs(difference) < DUST * max(1.0, abs(expected)) else difference


def equal(code: str, check: str, value: float, expected: float, scale: float = 0.0) -> Check:
    """value = expected, to RELATIVE of the larger of expected and scale."""
    difference, tolerance = without_dust(value - expected, expected), RELATIVE * max(abs(expected), scale) + ABSOLUTE
    return Check(code, check, value, expected, difference, tolerance, abs(difference) <= tolerance)


def at_most(code: str, check: str, value: float, bound: float) -> Check:
    """value <= bound, to FEASIBILITY of the bound."""
    over, tolerance = max(0.0, without_dust(value - bound, bound)), FEASIBILITY * max(1.0, abs(bound))
    return Check(code, check, value, bound, over, tolerance, over <= tolerance)


def checks(outcome: Outcome, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every check; `table` is that of `deliveries`, `tables` holds the other result sheets."""
    found = [
        *_money(outcome, tables),
        *_operations(outcome, table, tables),
        *_storage(outcome, tables),
        *_rules(outcome, table, tables),
    ]
    frame = pd.DataFrame([vars(check) for check in found])
    return frame.assign(traced=frame["code"].isin(TRACED))[[column.name for column in CHECKS.columns]]


def _money(outcome: Outcome, tables: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
    size = outcome.data.revenue * 1e-3
    scenarios, ledger, lines = tables["scenarios"], tables["ledger"], tables["situation_lines"]
    apart = (scenarios["recomputed"] - scenarios["profit"]).abs()
    yield at_most("scenario_profits", "profit from deliveries and charges, each scenario (largest difference)",
                  _most(apart / max(size, 1.0)), 0)  # fmt: skip
    expected = float((scenarios["probability"] * scenarios["recomputed"]).sum())
    yield equal("expected_profit", "expected profit from deliveries and charges", expected,
                outcome.expected_profit, size)  # fmt: skip
    part = scenarios["part_of_worst"]
    cvar = float((part * scenarios["recomputed"]).sum() / part.sum())
    yield equal("worst_average", "average of the worst outcomes from deliveries and charges", cvar,
                outcome.cvar, size)  # fmt: skip
    weight = effective_aversion(outcome.data.case)
    yield equal("objective", "objective from both", (1 - weight) * expected + weight * cvar, outcome.objective, size)
    profit = ledger[ledger["line"] == "profit"].set_index("measure")["total"]
    yield equal("ledger_profit", "ledger's present values sum to expected profit", float(profit["present value"]),
                outcome.expected_profit, size)  # fmt: skip
    amounts = ledger[(ledger["section"] != "total") & (ledger["measure"] == "amount")]
    yield equal("ledger_lines", "ledger's lines sum to its profit", float(amounts["total"].sum()),
                float(profit["amount"]), size)  # fmt: skip
    penalties = float(tables["situations"]["penalty"].sum())
    yield equal("margins", "margins of all deliveries are the sums of their lines",
                _total(tables["flow_totals"]["margin"]), _total(lines["margin"]) + penalties, size)  # fmt: skip
    yield equal("probabilities", "probabilities sum to 1", float(scenarios["probability"].sum()), 1.0)
    if outcome.bound is not None:
        yield at_most("bound", "objective within the proven bound", outcome.objective, outcome.bound)


def _operations(outcome: Outcome, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
    keys = ["situation", "sku", "zone"]
    reached = (table["units"] / table["keep"]).groupby([table[key] for key in keys]).sum().rename("reached")
    wanted = pd.concat([tables.demand.assign(situation=n) for n, tables in enumerate(outcome.data.tables)])
    both = reached.reset_index().merge(wanted, how="left", on=keys)
    over = both["reached"] / both["units"].fillna(0.0).clip(lower=1e-12)
    yield at_most("demand", "buyers reached within demand (highest share of any SKU, zone and situation)",
                  _most(over), 1.0)  # fmt: skip
    for code, sheet, what in (
        ("demand_calm", "assortment", "SKU and zone, whole plan without events"),
        ("demand_zones", "service_level", "zone and period"),
    ):
        frame = tables[sheet]
        reached = frame["by_warehouse"] + frame["by_parcel"] + frame["lost_to_delay"]
        excess = float((reached - frame["demand"]).max()) if len(frame) else 0.0
        yield at_most(code, f"units sold or lost beyond demand ({what}: most)", max(0.0, excess), 0)
    stored = table[table["channel"] == "warehouse"]
    shipped = sum(float(operations.ship["units"].sum()) for operations in outcome.operations)
    yield equal("handled", "units delivered from sites pass through an operator", float(stored["units"].sum()), shipped)
    held = outcome.stock[["sku", "site", "period"]].assign(held=True)
    loose = stored.merge(held, how="left", on=["sku", "site", "period"])
    yield at_most("held", "deliveries of SKUs that the site does not hold", float(loose["held"].isna().sum()), 0)
    running = outcome.runs[[*OPTION_KEY, "period"]].assign(runs=True)
    idle = stored.merge(running, how="left", on=[*OPTION_KEY, "period"])
    yield at_most("running", "deliveries from sites that do not run", float(idle["runs"].isna().sum()), 0)
    admitted = outcome.data.network.admitted.assign(admitted=True)
    barred = stored.merge(admitted, how="left", on=["sku", *OPTION_KEY])
    yield at_most("rules", "deliveries that a rule forbids", float(barred["admitted"].isna().sum()), 0)


def _total(values: pd.Series[Any]) -> float:
    return float(values.sum())


def _most(values: pd.Series[Any]) -> float:
    return float(values.max()) if len(values) else 0.0


def _storage(outcome: Outcome, tables: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
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
    yield at_most("storage", "storage used beyond capacity, m3 (the worst site and situation)", max(room), 0)
    yield at_most("stock_value", "stock value beyond its ceiling, share (the worst site and situation)", max(value), 0)
    held = tables["stock_ceilings"]
    full = tables["sites"]["utilisation"].dropna()
    yield at_most("utilisation", "storage used of capacity (highest share)", _most(full), 1.0)
    yield at_most(
        "ceilings", "stock value used of its ceiling (highest share)", _most(held["of_ceiling"].dropna()), 1.0
    )
    admitted = held["of_admitted"].dropna()
    yield at_most("admitted", "stock ceiling of what the operator admits (highest share)", _most(admitted), 1.0)
    yield at_most("one_operator", "operators at one site in one period", _most(held["operators_here"]), 1)


def _rules(outcome: Outcome, table: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> Iterator[Check]:
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
        yield at_most(f"parcel_{limit}", f"parcels beyond a carrier's {limit}", float(over.sum()), 0)
    slowest = _most(table["days"])
    yield at_most("slowest", "slowest delivery, days", slowest, case.settings.longest_days)
    yield at_most("certificates", "SKUs held without the certificate they need", float(_uncertified(outcome)), 0)
    limits = tables["limits"]
    broken = limits["excess"].where(limits["penalty"].isna(), 0.0) / limits["value"].abs().clip(lower=1.0)
    yield at_most("limits", "planner's limits broken (largest share)", _most(broken), 0)


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
