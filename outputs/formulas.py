"""Totals, shares and differences of the result sheets as live formulas, so that a planner can trace each to its rows.

What the solver decided stays a number. The tables hold the value of every formula, computed by owp: the workbook
shows both, and recalculating must change nothing. Only functions that Excel 2010 and LibreOffice share are used, and
whole-column products rather than lookups, so that sorting a sheet breaks nothing and no name acts as a wildcard.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from outputs import formulas_money, formulas_network, formulas_proof
from outputs.formulas_checks import checks
from outputs.places import FIRST_ROW, Places

Columns = dict[str, list[str | None]]
Family = Callable[[Places, pd.DataFrame], dict[str, list[str | None]]]

BY_SHEET: Mapping[str, Family] = {
    "comparison": formulas_network.comparison,
    "sites": formulas_network.sites,
    "stock_ceilings": formulas_network.stock_ceilings,
    "assortment": formulas_network.assortment,
    "service_level": formulas_network.service_level,
    "ledger": formulas_money.ledger,
    "scenarios": formulas_money.scenarios,
    "seizure_rates": formulas_money.seizure_rates,
    "limits": formulas_money.limits,
    "flow_totals": formulas_money.flow_totals,
    "periods": formulas_money.periods,
    "situations": formulas_money.situations,
    "situation_lines": formulas_money.situation_lines,
    "scenario_states": formulas_money.scenario_states,
    "charges": formulas_money.charges,
    "site_use": formulas_proof.site_use,
    "sku_assignment": formulas_proof.sku_assignment,
    "checks": checks,
}


def live_columns(tables: Mapping[str, pd.DataFrame], kept: Mapping[str, int]) -> dict[str, Columns]:
    """Formulas by sheet and column, one for each row that stands in the workbook; None: the cell is a number.

    `tables` are those of `result_tables`, `kept` how many rows of each stand in the workbook.
    """
    places = Places(tables, kept)
    found = {}
    for name, family in BY_SHEET.items():
        table = tables[name].iloc[: kept[name]]
        columns = family(places, table)
        found[name] = {
            column: [
                formula if formula is not None and value == value and value is not None else None
                for formula, value in zip(formulas, table[column].tolist(), strict=True)
            ]
            for column, formulas in columns.items()
        }
    return found


__all__ = ["FIRST_ROW", "live_columns"]
