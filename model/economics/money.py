"""Money of any sheet in the plan's currency, at the exchange rates of a state."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from inputs.case import Case
from model.state import State


def base_rates(case: Case) -> pd.Series[float]:
    """Plan currency for one unit of each currency on the plan date."""
    return case.currencies.set_index("currency")["rate"].astype(float)


def exchange_rates(case: Case, state: State) -> pd.Series[float]:
    """Plan currency for one unit of each currency in `state`: currencies.rate times the state's factor."""
    rates = base_rates(case)
    factors = dict(state.currencies)
    return rates * [factors.get(str(currency), 1.0) for currency in rates.index]


def in_plan_currency(
    table: pd.DataFrame, columns: Sequence[str], rates: pd.Series[float], currency: str = "currency"
) -> pd.DataFrame:
    """`table` with the money in `columns` converted at `rates`, and its currency column dropped.

    Blank money stays blank. `currency` names the column that says in which currency each row stands.
    """
    rate = table[currency].map(rates).astype(float)
    converted = {column: table[column].astype(float) * rate for column in columns}
    return table.assign(**converted).drop(columns=currency)


def goods(case: Case, rates: pd.Series[float]) -> pd.DataFrame:
    """The SKUs with unit_cost and price (buyer's, VAT included) in plan currency a unit, in the sheet's order.

    They may be bought in one currency and sold in another: an exchange-rate shock moves them apart.
    """
    columns = ["sku", "duty_class", "unit_cost", "currency", "price", "price_currency"]
    columns += ["weight_kg", "volume_m3", "longest_side_cm", "stock_turns", "needs_after_sales", "return_rate"]
    bought = in_plan_currency(case.skus[columns], ["unit_cost"], rates)
    return in_plan_currency(bought, ["price"], rates, "price_currency")
