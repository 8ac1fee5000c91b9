"""Which SKUs an option may sell: category rules, operators' conditions, services needed, planner's overrides.

Each rule is one function that marks pairs of SKU and option; the first that marks a pair gives its reason.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from inputs.case import Case, SheetRow
from inputs.frames import numbered, tuples
from model.economics.money import base_rates
from model.state import OPTION_KEY

DIMENSIONAL_KG_PER_M3 = 167.0  # volumetric divisor 6000 cm3 a kg, the parcel carriers' convention
PAIR = ["sku", *OPTION_KEY]
Pair = tuple[str, str, str, str]


@dataclass(frozen=True)
class Refusal:
    """Why a SKU is refused: `kind` is the rule, the rest what it was called with where that matters.

    Kinds: no_storage, no_after_sales, brands_only, no_inbound, override, and the names of category rules with their
    `limit` (in `currency`, kg), `scope` ("": every option) and the planner's `why`.
    """

    kind: str
    limit: float = 0.0
    currency: str = ""
    scope: str = ""
    why: str = ""


# pairs, why, and the row with which a planner says so
Marked = list[tuple["pd.Series[bool]", Refusal, SheetRow | None]]


def in_scope(table: pd.DataFrame, scope: str) -> pd.Series[bool]:
    """Rows of an options table that a scope such as "kind:platform" names; "all" names every row.

    Several conditions joined by & must all hold; "no_tax" names options whose bundle pays no tax.
    """
    chosen = pd.Series(True, index=table.index)
    for part in scope.split("&"):
        column, _, name = part.strip().partition(":")
        if column == "all":
            continue
        if column == "no_tax":
            chosen &= ~table["tax"].astype(bool)
        else:
            chosen &= table[column.strip()] == name.strip()
    return chosen


def admissions(
    case: Case, options: pd.DataFrame, *, elastic: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame, dict[Pair, tuple[SheetRow, ...]]]:
    """Pairs of SKU and option that are admitted (PAIR columns), and those refused (with `reason`, a Refusal).

    With `elastic`, what only the planner's own rows refuse is admitted too; the third value says which rows those are.
    """
    pairs = case.skus.rename(columns={"currency": "sku_currency"}).merge(
        options.rename(columns={"currency": "option_currency"}), how="cross"
    )
    marks: Marked = []
    for rule in (_services, _operators, _category_rules, _overrides, _inbound):
        marks += rule(case, pairs)
    reason: pd.Series[Any] = pd.Series(None, index=pairs.index, dtype="object")
    for mask, refusal, owner in marks:
        if not (elastic and owner):
            reason[reason.isna() & mask] = refusal
    admitted = pairs.loc[reason.isna(), PAIR].reset_index(drop=True)
    refused = pairs.loc[reason.notna(), PAIR].assign(reason=reason[reason.notna()]).reset_index(drop=True)
    owners: dict[Pair, tuple[SheetRow, ...]] = {}
    for mask, _, owner in marks if elastic else ():
        if owner:
            for pair in tuples(pairs.loc[mask & reason.isna(), PAIR]):
                owners[pair] = (*owners.get(pair, ()), owner)
    return admitted, refused, owners


def _services(case: Case, pairs: pd.DataFrame) -> Marked:
    return [
        (~pairs["storage"].astype(bool), Refusal("no_storage"), None),
        (
            pairs["needs_after_sales"].astype(bool) & ~pairs["after_sales"].astype(bool),
            Refusal("no_after_sales"),
            None,
        ),
    ]


def _operators(case: Case, pairs: pd.DataFrame) -> Marked:
    return [
        (
            pairs["branded_only"].astype(bool) & ~pairs["branded"].astype(bool),
            Refusal("brands_only"),
            None,
        )
    ]


def _category_rules(case: Case, pairs: pd.DataFrame) -> Marked:
    rates = base_rates(case)
    price = pairs["price"] * pairs["price_currency"].map(rates)
    dimensional = pairs["weight_kg"].clip(lower=pairs["volume_m3"] * DIMENSIONAL_KG_PER_M3)
    marks: Marked = []
    for row in numbered(case.category_rules):
        value = float(row.value)
        hit = {
            "minimum_price": price < value * rates[row.currency],
            "minimum_dimensional_weight": dimensional < value,
            "no_seasonal": pairs["seasonal"].astype(bool),
            "branded_only": ~pairs["branded"].astype(bool),
        }[row.rule]
        scope = "" if row.applies_to == "all" else row.applies_to
        told = Refusal(row.rule, value, row.currency, scope, row.reason or "")
        marks.append((hit & in_scope(pairs, row.applies_to), told, SheetRow("category_rules", row.Index)))
    return marks


def _overrides(case: Case, pairs: pd.DataFrame) -> Marked:
    """never, for a SKU, in every period."""
    marks: Marked = []
    for row in numbered(case.overrides):
        if row.decision == "never" and row.sku and not row.period:
            hit = pd.Series(True, index=pairs.index)
            for column in PAIR:
                named = getattr(row, column)
                if named:
                    hit &= pairs[column] == named
            told = Refusal("override", why=row.reason or "")
            marks.append((hit, told, SheetRow("overrides", row.Index)))
    return marks


def _inbound(case: Case, pairs: pd.DataFrame) -> Marked:
    reachable = set(case.inbound_lanes["site"])
    return [(~pairs["site"].isin(reachable), Refusal("no_inbound"), None)]


def banned_runs(case: Case) -> list[tuple[SheetRow, Callable[[Any, str], bool]]]:
    """Overrides that forbid running an option, each with its test (option row, period) -> bool."""

    def test(override: Any) -> Callable[[Any, str], bool]:
        def matches(option: Any, period: str) -> bool:
            wanted = [(name, getattr(override, name)) for name in ("site", "operator", "bundle")]
            return all(not value or getattr(option, name) == value for name, value in wanted) and (
                not override.period or override.period == period
            )

        return matches

    nevers = (row for row in numbered(case.overrides) if row.decision == "never" and not row.sku)
    return [(SheetRow("overrides", row.Index), test(row)) for row in nevers]
