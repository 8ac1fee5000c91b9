"""Identities and rules that any sound plan obeys, computed afresh from the results: the sheet checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from inputs.frames import records, tuples
from model.economics.money import base_rates
from model.outcome import Outcome
from model.risk import effective_aversion, quarter_weight, worst_average
from model.state import OPTION_KEY
from outputs.reasons import certified_periods

RELATIVE, ABSOLUTE = 1e-6, 1e-6
FEASIBILITY = 1e-5  # relative: solvers keep rows to 1e-6 or so of their size


@dataclass(frozen=True)
class Check:
    """What was found against what must be; `difference` is 0 where a bound is kept."""

    check: str
    value: float
    expected: float
    difference: float
    ok: bool


def equal(check: str, value: float, expected: float, scale: float = 0.0) -> Check:
    """value = expected, to RELATIVE of the larger of expected and scale."""
    difference = value - expected
    return Check(check, value, expected, difference, abs(difference) <= RELATIVE * max(abs(expected), scale) + ABSOLUTE)


def at_most(check: str, value: float, bound: float) -> Check:
    """value <= bound, to FEASIBILITY of the bound."""
    over = max(0.0, value - bound)
    return Check(check, value, bound, over, over <= FEASIBILITY * max(1.0, abs(bound)))


def checks(outcome: Outcome, table: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """Every check; `table` is that of `deliveries`, `ledger` the sheet."""
    found = [
        *_money(outcome, table, ledger),
        *_operations(outcome, table),
        *_storage(outcome),
        *_rules(outcome, table),
    ]
    return pd.DataFrame([vars(check) for check in found])


def _money(outcome: Outcome, table: pd.DataFrame, ledger: pd.DataFrame) -> Iterator[Check]:
    futures, settings = outcome.data.futures, outcome.data.case.settings
    profits = recomputed_profits(outcome, table)
    size = outcome.data.revenue * 1e-3
    worst = max(profits, key=lambda w: abs(profits[w] - outcome.profits[w]))
    name = f"profit from deliveries and charges ({worst}, the largest difference)"
    yield equal(name, profits[worst], outcome.profits[worst], size)
    expected = sum(futures.probability[w] * profits[w] for w in profits)
    yield equal("expected profit from deliveries and charges", expected, outcome.expected_profit, size)
    cvar = worst_average(profits, futures.probability, settings.tail)
    yield equal("average of the worst outcomes from deliveries and charges", cvar, outcome.cvar, size)
    weight = effective_aversion(outcome.data.case)
    yield equal("objective from both", (1 - weight) * expected + weight * cvar, outcome.objective, size)
    bottom = ledger[(ledger["line"] == "profit") & (ledger["measure"] == "present value")]
    yield equal(
        "ledger's present values sum to expected profit", float(bottom["total"].sum()), outcome.expected_profit, size
    )
    lines = ledger[(ledger["section"] != "total") & (ledger["measure"] == "amount")]
    bottom = ledger[(ledger["line"] == "profit") & (ledger["measure"] == "amount")]
    yield equal("ledger's lines sum to its profit", float(lines["total"].sum()), float(bottom["total"].sum()), size)
    yield equal("probabilities sum to 1", sum(futures.probability.values()), 1.0)
    if outcome.bound is not None:
        yield at_most("objective within the proven bound", outcome.objective, outcome.bound)


def recomputed_profits(outcome: Outcome, table: pd.DataFrame) -> dict[str, float]:
    """Each scenario's profit from deliveries, penalties and charges alone."""
    data = outcome.data
    money = (table["units"] * table["margin"]).groupby(table["situation"]).sum()
    charged = outcome.charges["quantity"] * outcome.charges["unit_cost"] * outcome.charges["discount"]
    everywhere = float(charged[outcome.charges["scenario"].isna()].sum())
    profits = {}
    for w in data.futures.probability:
        states = [data.futures.path[w, t] for t in data.network.calendar.names]
        earned = sum(
            quarter_weight(data, n) * (float(money.get(n, 0.0)) - outcome.operations[n].penalty) for n in states
        )
        profits[w] = earned - everywhere - float(charged[outcome.charges["scenario"] == w].sum())
    return profits


def _operations(outcome: Outcome, table: pd.DataFrame) -> Iterator[Check]:
    keys = ["situation", "sku", "zone"]
    reached = (table["units"] / table["keep"]).groupby([table[key] for key in keys]).sum().rename("reached")
    wanted = pd.concat([tables.demand.assign(situation=n) for n, tables in enumerate(outcome.data.tables)])
    both = reached.reset_index().merge(wanted, how="left", on=keys)
    over = both["reached"] / both["units"].fillna(0.0).clip(lower=1e-12)
    yield at_most("buyers reached within demand (highest share of any SKU, zone and situation)", _most(over), 1.0)
    stored = table[table["channel"] == "warehouse"]
    shipped = sum(float(operations.ship["units"].sum()) for operations in outcome.operations)
    yield equal("units delivered from sites pass through an operator", float(stored["units"].sum()), shipped)
    held = outcome.stock[["sku", "site", "period"]].assign(held=True)
    loose = stored.merge(held, how="left", on=["sku", "site", "period"])
    yield at_most("deliveries of SKUs that the site does not hold", float(loose["held"].isna().sum()), 0)
    running = outcome.runs[[*OPTION_KEY, "period"]].assign(runs=True)
    idle = stored.merge(running, how="left", on=[*OPTION_KEY, "period"])
    yield at_most("deliveries from sites that do not run", float(idle["runs"].isna().sum()), 0)
    admitted = outcome.data.network.admitted.assign(admitted=True)
    barred = stored.merge(admitted, how="left", on=["sku", *OPTION_KEY])
    yield at_most("deliveries that a rule forbids", float(barred["admitted"].isna().sum()), 0)


def _most(values: pd.Series[Any]) -> float:
    return float(values.max()) if len(values) else 0.0


def _storage(outcome: Outcome) -> Iterator[Check]:
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
    yield at_most("storage used beyond capacity, m3 (the worst site and situation)", max(room), 0)
    yield at_most("stock value beyond its ceiling, share (the worst site and situation)", max(value), 0)
    most = outcome.runs.merge(
        outcome.data.network.options[[*OPTION_KEY, "max_stock_value"]],
        on=OPTION_KEY,
    )
    over = (most["ceiling"] / most["max_stock_value"]).dropna()
    yield at_most("stock ceiling within what the operator admits (highest share)", _most(over), 1.0)
    together = outcome.runs.groupby(["site", "period"]).size()
    yield at_most("operators at one site in one period", _most(together), 1)


def _rules(outcome: Outcome, table: pd.DataFrame) -> Iterator[Check]:
    case = outcome.data.case
    rates = base_rates(case)
    sent = table.loc[table["channel"] == "parcel", ["sku", "carrier", "zone"]].drop_duplicates()
    skus = case.skus.assign(price=case.skus["price"] * case.skus["price_currency"].map(rates))
    sent = sent.merge(skus.drop(columns="currency"), on="sku")
    lanes = case.parcel_lanes.assign(
        max_value=case.parcel_lanes["max_value"] * case.parcel_lanes["currency"].map(rates)
    )
    sent = sent.merge(lanes, on=["carrier", "zone"])
    limits = (("weight_kg", "max_weight"), ("longest_side_cm", "max_side"), ("price", "max_value"))
    for figure, limit in limits:
        over = sent[figure] > sent[limit].astype(float).fillna(float("inf")) * (1 + 1e-9)
        yield at_most(f"parcels beyond a carrier's {limit}", float(over.sum()), 0)
    slowest = _most(table["days"])
    yield at_most("slowest delivery, days", slowest, case.settings.longest_days)
    yield at_most("SKUs held without the certificate they need", float(_uncertified(outcome)), 0)
    hard = outcome.limits[outcome.limits["penalty"].isna()]
    broken = (-hard["slack"]).clip(lower=0) / hard["value"].abs().clip(lower=1.0)
    yield at_most("planner's limits broken (largest share)", _most(broken), 0)


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
